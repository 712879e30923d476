"""From register files to tariffs and controls, with every problem named by file and line."""

from collections.abc import Iterable
from pathlib import Path

from offtake.domain import Barrier, Dispute, Goods, Step
from offtake.errors import BarrierUnknown, RegisterFileInvalid
from offtake.registers import Gathered, Kind, files_of, shipped
from offtake.tariffs.schema import (
    BarrierFile,
    DisputePart,
    GoodsPart,
    StepPart,
    problems_of,
)


def load(*, own: Path | None = None) -> dict[str, Barrier]:
    """Return the shipped register, and the files in `own` (a folder of a person's own), by id.

    Raises:
        RegisterFileInvalid: A file breaks the schema, two use one id, or one lifts what is not
            there.

    >>> load()["us-cn-fentanyl-2025"].imposed_by
    'USA'
    """
    found = _KIND.gathered([*shipped(_KIND.package), *files_of(own)])
    if problems := _problems(found):
        raise RegisterFileInvalid(problems)
    return dict(sorted(found.entries.items()))


def check(paths: Iterable[Path]) -> list[str]:
    """Return the problems of these files, each naming file, line and remedy.

    Ids are compared with those shipped and among the files; a file is not compared with itself.
    """
    return _problems(_KIND.beside_shipped(paths))


def barrier_of(barriers: dict[str, Barrier], barrier_id: str) -> Barrier:
    """Return one tariff or control.

    Raises:
        BarrierUnknown: None has this id; the error suggests near ones.
    """
    try:
        return barriers[barrier_id]
    except KeyError:
        raise BarrierUnknown(barrier_id, tuple(barriers)) from None


def _problems(found: Gathered[Barrier]) -> list[str]:
    return found.problems + [
        f"{found.origin[one.id]}:1: lifts {lifted!r}, which is not in the register; correct the id"
        for one in found.entries.values()
        for lifted in one.lifts
        if lifted not in found.entries
    ]


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


_KIND = Kind(
    noun="tariff",
    package="offtake.tariffs",
    schema=BarrierFile,
    parts=(BarrierFile, GoodsPart, StepPart, DisputePart),
    faults=problems_of,
    made=_barrier,
)
