"""Forecasts under the names of hubverse, and the track record, as tables to take elsewhere.

A row of `forecasts` is one quantile of one forecast, or one outcome with its probability: the model
output of https://docs.hubverse.io, with the names of offtake's answer beside it.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from offtake.forecast import Forecast
from offtake.forecast.rows import hub_rows
from offtake.report.chances import Foreseen
from offtake.report.exports.contents import table_of
from offtake.report.exports.tables import Table
from offtake.report.rows import COLUMNS
from offtake.report.track_record import RECORD_TABLES, Record, record_rows

_ANSWER = {"as_of": COLUMNS["as_of"], "revision": COLUMNS["revision"]}
_FORECASTS = {
    "model_id": "id of the model that forecast",
    "reference_date": "the day the forecast is of, in Washington",
    "target": "pledge and reading, with a blank between",
    "horizon": "days from the last figures to the deadline",
    "location": "the buyer",
    "target_end_date": "the deadline",
    "output_type": "quantile of the final count, or pmf of the outcome",
    "output_type_id": "level of the quantile, or met or missed",
    "value": "the quantile in the unit, or the probability",
    "unit": "unit of quantiles",
    "pledge": COLUMNS["pledge"],
    "reading": COLUMNS["reading"],
    **_ANSWER,
}
_FORECAST_NOTES = (
    "The first nine columns are a hubverse model output; drop the others to hand it to a hub.",
    "A reading without a row has no forecast: `offtake forecast ID` gives the reason.",
    "No probability below 1 % or above 99 % is said, but for a count that has settled it.",
)
_RECORDS = {
    "calibration": "What became of the probabilities said in the back-test",
    "skill": "How every method did in the back-test, by question and quarter of the season",
    "replay": "One pledge replayed week by week, on the figures then known",
    "issued": "The forecasts issued on this machine, with their scores",
    "parties": "What came of each party's pledges, by book",
}
_RECORD_NOTES = {
    "calibration": ("Seasons, not forecasts, are nearer to the number of independent cases.",),
    "skill": ("CRPS is in per cent of the mean season; quarter is empty for the whole season.",),
    "issued": ("An empty score is no score of zero: `why` says why there is none yet.",),
}


def forecast_table(outcomes: Iterable[Foreseen], *, as_of: date, revision: int) -> Table:
    """Return the forecasts among some outcomes, a row for each quantile and each probability."""
    rows: list[dict[str, Any]] = []
    for one in outcomes:
        found = one.forecast
        if isinstance(found, Forecast):
            named = {
                "pledge": found.pledge,
                "reading": found.reading,
                "as_of": as_of.isoformat(),
                "revision": revision,
            }
            rows += [
                _texts(row)
                | {"unit": found.unit_code if row["output_type"] == "quantile" else None}
                | named
                for row in hub_rows([(found, one.verdict.reading.partner)])
            ]
    return table_of(
        "forecasts",
        "Forecasts of the final count of each reading, and how likely it is to be met",
        about=_FORECASTS,
        rows=rows,
        as_of=as_of,
        revision=revision,
        notes=_FORECAST_NOTES,
    )


def record_table(record: Record, name: str) -> Table:
    """Return one of the tables of the track record."""
    named = {"as_of": record.as_of.isoformat(), "revision": record.revision}
    return table_of(
        name,
        _RECORDS[name],
        about=RECORD_TABLES[name] | _ANSWER,
        rows=[row | named for row in record_rows(record, name)],
        as_of=record.as_of,
        revision=record.revision,
        notes=_RECORD_NOTES.get(name, ()),
    )


def _texts(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose level is text, as a column that also holds words must be."""
    level = row["output_type_id"]
    return row | {"output_type_id": level if isinstance(level, str) else f"{level:g}"}
