"""What came of the pledges of each party, by the books their readings count by."""

from collections.abc import Iterable
from dataclasses import dataclass

from offtake.domain import Verdict, VerdictWord
from offtake.reference.codes import place_by_id


@dataclass(frozen=True, slots=True)
class PartyRecord:
    """What came of one party's pledges to another, under the readings of one book.

    Counts are of verdicts: readings of one pledge are no independent cases, so `pledges` says from
    how many pledges they come. `base_rate` is the share of met among met and missed, each pledge
    weighing the same; none where no verdict has fallen.
    """

    obligor: str
    counterparty: str
    book: str
    pledges: int
    met: int
    missed: int
    undecided: int
    decided_pledges: int
    base_rate: float | None


def party_records(verdicts: Iterable[Verdict], party: str | None = None) -> list[PartyRecord]:
    """Return the record of each pair of parties and book, those with most pledges first.

    Raises:
        CodeUnknown: No place has this id.
    """
    if party is not None:
        place_by_id(party)
    groups: dict[tuple[str, str, str], list[Verdict]] = {}
    for one in verdicts:
        if party in {None, one.pledge.obligor, one.pledge.counterparty}:
            key = (one.pledge.obligor, one.pledge.counterparty, one.reading.book.value)
            groups.setdefault(key, []).append(one)
    found = [_record(*key, group) for key, group in groups.items()]
    return sorted(found, key=lambda one: (-one.pledges, one.obligor, one.counterparty, one.book))


def _record(obligor: str, counterparty: str, book: str, verdicts: list[Verdict]) -> PartyRecord:
    words = [one.word for one in verdicts]
    met, missed = words.count(VerdictWord.MET), words.count(VerdictWord.MISSED)
    shares: dict[str, list[bool]] = {}
    for one in verdicts:
        if one.word in {VerdictWord.MET, VerdictWord.MISSED}:
            shares.setdefault(one.pledge.id, []).append(one.word is VerdictWord.MET)
    rates = [sum(kept) / len(kept) for kept in shares.values()]
    return PartyRecord(
        obligor=obligor,
        counterparty=counterparty,
        book=book,
        pledges=len({one.pledge.id for one in verdicts}),
        met=met,
        missed=missed,
        undecided=len(words) - met - missed,
        decided_pledges=len(rates),
        base_rate=sum(rates) / len(rates) if rates else None,
    )
