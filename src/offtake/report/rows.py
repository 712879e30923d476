"""A verdict as one flat row: the columns of `offtake report --json` and `--csv`."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from offtake.domain import UNITS, Dimension, Quantity, Verdict
from offtake.errors import VocabularyError
from offtake.forecast import Forecast, Refusal
from offtake.forecast.rows import REPORT_COLUMNS, report_columns
from offtake.pace import amount_text
from offtake.reference.crops import convert

COLUMNS: dict[str, str] = {
    "pledge": "id of the pledge",
    "reading": "id of the reading",
    "book": "which official count decides",
    "destinations": "which destinations count",
    "as_of": "the day, in Washington, whose knowledge is used",
    "window_start": "first day that counts",
    "deadline": "last day that counts; none where no date was given",
    "amount": "what the count must reach; none where no figure was given",
    "counted": "what has counted; none where the book is not held",
    "unit": "unit of amount, counted, due and the rates",
    "due": "what was due by the last day counted, by straight line",
    "required_weekly": "the weekly rate still needed; none once the deadline has passed",
    "verdict": "met, missed, open or cannot_be_judged",
    "first_met_on": "end of the first week at which the count stood at the amount",
    "latest_period": "last day of the newest week used",
    "revision": "revision of the store: with as_of it names the answer for ever",
    "why": "the reason in words",
    "title": "title of the pledge",
    "deadline_id": "id of the deadline",
    "deadline_said_by": "who claimed the deadline",
    "held_by": "who reads the pledge so",
    "citation": "where they said it",
    "counted_until": "last day counted",
    "prorated": "part of counted that comes from weeks straddling an edge",
    "due_season": "due by the usual season of three to five years: an illustration",
    "fastest_4_weeks": "highest mean weekly count over 4 weeks in a row, this destination",
    "fastest_8_weeks": "the same over 8 weeks",
    "fastest_13_weeks": "the same over 13 weeks",
    "fastest_4_weeks_all": "the same, all destinations",
    "fastest_8_weeks_all": "the same over 8 weeks",
    "fastest_13_weeks_all": "the same over 13 weeks",
    "fastest_since": "end of the first week of the unbroken run those rates are taken from",
    "is_out_of_reach": "whether the rate needed was never seen over the longest span that fits",
    "before_weekly": "mean weekly count in the 13 weeks before the pledge",
    "after_weekly": "mean weekly count in up to 13 weeks after it",
    "usual_counted": "mean count by the same day over earlier seasons, named destination",
    "usual_seasons": "how many seasons that is the mean of",
    "vintages": "how many figures used rest on each vintage basis",
    **REPORT_COLUMNS,
}
"""Every column of a report row, and what it holds."""


UNIT_CODES = tuple(
    one.code for one in UNITS.values() if one.dimension in {Dimension.MASS, Dimension.BUSHELS}
)
"""Codes of the units that quantities can be asked for in: those of mass, and bushels."""
_ROW_UNITS = {"USD": "usd"}
"""Rows write dollars as columns do: `value_usd`."""


Forecasts = Mapping[tuple[str, str, date], Forecast]
"""The forecasts of a day, by pledge, reading and deadline."""


def report_rows(
    verdicts: Iterable[Verdict], *, unit: str = "t", forecasts: Forecasts | None = None
) -> list[dict[str, Any]]:
    """Return one row for each verdict, with its forecast where there is one; see `COLUMNS`.

    Raises:
        UnitUnknown: No unit has this code.
        UnitMismatch: A counted quantity has no exact factor to the unit.
    """
    return [report_row(verdict, unit=unit, forecasts=forecasts) for verdict in verdicts]


def report_row(
    verdict: Verdict, *, unit: str = "t", forecasts: Forecasts | None = None
) -> dict[str, Any]:
    """Return a verdict as one row with quantities in `unit`.

    A pledge in another kind of unit (dollars, aircraft, running bales) keeps its own.

    Raises:
        UnitUnknown: No unit has this code.
    """
    in_unit = RowUnit(verdict, unit)
    reading, deadline, tally, pace = verdict.reading, verdict.deadline, verdict.tally, verdict.pace
    row: dict[str, Any] = {
        "pledge": verdict.pledge.id,
        "reading": reading.id,
        "book": reading.book.value,
        "destinations": reading.destinations.value,
        "as_of": verdict.as_of.isoformat(),
        "window_start": reading.window.start.isoformat(),
        "deadline": deadline.on.isoformat() if deadline else None,
        "amount": in_unit.quantity(verdict.target),
        "counted": in_unit(tally.counted),
        "unit": _ROW_UNITS.get(in_unit.unit, in_unit.unit),
        "due": in_unit(pace.due),
        "required_weekly": in_unit(pace.required_weekly),
        "verdict": verdict.word.value,
        "first_met_on": verdict.first_met_on.isoformat() if verdict.first_met_on else None,
        "latest_period": tally.latest_period.last_day.isoformat() if tally.latest_period else None,
        "revision": verdict.revision,
        "why": verdict.why,
        "title": verdict.pledge.title,
        "deadline_id": deadline.id if deadline else None,
        "deadline_said_by": deadline.said_by if deadline else None,
        "held_by": reading.held_by,
        "citation": reading.citation,
        "counted_until": tally.until.isoformat() if tally.counted is not None else None,
        "prorated": in_unit(tally.prorated) if tally.counted is not None else None,
        "due_season": in_unit(pace.due_season),
    }
    row |= _rates(verdict, in_unit)
    row["vintages"] = dict(Counter(one.vintage.basis.value for one in tally.contributions))
    found = forecast_of(verdict, forecasts) or Refusal("no forecast was asked for")
    return row | report_columns(found, in_unit)


def forecast_of(verdict: Verdict, forecasts: Forecasts | None) -> Forecast | None:
    """Return the forecast of a verdict's final count, or none where there is none."""
    if verdict.deadline is None or not forecasts:
        return None
    return forecasts.get((verdict.pledge.id, verdict.reading.id, verdict.deadline.on))


