"""The four verdicts and the sentence that gives the reason.

A deadline is missed only once its last week is published. A pledge without a figure, and a reading
whose book is not held, cannot be judged, and get no percentage.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from offtake.domain import (
    AmountKind,
    Book,
    Deadline,
    Destinations,
    Frequency,
    Pace,
    Pledge,
    Quantity,
    Reading,
    Tally,
    VerdictWord,
)
from offtake.pace.customs import CUSTOMS_BOOKS
from offtake.pace.words import amount_text, day_text


@dataclass(frozen=True, slots=True)
class Case:
    """All that a verdict on one reading at one deadline rests on."""

    pledge: Pledge
    reading: Reading
    deadline: Deadline | None
    as_of: date
    tally: Tally
    target: Quantity | None
    pace: Pace
    first_met_on: date | None
    last_day: date | None

    @property
    def counted(self) -> Decimal:
        """The quantity counted; zero is said only where the book was read."""
        return self.tally.counted or Decimal(0)

    @property
    def is_published(self) -> bool:
        """Whether the deadline's last week has been published."""
        if self.deadline is None or self.last_day is None:
            return False
        return self.last_day >= self.deadline.on


def decide(case: Case) -> tuple[VerdictWord, str]:
    """Return the verdict and why, in that order of questions."""
    word, why = _decide(case)
    notes = [*case.tally.caveats, *_late_claim(case)]
    return word, "; ".join([why, *notes])


def _decide(case: Case) -> tuple[VerdictWord, str]:
    if why := _cannot(case):
        return VerdictWord.CANNOT_BE_JUDGED, why
    if case.tally.counted is None:
        return VerdictWord.OPEN, _not_begun(case)
    if case.target is not None and case.counted >= case.target.value:
        return VerdictWord.MET, _met(case)
    if case.deadline is None or not case.is_published:
        return VerdictWord.OPEN, _open(case)
    if not case.tally.is_complete and not _is_short_anyway(case):
        why = f"cannot be judged: {_counted(case)}, {_short(case)}, but part of it is not held"
        return VerdictWord.CANNOT_BE_JUDGED, why
    return VerdictWord.MISSED, _missed(case)


def _is_short_anyway(case: Case) -> bool:
    """Whether the target is out of reach even with all that could have been left out."""
    most = case.tally.left_out_at_most
    return most is not None and case.target is not None and case.counted + most < case.target.value


def _cannot(case: Case) -> str:
    """Return why no verdict is possible on any day, or nothing where one is."""
    if case.tally.lacks:
        return f"cannot be judged yet: needs {case.tally.lacks}"
    if case.target is None and case.tally.counted is not None:
        return _no_figure(case)
    if case.reading.amount and case.reading.amount.kind is AmountKind.CEILING:
        return f"cannot be judged: an upper limit promises no quantity; {_counted(case)}"
    return ""


def _not_begun(case: Case) -> str:
    start = day_text(case.reading.window.start)
    if case.as_of < case.reading.window.start:
        return f"counting starts on {start}"
    return f"counting started on {start}, and no {_span(case)} since is published yet"


def _met(case: Case) -> str:
    why = _counted(case)
    if case.first_met_on:
        why += f"; reached in the {_span(case)} ending {_first(case)}"
    is_running = case.deadline is not None and not case.is_published
    if is_running and case.reading.book is Book.EXPORT_SALES:
        why += "; met so far: sales can be cancelled until the deadline"
    return why


def _missed(case: Case) -> str:
    why = f"{_counted(case)}, {_short(case)}"
    if case.first_met_on is None:
        return why
    if case.deadline is not None and case.first_met_on <= case.deadline.on:
        return f"{why}; stood there in the {_span(case)} ending {_first(case)}, then fell"
    return f"{why}; reached later, in the {_span(case)} ending {_first(case)}"


def _first(case: Case) -> str:
    return day_text(case.first_met_on) if case.first_met_on else ""


def _span(case: Case) -> str:
    """Return what the book's periods are called."""
    latest = case.tally.latest_period
    usual = Frequency.MONTHLY if case.reading.book in CUSTOMS_BOOKS else Frequency.WEEKLY
    return _SPANS[usual if latest is None else latest.frequency]


_SPANS = {
    Frequency.DAILY: "day",
    Frequency.WEEKLY: "week",
    Frequency.MONTHLY: "month",
    Frequency.ANNUAL: "year",
}


def _open(case: Case) -> str:
    parts = [f"{_counted(case)}, {_short(case)}"]
    if case.deadline is None:
        parts.append("no deadline was given, so it cannot be missed")
    pace = case.pace
    if pace.required_weekly is not None:
        parts.append(f"needs {amount_text(pace.required_weekly, case.tally.unit_code)} a week")
        if pace.is_out_of_reach:
            parts.append(
                f"more than this destination has taken over such a span since {pace.fastest_since}"
            )
    if case.deadline is not None and case.as_of > case.deadline.on and case.last_day is not None:
        parts.append(
            f"the deadline has passed, but figures end with the {_span(case)} to "
            f"{day_text(case.last_day)}"
        )
    return "; ".join(parts)


def _no_figure(case: Case) -> str:
    pledge, pace, unit = case.pledge, case.pace, case.tally.unit_code
    missing = "no figure" if case.deadline else "no figure and no date"
    parts = [f"cannot be judged as worded: {missing}", _counted(case)]
    if pace.usual_counted is not None:
        usual = amount_text(pace.usual_counted, unit)
        named = " to the named destination" if _counts_unknown(case) else ""
        parts.append(f"mean of {pace.usual_seasons} seasons by the same day{named} {usual}")
    if pace.before_weekly is not None and pace.after_weekly is not None:
        before, after = (
            amount_text(rate, unit) for rate in (pace.before_weekly, pace.after_weekly)
        )
        named = ", named destination" if _counts_unknown(case) else ""
        parts.append(
            f"a week in the 13 weeks before {day_text(pledge.made_on)} {before}, "
            f"after it {after}{named}"
        )
    return "; ".join(parts)


def _counted(case: Case) -> str:
    amount = amount_text(case.counted, case.tally.unit_code)
    return f"{amount} by {day_text(case.tally.until)}"


def _short(case: Case) -> str:
    target = case.target.value if case.target else Decimal(0)
    return f"{amount_text(target - case.counted, case.tally.unit_code)} short"


def _late_claim(case: Case) -> list[str]:
    said_on = case.deadline.said_on if case.deadline else None
    if said_on is None or said_on <= case.as_of:
        return []
    return [f"this deadline was first claimed on {day_text(said_on)}, after the as-of"]


def _counts_unknown(case: Case) -> bool:
    return case.reading.destinations is not Destinations.NAMED
