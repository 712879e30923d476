"""Sources, tariffs and the books beside each other, for programs."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from offtake.report import balance_rows, source_rows
from offtake.report.pages import mirror_rows
from offtake.report.tariffs import tariff_rows
from offtake.web.api.answers import CursorText, Limit, Listed, Listing, Partner, Product, Rows
from offtake.web.asking import options_of

router = APIRouter()


@router.get("/sources", response_model=Rows)
def list_sources(
    request: Request, *, cursor: CursorText = None, limit: Limit = 100
) -> JSONResponse:
    """Return the sources, how far each is held and whether it is late."""
    listed = Listing(request, cursor=cursor, limit=limit)
    now = options_of(request).now()
    return listed.answer(source_rows(listed.edition.workspace.sources(now=now)))


@router.get("/tariffs", response_model=Rows)
def list_tariffs(*, listed: Listed) -> JSONResponse:
    """Return how each tariff and control stood on a day, by what was announced by then."""
    return listed.answer(tariff_rows(listed.edition.workspace.tariffs(as_of=listed.day)))


@router.get("/balance", response_model=Rows)
def list_balance(*, listed: Listed, partner: Partner = "CHN") -> JSONResponse:
    """Return US exports, imports and balance of goods with a place, year by year."""
    years = listed.edition.workspace.balance(partner=partner, as_of=listed.day)
    return listed.answer(balance_rows(partner, years))


@router.get("/mirror", response_model=Rows)
def list_mirror(
    *, listed: Listed, product: Product = "soybeans", partner: Partner = "WLD"
) -> JSONResponse:
    """Return inspections beside shipments by exporters' reports, by marketing year."""
    workspace = listed.edition.workspace
    return listed.answer(
        mirror_rows(workspace.mirror(product=product, partner=partner, as_of=listed.day))
    )
