"""The routes behind their edge."""

from collections.abc import Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from offtake._version import __version__
from offtake.errors import OfftakeError
from offtake.web import api, pages, pictures
from offtake.web.edge import Edge
from offtake.web.options import Options
from offtake.web.problems import problem_body, status_of
from offtake.web.shelf import Shelf

_NOT_FOUND, _UNPROCESSABLE = 404, 422


def create_app(shelf: Shelf, options: Options) -> Edge:
    """Return the server's application: pages, pictures and data, behind the edge that keeps them.

    The interface is described at `/api/v1/openapi.json`; there is no page for it that would load
    scripts from elsewhere.
    """
    inner = FastAPI(
        title="offtake",
        version=__version__,
        description="Follows a trade promise from the statement to the shipment.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        license_info={"name": "Apache-2.0"},
        redirect_slashes=False,
    )
    inner.state.options = options
    for router in (api.router, pictures.router, pages.router):
        inner.include_router(router)
    inner.add_exception_handler(OfftakeError, _told)
    inner.add_exception_handler(RequestValidationError, _told)
    inner.add_exception_handler(HTTPException, _told)
    return Edge(inner, shelf, options)


async def _told(request: Request, error: Exception) -> Response:
    """Return an error as a page or as problem+json."""
    if isinstance(error, OfftakeError):
        status, detail = status_of(error), str(error)
    elif isinstance(error, RequestValidationError):
        status, detail = _UNPROCESSABLE, _faults(error)
    elif isinstance(error, HTTPException):
        status, detail = error.status_code, _refusal(request, error)
    else:
        raise error
    is_static = request.app.state.options.is_static
    body, media_type = problem_body(
        request.url.path, status=status, detail=detail, is_static=is_static
    )
    headers = error.headers if isinstance(error, HTTPException) else None
    return Response(body, status_code=status, media_type=media_type, headers=headers)


def _refusal(request: Request, error: HTTPException) -> str:
    if error.status_code == _NOT_FOUND:
        return f"no page {request.url.path!r}; begin at the board"
    return f"{error.detail}; /api/v1/openapi.json says what can be asked"


def _faults(error: RequestValidationError) -> str:
    faults = error.errors()
    found = [f"{_place(one['loc'])}: {one['msg']}" for one in faults]
    is_of_a_day = any(one["type"].startswith("date") for one in faults)
    remedy = "; a day is written as 2026-01-20" if is_of_a_day else ""
    return f"{'; '.join(found)}{remedy}"


def _place(location: Sequence[str | int]) -> str:
    """Return the name that was asked with, without the kinds that were tried for it."""
    names = [str(one) for one in location[1:]]
    return ".".join(one for one in names if "[" not in one) or str(location[-1])
