"""What has counted, how that compares with what was due, and what follows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from offtake.domain.period import Period
from offtake.domain.pledge import Deadline, Pledge, Reading
from offtake.domain.quantity import Quantity
from offtake.domain.vintage import Vintage


@dataclass(frozen=True, slots=True)
class Contribution:
    """One observation's part in a tally.

    `counted` is `value` times `weight`; a weight below one is the share of a week's days that lie
    inside the window, and minus signs are stocks taken off.
    """

    series: str
    period: Period
    value: Decimal
    weight: Decimal
    counted: Decimal
    vintage: Vintage
    snapshot: str
    locator: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """The quantity a reading counts up to a day, and the observations it used.

    `counted` is in the reading's own unit and none where the book holds no figures for it.
    `latest_period` is the newest week, month or year used. `prorated` is the part of `counted` that
    comes from periods straddling an edge. `is_complete` is false where part of what should count
    is not held: the count is then a part of the whole, and `caveats` say which. `lacks` says what
    is needed before there can be a figure at all. `left_out_at_most` bounds what an incomplete
    count leaves out, in the same unit, or is none where nothing does.
    """

    until: date
    counted: Decimal | None
    unit_code: str
    latest_period: Period | None
    prorated: Decimal
    contributions: tuple[Contribution, ...]
    is_complete: bool
    caveats: tuple[str, ...]
    lacks: str
    left_out_at_most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """A tally against what was due by now.

    Rates are in the reading's unit a week. `due` is the straight line; `due_season` the usual
    season's share, an illustration that binds nobody. `fastest` maps a number of weeks to the
    highest mean weekly rate over so many weeks in a row, for the named destination and for all,
    among the weeks held without a gap since `fastest_since`.
    `before_weekly` and `after_weekly` are the mean weekly counts of the 13 weeks before the pledge
    and of up to 13 weeks after; `usual_counted` is the mean of the same window over
    `usual_seasons` earlier seasons.
    """

    due: Decimal | None
    due_season: Decimal | None
    weeks_left: Decimal | None
    required_weekly: Decimal | None
    fastest_named: dict[int, Decimal]
    fastest_all: dict[int, Decimal]
    fastest_since: date | None
    is_out_of_reach: bool
    before_weekly: Decimal | None
    after_weekly: Decimal | None
    usual_counted: Decimal | None
    usual_seasons: int


class VerdictWord(StrEnum):
    """The four verdicts."""

    MET = "met"
    MISSED = "missed"
    OPEN = "open"
    CANNOT_BE_JUDGED = "cannot_be_judged"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one reading of a pledge says at one deadline, as known on one day.

    Never shown without its reading and as-of. `target` is the amount pledged, in the unit the tally
    is in where an exact factor exists; `first_met_on` the end of the first week at which the count
    stood at it, before or after the deadline.
    """

    pledge: Pledge
    reading: Reading
    deadline: Deadline | None
    as_of: date
    revision: int
    target: Quantity | None
    word: VerdictWord
    tally: Tally
    pace: Pace
    first_met_on: date | None
    why: str
