"""The track record as tables: what each column holds, and the rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Protocol

from offtake.domain import Verdict
from offtake.forecast import Cases, Forecast, Refusal
from offtake.forecast.history import PartyRecord
from offtake.forecast.rows import REPORT_COLUMNS, Replayed, report_columns
from offtake.forecast.scoring import Scored
from offtake.forecast.summary import Skill
from offtake.report.chances import Foreseen
from offtake.report.rows import COLUMNS, RowUnit

_CASES = {
    "kind": "sales or shipments: their probabilities are kept apart",
    "low": "from which probability on a forecast lies in the bin",
    "high": "up to which",
    "count": "past forecasts in the bin",
    "years": "seasons they come from: nearer to the number of independent cases",
    "said": "their mean probability",
    "happened": "share of them that came true",
}
_SKILL = {
    "target": "the question asked of every season",
    "model_id": "id of the method",
    "quarter": "quarter of the season; none for the whole",
    "seasons": "seasons tried, each one case",
    "origins": "forecasts made",
    "crps": "CRPS in per cent of the mean season",
    "ratio": "CRPS over that of the seasonal naive with conformal errors, on the same origins",
    "covered_50": "share of outcomes within the 50 % interval",
    "covered_80": "the same within 80 %",
    "covered_90": "the same within 90 %",
    "brier": "Brier score over four amounts",
    "brier_skill": "Brier skill over the base rate of earlier seasons",
    "statistic": "Diebold-Mariano statistic against the seasonal naive, a season being one case",
    "p_value": "its p-value with small-sample correction",
    "better_in": "seasons in which it did better",
}
_ISSUED = {
    "pledge": COLUMNS["pledge"],
    "reading": COLUMNS["reading"],
    "deadline": "last day that counts",
    "reference_date": "the day the forecast was made of",
    "model_id": "id of the model that forecast",
    "probability": "probability that the amount is met; none where no figure was pledged",
    "final": "the count at the deadline, none while it is not known",
    "was_met": "whether it stood at the amount, none while that is not known",
    "crps": "CRPS of the forecast, in its unit",
    "brier": "Brier score of its probability",
    "log_score": "logarithmic score of its probability",
    "why": "why there is no score yet",
}
_PARTIES = {
    "obligor": "who undertook the pledges",
    "counterparty": "toward whom",
    "book": "which official count decides",
    "pledges": "pledges with readings of the book",
    "met": "verdicts met",
    "missed": "verdicts missed",
    "undecided": "verdicts open, or that cannot be judged",
    "decided_pledges": "pledges with a verdict that has fallen",
    "base_rate": "share of met among met and missed, each pledge weighing the same",
}
_REPLAY = {
    "pledge": COLUMNS["pledge"],
    "reading": COLUMNS["reading"],
    "deadline": "last day that counts",
    "reference_date": "the day whose knowledge is used",
    "figures_to": "last day published by then",
    "unit": "unit of the counts",
    "counted": "what had counted",
    "target": "what the count must reach",
    "probability": REPORT_COLUMNS["probability"],
    "p05": REPORT_COLUMNS["p05"],
    "p50": REPORT_COLUMNS["p50"],
    "p95": REPORT_COLUMNS["p95"],
    "model": REPORT_COLUMNS["model"],
    "in_the_end": "the verdict at the last look",
}
RECORD_TABLES: dict[str, dict[str, str]] = {
    "calibration": _CASES,
    "skill": _SKILL,
    "replay": _REPLAY,
    "issued": _ISSUED,
    "parties": _PARTIES,
}
"""The tables of the track record, with the columns of each and what they hold."""

FORECAST_COLUMNS: dict[str, str] = {
    **{name: COLUMNS[name] for name in ("pledge", "reading", "deadline", "as_of", "revision")},
    "verdict": COLUMNS["verdict"],
    "unit": "unit of the quantities",
    "amount": COLUMNS["amount"],
    "counted": COLUMNS["counted"],
    **REPORT_COLUMNS,
    "required_weekly": COLUMNS["required_weekly"],
    "figures_to": "last day published",
    "known_on": "day by which the outcome will be known; none where no calendar says",
    "seasons": "earlier seasons that the errors were taken from",
    **{f"cases_{name}": _CASES[name] for name in ("low", "high", "count", "years", "happened")},
    "why": "why there is no forecast",
}
"""The columns of `forecast_rows`, and what each holds."""


class Record(Protocol):
    """The track record of a day."""

    @property
    def as_of(self) -> date:
        """The day."""
        ...

    @property
    def revision(self) -> int:
        """The store's revision."""
        ...

    @property
    def calibration(self) -> Mapping[str, tuple[Cases, ...]]:
        """What became of the probabilities said, of sales and of shipments."""
        ...

    @property
    def skills(self) -> tuple[Skill, ...]:
        """How each method did."""
        ...

    @property
    def replay(self) -> tuple[Replayed, ...]:
        """One pledge, week by week."""
        ...

    @property
    def issued(self) -> tuple[Scored, ...]:
        """The forecasts issued, with their scores."""
        ...

    @property
    def parties(self) -> tuple[PartyRecord, ...]:
        """What came of each party's pledges."""
        ...


def record_rows(record: Record, table: str) -> list[dict[str, Any]]:
    """Return one of `RECORD_TABLES` as flat rows."""
    return _ROWS[table](record)


def _case_rows(record: Record) -> list[dict[str, Any]]:
    return [
        {"kind": kind, **asdict(one)} for kind, cases in record.calibration.items() for one in cases
    ]


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of a forecast with its day under the name of a hub: as_of is the answer's."""
    return {"reference_date" if name == "as_of" else name: value for name, value in row.items()}


_ROWS: dict[str, Callable[[Record], list[dict[str, Any]]]] = {
    "calibration": _case_rows,
    "skill": lambda record: [one.row() for one in record.skills],
    "replay": lambda record: [_dated(asdict(one)) for one in record.replay],
    "issued": lambda record: [_dated(asdict(one)) for one in record.issued],
    "parties": lambda record: [asdict(one) for one in record.parties],
}


def forecast_rows(outcomes: Iterable[Foreseen], *, unit: str = "t") -> list[dict[str, Any]]:
    """Return a flat row for each verdict with its forecast, or why there is none.

    Raises:
        UnitUnknown: No unit has this code.
    """
    return [_forecast_row(one.verdict, one.forecast, unit) for one in outcomes]


def _forecast_row(verdict: Verdict, found: Forecast | Refusal, unit: str) -> dict[str, Any]:
    into = RowUnit(verdict, unit)
    told = found if isinstance(found, Forecast) else None
    cases = None if told is None else told.cases
    row = {
        "pledge": verdict.pledge.id,
        "reading": verdict.reading.id,
        "deadline": None if verdict.deadline is None else verdict.deadline.on.isoformat(),
        "as_of": verdict.as_of.isoformat(),
        "revision": verdict.revision,
        "verdict": verdict.word.value,
        "unit": into.unit,
        "amount": into.quantity(verdict.target),
        "counted": into(verdict.tally.counted),
        **report_columns(found, into),
        "required_weekly": into(verdict.pace.required_weekly),
        "figures_to": None if told is None else told.figures_to.isoformat(),
        "known_on": told.known_on.isoformat() if told and told.known_on else None,
        "seasons": None if told is None else told.seasons,
    }
    for name in ("low", "high", "count", "years", "happened"):
        row[f"cases_{name}"] = None if cases is None else getattr(cases, name)
    return row | {"why": found.reason if isinstance(found, Refusal) else ""}
