"""From register files to tariffs and controls, with every problem named by file and line."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from offtake.domain import Barrier, Dispute, Goods, Step
from offtake.errors import BarrierUnknown, RegisterFileInvalid
from offtake.registers import (
    content_of,
    files_of,
    line_of,
    printable,
    read_marked,
    register_of,
    shipped,
)
from offtake.tariffs.schema import (
    BarrierFile,
    DisputePart,
    GoodsPart,
    StepPart,
    problems_of,
)

_NOUN = "tariff"
_PARTS = (BarrierFile, GoodsPart, StepPart, DisputePart)
_KEYS = tuple(sorted({key for part in _PARTS for key in part.model_fields}))


_PACKAGE = "offtake.tariffs"


def load(*, own: Path | None = None) -> dict[str, Barrier]:
    """Return the shipped register, and the files in `own` (a folder of a person's own), by id.

    Raises:
        RegisterFileInvalid: A file breaks the schema, two use one id, or one lifts what is not
            there.

    >>> load()["us-cn-fentanyl-2025"].imposed_by
    'USA'
    """
    barriers, problems = _gathered([*shipped(_PACKAGE), *files_of(own)])
    if problems:
        raise RegisterFileInvalid(problems)
    return dict(sorted(barriers.items()))


def check(paths: Iterable[Path]) -> list[str]:
    """Return the problems of these files, each naming file, line and remedy.

    Ids are compared with those shipped and among the files; a file is not compared with itself.
    """
    mine = {path.resolve(): str(path) for path in paths}
    place = Path(str(register_of(_PACKAGE)))
    others = [one for one in shipped(_PACKAGE) if (place / one[0]).resolve() not in mine]
    named = [(name, content_of(path)) for path, name in mine.items()]
    return _gathered([*others, *named])[1]


def barrier_of(barriers: dict[str, Barrier], barrier_id: str) -> Barrier:
    """Return one tariff or control.

    Raises:
        BarrierUnknown: None has this id; the error suggests near ones.
    """
    try:
        return barriers[barrier_id]
    except KeyError:
        raise BarrierUnknown(barrier_id, tuple(barriers)) from None


def _gathered(files_: Iterable[tuple[str, bytes]]) -> tuple[dict[str, Barrier], list[str]]:
    barriers: dict[str, Barrier] = {}
    origin: dict[str, str] = {}
    problems: list[str] = []
    for name, content in files_:
        barrier, found = _read(name, content)
        problems += found
        if barrier is None:
            continue
        if barrier.id in barriers:
            problems.append(f"{name}:1: id {barrier.id!r} is taken by {origin[barrier.id]}; rename")
        barriers.setdefault(barrier.id, barrier)
        origin.setdefault(barrier.id, name)
    return barriers, problems + [
        f"{origin[one.id]}:1: lifts {lifted!r}, which is not in the register; correct the id"
        for one in barriers.values()
        for lifted in one.lifts
        if lifted not in barriers
    ]


def _read(name: str, content: bytes) -> tuple[Barrier | None, list[str]]:
    try:
        marked = read_marked(name, content, noun=_NOUN)
    except RegisterFileInvalid as error:
        return None, [printable(problem) for problem in error.problems]
    try:
        parsed = BarrierFile.model_validate(marked.data)
    except ValidationError as error:
        return None, [
            line_of(name, marked, problem, noun=_NOUN, keys=_KEYS) for problem in error.errors()
        ]
    problems = [f"{name}:{marked.line(path)}: {text}" for path, text in problems_of(parsed)]
    return (None, problems) if problems else (_barrier(parsed), [])


def _barrier(parsed: BarrierFile) -> Barrier:
    return Barrier(
        id=parsed.id,
        title=parsed.title,
        kind=parsed.kind,
        imposed_by=parsed.imposed_by,
        against=parsed.against,
        authority=parsed.authority,
        goods=_goods(parsed.goods),
        steps=tuple(_step(part) for part in parsed.steps),
        known_to=parsed.known_to,
        lifts=tuple(parsed.lifts),
        products=tuple(parsed.products),
        watch=tuple(parsed.watch),
        disputes=tuple(_dispute(part) for part in parsed.disputes),
        note=parsed.note,
    )


def _goods(part: GoodsPart) -> Goods:
    return Goods(
        words=part.words,
        hs=() if isinstance(part.hs, str) else tuple(part.hs),
        is_all=part.hs == "all",
        is_complete=part.is_complete,
        not_hs=tuple(part.not_hs),
        exempt=part.exempt,
    )


def _step(part: StepPart) -> Step:
    return Step(
        start=part.start,
        standing=part.standing,
        rate=part.rate,
        announced=part.announced,
        legal=part.legal,
        words=part.words,
        url=part.url,
    )


def _dispute(part: DisputePart) -> Dispute:
    return Dispute(part.words, part.held_by, part.url, part.start, part.end, tuple(part.hs))
