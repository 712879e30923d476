"""How good the forecasts were, and each forecast of a pledge, for programs."""

from fastapi import APIRouter
from starlette.responses import JSONResponse

from offtake.report.track_record import forecast_rows, record_rows
from offtake.web.api.answers import Listed, Rows
from offtake.web.asking import Name, RecordTable, Unit, checked_unit

router = APIRouter()


@router.get("/pledges/{pledge_id}/forecasts", response_model=Rows)
def list_forecasts(*, listed: Listed, pledge_id: Name, unit: Unit = "t") -> JSONResponse:
    """Return how likely each reading of a pledge is to be met, or why that cannot be said."""
    outcomes = listed.edition.outcomes(pledge_id, listed.day)
    return listed.answer(forecast_rows(outcomes, unit=checked_unit(unit)))


@router.get("/track-record/{table}", response_model=Rows)
def list_record(*, listed: Listed, table: RecordTable) -> JSONResponse:
    """Return one table of the track record: what forecasts said, and what came of it."""
    return listed.answer(record_rows(listed.edition.record(listed.day), table))
