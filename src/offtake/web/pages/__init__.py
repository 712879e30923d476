"""The pages a person reads, and their twins as data: a module a page, all of them one router."""

from fastapi import APIRouter

from offtake.web.pages import (
    board,
    groups,
    methods,
    pledges,
    reading,
    records,
    releases,
    sources,
    statements,
)

router = APIRouter(include_in_schema=False)
for _page in (board, pledges, records, groups, releases, sources, methods, statements, reading):
    router.include_router(_page.router)

STATIC_RELEASES = releases.STATIC_RELEASES

__all__ = ["STATIC_RELEASES", "router"]
