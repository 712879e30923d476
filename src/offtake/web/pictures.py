"""Pictures and the files that go with pages."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from offtake.errors import RequestRefused
from offtake.forecast.rows import bundled_record
from offtake.report.charts import (
    PaceFigures,
    Shape,
    Theme,
    calibration_figures,
    javascript_bundle,
    moving_spec,
    picture,
)
from offtake.report.html import asset, assets
from offtake.web.asking import (
    AsOf,
    DeadlineId,
    Name,
    Reading,
    Unit,
    checked_unit,
    edition_of,
    options_of,
)

router = APIRouter(include_in_schema=False)
_MEDIA = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "png": "image/png"}
_NO_CHART = "no reading of {} has counted anything by then, so there is no chart"


@router.get("/static/{name}")
def static(name: Name) -> Response:
    """Return a file that goes with the pages; the script of the charts is vl-convert's own."""
    if name == "vega.js":
        return Response(javascript_bundle(), media_type="text/javascript")
    if name not in assets():
        raise RequestRefused(404, f"no file {name!r}", "begin at the board")
    return Response(asset(name), media_type=_MEDIA[name.rsplit(".", 1)[-1]])


@router.get("/charts/calibration.{form}")
def calibration_chart(
    *,
    form: Literal["svg", "png"],
    kind: Literal["shipments", "sales"] = "shipments",
    theme: Theme = "light",
    shape: Shape = Shape.WIDE,
) -> Response:
    """Return how often what the model said of shipments or of sales came true."""
    figures = calibration_figures(kind, bundled_record(kind))
    if figures is None:
        raise RequestRefused(404, f"no forecast of {kind} is on record", "see the track record")
    return Response(picture(figures, form=form, shape=shape, theme=theme), media_type=_MEDIA[form])


@router.get("/charts/{pledge_id}.vl.json")
def spec(
    request: Request,
    *,
    pledge_id: Name,
    as_of: AsOf = None,
    reading: Reading = None,
    deadline: DeadlineId = None,
    unit: Unit = "t",
) -> Response:
    """Return the chart's specification, for a script that lets values be read off it."""
    figures = _figures(
        request,
        pledge_id=pledge_id,
        as_of=as_of,
        reading=reading,
        deadline=deadline,
        unit=unit,
    )
    width, height = Shape.WIDE.size
    return JSONResponse(moving_spec(figures, width=width, height=height))


@router.get("/charts/{pledge_id}.{form}")
def chart(
    request: Request,
    *,
    pledge_id: Name,
    form: Literal["svg", "png"],
    as_of: AsOf = None,
    reading: Reading = None,
    deadline: DeadlineId = None,
    unit: Unit = "t",
    theme: Theme = "light",
    shape: Shape = Shape.WIDE,
) -> Response:
    """Return the chart of a pledge as a file of its own."""
    figures = _figures(
        request,
        pledge_id=pledge_id,
        as_of=as_of,
        reading=reading,
        deadline=deadline,
        unit=unit,
    )
    made = picture(figures, form=form, shape=shape, theme=theme)
    return Response(made, media_type=_MEDIA[form])


@router.get("/cards/{pledge_id}.png")
def card(request: Request, *, pledge_id: Name, as_of: AsOf = None) -> Response:
    """Return the chart in the form that previews of links have."""
    figures = _figures(
        request, pledge_id=pledge_id, as_of=as_of, reading=None, deadline=None, unit="t"
    )
    return Response(picture(figures, form="png", shape=Shape.CARD), media_type="image/png")


@router.get("/oembed")
def oembed(
    request: Request,
    *,
    url: Annotated[str, Query(max_length=600)],
    maxwidth: Annotated[int, Query(ge=100, le=4000)] = 760,
    maxheight: Annotated[int, Query(ge=100, le=4000)] = 520,
) -> Response:
    """Return how a page of ours is put into another (oEmbed 1.0)."""
    options, edition = options_of(request), edition_of(request)
    start = f"{options.base_url}/pledges/"
    if not options.base_url or not url.startswith(start):
        raise RequestRefused(404, "that address is not one of a pledge here", "see the board")
    pledge = edition.workspace.pledge(url.removeprefix(start).split("?")[0].split("#")[0])
    frame = f"{options.base_url}/embed/{pledge.id}"
    return JSONResponse(
        {
            "version": "1.0",
            "type": "rich",
            "provider_name": "offtake",
            "provider_url": options.base_url,
            "title": pledge.title,
            "width": maxwidth,
            "height": maxheight,
            "html": f'<iframe src="{frame}" width="{maxwidth}" height="{maxheight}"></iframe>',
            "thumbnail_url": f"{options.base_url}/cards/{pledge.id}.png",
            "thumbnail_width": 1200,
            "thumbnail_height": 630,
        }
    )


def _figures(
    request: Request,
    *,
    pledge_id: str,
    as_of: AsOf,
    reading: str | None,
    deadline: str | None,
    unit: str,
) -> PaceFigures:
    edition = edition_of(request)
    dossier = edition.dossier(pledge_id, edition.day(as_of), reading, deadline)
    figures = dossier.figures(unit=checked_unit(unit))
    if figures is None:
        raise RequestRefused(404, _NO_CHART.format(pledge_id), "its page says what is needed")
    return figures
