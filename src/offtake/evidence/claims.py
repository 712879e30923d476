"""What the register holds of a pledge over time: who said, who denied, who stayed silent."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from offtake.domain import Deadline, Pledge, Side, Stance, StatementRecord

SAID = frozenset({Stance.ANNOUNCED, Stance.AFFIRMED, Stance.AFFIRMED_AS_TARGET, Stance.RESTATED})


class Claim(StrEnum):
    """What an entry of the timeline does."""

    SAID = "said"
    CLAIMED_MET = "claimed met"
    SEASON_NAMED = "season named"
    NEITHER = "neither confirmed nor denied"
    DENIED = "denied"
    SILENT = "silent"
    REPORTED = "reported"


CLAIMS: Mapping[Stance, Claim] = {
    **dict.fromkeys(SAID, Claim.SAID),
    Stance.CLAIMED_MET: Claim.CLAIMED_MET,
    Stance.SEASON_NAMED: Claim.SEASON_NAMED,
    Stance.NEITHER: Claim.NEITHER,
    Stance.DENIED: Claim.DENIED,
    Stance.SILENT: Claim.SILENT,
    Stance.REPORTED: Claim.REPORTED,
}


@dataclass(frozen=True, slots=True)
class Claims:
    """A pledge's statements by day, and the history of its deadlines by the day they were named.

    A deadline whose day of naming is not recorded comes last.
    """

    pledge: Pledge
    timeline: tuple[tuple[StatementRecord, Claim], ...]
    deadlines: tuple[Deadline, ...]

    def count(self, side: Side) -> dict[Claim, int]:
        """Return how often a side did what, without what it never did."""
        counts = Counter(claim for one, claim in self.timeline if one.side is side)
        return {claim: counts[claim] for claim in Claim if counts[claim]}


def claims_of(pledge: Pledge, *, until: date | None = None) -> Claims:
    """Return a pledge's statements and deadlines in the order they were said, up to a day.

    >>> from offtake.pledges import load
    >>> found = claims_of(load()["cn-us-soybeans-12mt-2025"])
    >>> [str(one.on) for one in found.deadlines]
    ['2025-12-31', '2026-02-28', '2025-11-30', '2026-08-31']
    """
    said = [one for one in pledge.statements if until is None or one.on <= until]
    named = [
        one
        for one in pledge.deadlines
        if until is None or one.said_on is None or one.said_on <= until
    ]
    return Claims(
        pledge=pledge,
        timeline=tuple((one, CLAIMS[one.stance]) for one in sorted(said, key=lambda one: one.on)),
        deadlines=tuple(sorted(named, key=lambda one: one.said_on or date.max)),
    )
