"""When an answer changed, and what a reader gets who holds it already."""

import pytest

from web.running import PLEDGE, Server

LOOKED = "Sat, 22 Aug 2026 12:00:00 GMT"
"""When the newest release of the bundled figures was looked at: the catalogue of the bundle."""
BEFORE = "Sat, 22 Aug 2026 11:59:59 GMT"


@pytest.mark.parametrize(
    "path", [f"/pledges/{PLEDGE}", "/board.csv", "/releases/2026-08-20", "/api/v1/verdicts?limit=1"]
)
def test_what_has_figures_is_dated_by_the_newest_release_behind_them(
    server: Server, path: str
) -> None:
    assert server.ask(path).headers["last-modified"] == LOOKED


@pytest.mark.parametrize(
    "path", ["/methods", "/sources", "/api/v1/sources", "/static/style.css", "/pledges/none"]
)
def test_what_has_no_figures_of_a_day_has_no_date(server: Server, path: str) -> None:
    assert "last-modified" not in server.ask(path).headers


@pytest.mark.parametrize("path", ["/track-record", f"/pledges/{PLEDGE}/forecasts"])
def test_what_shows_the_forecasts_kept_here_is_not_dated_by_releases(
    server: Server, path: str
) -> None:
    # `offtake forecast` adds to them without a release, so a date would call old pages fresh.
    assert "last-modified" not in server.ask(path).headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-Modified-Since": LOOKED}, 304),
        ({"If-Modified-Since": "Sun, 23 Aug 2026 00:00:00 GMT"}, 304),
        ({"If-Modified-Since": BEFORE}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-Modified-Since": "Thu, 20 Aug 99999999999999999999 12:30:00 GMT"}, 200),
        ({"If-Modified-Since": LOOKED, "If-None-Match": '"another"'}, 200),
        ({"If-Modified-Since": BEFORE, "If-None-Match": "*"}, 304),
    ],
)
def test_a_date_counts_only_where_no_tag_is_given(
    server: Server, headers: dict[str, str], status: int
) -> None:
    reply = server.ask(f"/pledges/{PLEDGE}", headers=headers)
    assert reply.status == status
    assert bool(reply.body) is (status == 200)
    assert reply.headers["last-modified"] == LOOKED
