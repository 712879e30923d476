"""How things are counted, and what programs can ask for."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from offtake.report import COLUMNS
from offtake.report.html import linked
from offtake.web.asking import page_of, show

router = APIRouter(include_in_schema=False)


@router.get("/methods")
def methods(request: Request) -> Response:
    """Return how things are counted."""
    page = page_of(request, title="Methods", description="How things are counted, and why.")
    return show("methods.html", page, columns=COLUMNS)


@router.get("/api")
def interface(request: Request) -> Response:
    """Return what programs can ask for."""
    page = page_of(request, title="Data", description="Every page as data, and the interface.")
    paths: Mapping[str, Any] = request.app.openapi()["paths"]
    routes: Sequence[tuple[str, str]] = [
        (f"{path} (POST)" if method == "post" else path, told["description"].splitlines()[0])
        for path, found in paths.items()
        for method, told in found.items()
    ]
    return show("api.html", page, routes=routes, linked=linked.board_data(page))