def contribution_rows(verdicts: Iterable[Verdict]) -> list[dict[str, Any]]:
    """Return one row for each observation behind each verdict, in the unit of its series."""
    return [
        {
            "pledge": verdict.pledge.id,
            "reading": verdict.reading.id,
            "deadline": verdict.deadline.on.isoformat() if verdict.deadline else None,
            "series": one.series,
            "period_start": one.period.start.isoformat(),
            "period_end": one.period.last_day.isoformat(),
            "value": float(one.value),
            "weight": float(one.weight),
            "counted": float(one.counted),
            "known_at": one.vintage.known_at.isoformat(),
            "vintage_basis": one.vintage.basis.value,
            "snapshot": one.snapshot,
            "locator": one.locator,
            "note": one.note,
        }
        for verdict in verdicts
        for one in verdict.tally.contributions
    ]


def _rates(verdict: Verdict, in_unit: "RowUnit") -> dict[str, Any]:
    pace = verdict.pace
    rates: dict[str, Any] = {}
    for suffix, fastest in (("", pace.fastest_named), ("_all", pace.fastest_all)):
        for span in (4, 8, 13):
            rates[f"fastest_{span}_weeks{suffix}"] = in_unit(fastest.get(span))
    return rates | {
        "fastest_since": pace.fastest_since.isoformat() if pace.fastest_since else None,
        "is_out_of_reach": pace.is_out_of_reach,
        "before_weekly": in_unit(pace.before_weekly),
        "after_weekly": in_unit(pace.after_weekly),
        "usual_counted": in_unit(pace.usual_counted),
        "usual_seasons": pace.usual_seasons,
    }


class RowUnit:
    """Converts the figures of one verdict into the unit asked for, as JSON numbers.

    A pledge in another kind of unit keeps its own; `unit` says which it is.

    Raises:
        UnitUnknown: No unit has this code.
    """

    def __init__(self, verdict: Verdict, wanted: str) -> None:
        self._product = verdict.reading.product
        self._from = verdict.tally.unit_code
        own = verdict.target.unit_code if verdict.target else self._from
        self.unit = wanted if self._fits(own, wanted) else own

    def __call__(self, value: Decimal | None) -> float | int | None:
        """Return a figure of the tally in the unit, or none for none."""
        return None if value is None else self.exact(value)

    def exact(self, value: Decimal) -> float | int:
        """Return a figure of the tally in the unit, to six decimals."""
        return self._number(Quantity(value, self._from))

    def quantity(self, quantity: Quantity | None) -> float | int | None:
        """Return a quantity in the unit, or none for none."""
        return None if quantity is None else self._number(quantity)

    def _number(self, quantity: Quantity) -> float | int:
        value = convert(quantity, self._product, self.unit).value
        exact = round(value, 6)
        return int(exact) if exact == exact.to_integral_value() else float(exact)

    def _fits(self, own: str, wanted: str) -> bool:
        one = Quantity(Decimal(1), wanted)
        try:
            convert(Quantity(one.value, own), self._product, wanted)
        except VocabularyError:
            return False
        return True


def shown(verdict: Verdict, value: Decimal | None, unit: str) -> str:
    """Return a figure of a verdict's tally for a reader, in the unit asked for.

    Raises:
        UnitUnknown: No unit has this code.
    """
    if value is None:
        return "none"
    if unit == "t":
        return amount_text(value, verdict.tally.unit_code)
    into = RowUnit(verdict, unit)
    if into.unit != unit:
        return amount_text(value, verdict.tally.unit_code)
    return f"{into.exact(value):,.2f} {unit}"
