"""From register files to pledges, with every problem named by file and line."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from offtake.domain import (
    Amount,
    AmountKind,
    Base,
    Deadline,
    Frequency,
    Period,
    Pledge,
    Quantity,
    Reading,
    StatementRecord,
    Window,
)
from offtake.errors import PledgeFileInvalid
from offtake.pledges.schema import (
    AmountPart,
    BasePart,
    DeadlinePart,
    PledgeFile,
    ReadingPart,
    StatementPart,
    WindowPart,
    problems_of,
)
from offtake.registers import Kind, files_of, shipped


def load(*, own: Path | None = None) -> dict[str, Pledge]:
    """Return the shipped register, and the pledges in `own` (a folder of a person's own files).

    Raises:
        PledgeFileInvalid: A file breaks the schema, or two files use one id.
    """
    found = _KIND.gathered([*shipped(_KIND.package), *files_of(own)])
    if found.problems:
        raise PledgeFileInvalid(found.problems)
    return dict(sorted(found.entries.items()))


def check(paths: Iterable[Path]) -> list[str]:
    """Return the problems of these register files, each naming file, line and remedy.

    Ids are compared with the shipped pledges and among the files; a file is compared with itself
    neither when it is named twice nor when it is a shipped one.
    """
    return _KIND.beside_shipped(paths).problems


def _pledge(parsed: PledgeFile) -> Pledge:
    deadlines = {
        part.id: Deadline(part.id, part.on, part.words, part.said_by, part.said_on, part.url)
        for part in parsed.deadlines
    }
    return Pledge(
        id=parsed.id,
        title=parsed.title,
        obligor=parsed.obligor,
        counterparty=parsed.counterparty,
        made_on=parsed.made_on,
        group=parsed.group,
        status=parsed.status,
        note=parsed.note,
        statements=tuple(_statement(part) for part in parsed.statements),
        deadlines=tuple(deadlines.values()),
        readings=tuple(_reading(part, parsed, deadlines) for part in parsed.readings),
    )


def _reading(part: ReadingPart, pledge: PledgeFile, deadlines: dict[str, Deadline]) -> Reading:
    chosen = list(deadlines) if part.deadlines == "all" else part.deadlines
    return Reading(
        id=part.id,
        book=part.book,
        destinations=part.destinations,
        product=part.product or pledge.product,
        seller=part.seller or pledge.counterparty,
        partner=part.partner or pledge.obligor,
        window=Window(part.window.kind, part.window.start),
        amount=None if part.amount == "none" else _amount(part.amount or pledge.amount),
        deadlines=tuple(deadlines[name] for name in chosen),
        held_by=part.held_by,
        citation=part.citation,
        unknown_share=part.unknown_share,
        needs=part.needs or "",
    )


def _amount(part: AmountPart | None) -> Amount | None:
    if part is None:
        return None
    kinds = (
        (part.at_least, AmountKind.FLOOR),
        (part.at_most, AmountKind.CEILING),
        (part.about, AmountKind.ABOUT),
    )
    value, kind = next((value, kind) for value, kind in kinds if value is not None)
    return Amount(
        Quantity(value, part.unit),
        kind,
        baseline=_baseline(part),
        base=_base(part.additional_to) if isinstance(part.additional_to, BasePart) else None,
        tolerance=part.tolerance or Decimal(0),
    )


def _baseline(part: AmountPart) -> Quantity | None:
    if isinstance(part.additional_to, Decimal):
        return Quantity(part.additional_to, part.unit)
    return None


def _base(part: BasePart) -> Base:
    end = part.end + timedelta(days=1)
    return Base(Period(part.start, end, Frequency.ANNUAL), part.times)


def _statement(part: StatementPart) -> StatementRecord:
    return StatementRecord(
        on=part.on,
        speaker=part.speaker,
        side=part.side,
        stance=part.stance,
        text=part.quote or part.paraphrase or "",
        is_quote=part.quote is not None,
        url=part.url,
        language=part.language,
        english=part.english or "",
        translator=part.translator or "",
    )


_KIND = Kind(
    noun="pledge",
    package="offtake.pledges",
    schema=PledgeFile,
    parts=(PledgeFile, ReadingPart, AmountPart, BasePart, StatementPart, DeadlinePart, WindowPart),
    faults=problems_of,
    made=_pledge,
)
