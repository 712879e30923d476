"""Each page at each width, light and dark: it fits, speaks of no fault, and looks as it did."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from web import looks
from web.browsing import opened
from web.running import PAGES, PLEDGE, Server

pytestmark = pytest.mark.chromium

WIDTHS = (1280, 768, 360)
SCHEMES = ("light", "dark")
ALL_SEVENS = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode())
    texts.currentNode.data = texts.currentNode.data.replace(/[0-9]/g, '7');
}"""
IS_RENEWED = bool(os.environ.get("OFFTAKE_RENEW_LOOKS"))


@dataclass(frozen=True)
class Visit:
    """What was seen of one page."""

    path: str
    across: int
    faults: list[str]
    ground: int
    blocks: list[looks.Block]


def visited(page: Any, url: str, path: str, picture: Path) -> tuple[int, list[looks.Block]]:
    """Go to a page, keep its picture, and return its ground and its blocks."""
    page.goto(url + path)
    page.screenshot(path=picture, full_page=True)
    return looks.seen(picture, page.evaluate(looks.BLOCKS))


@pytest.fixture(
    scope="module",
    params=[(width, scheme) for width in WIDTHS for scheme in SCHEMES],
    ids=lambda one: f"{one[0]}-{one[1]}",
)
def walk(
    request: pytest.FixtureRequest, browser: Any, server: Server, pictures: Path
) -> tuple[int, str, list[Visit]]:
    """All pages, visited once in a window of one width under one scheme."""
    width, scheme = request.param
    visits = []
    options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    with opened(browser, server, **options) as (page, faults):
        for path in PAGES:
            name = path.strip("/").replace("/", "-") or "board"
            ground, blocks = visited(
                page, server.url, path, pictures / f"{name}-{width}-{scheme}.png"
            )
            across = page.evaluate("document.documentElement.scrollWidth")
            visits.append(Visit(path, across, faults.copy(), ground, blocks))
            faults.clear()
    if IS_RENEWED and scheme == "light":
        was = looks.kept()  # what still looks so stays as it is, and the change is short to read
        looks.keep(
            {
                (one.path, width): one.blocks
                for one in visits
                if looks.complaints(was.get((one.path, width), []), one.blocks)
            }
        )
    return width, scheme, visits


def test_pages_fit_their_window_and_speak_of_no_fault(walk: tuple[int, str, list[Visit]]) -> None:
    width, _, visits = walk
    assert {one.path: one.across for one in visits if one.across > width} == {}
    assert {one.path: one.faults for one in visits if one.faults} == {}


def test_pages_look_as_they_did(walk: tuple[int, str, list[Visit]]) -> None:
    width, scheme, visits = walk
    kept = looks.kept()
    otherwise = {
        one.path: found
        for one in visits
        if (found := looks.complaints(kept.get((one.path, width), []), one.blocks))
    }
    assert otherwise == {}, "look at the pictures; where all is meant, renew with `make looks`"
    assert all(one.ground > 200 if scheme == "light" else one.ground < 60 for one in visits)


@pytest.mark.parametrize(
    ("script", "complaint"),
    ids=("chart", "section", "tiles", "lines", "style", "margin"),
    argvalues=[
        ("document.querySelectorAll('figure.chart svg').forEach((one) => one.remove())", "is gone"),
        ("document.querySelector('section:has(#verdicts)').remove()", "section.verdicts is gone"),
        ("document.querySelector('.tiles').style.display = 'block'", "dl.tiles was"),
        ("document.querySelectorAll('svg g').forEach((one) => one.remove())", "inked otherwise"),
        ("document.querySelector('link[rel=stylesheet]').remove()", "svg.narrow-title is new"),
        ("document.querySelector('main').style.marginLeft = '20%'", "stood from"),
    ],
)
def test_a_changed_layout_or_a_lost_chart_is_seen(
    browser: Any, server: Server, tmp_path: Path, script: str, complaint: str
) -> None:
    assert complaint in "; ".join(otherwise(browser, server, tmp_path, script))


@pytest.mark.parametrize(
    "script",
    ids=("figures", "font", "size"),
    argvalues=[
        ALL_SEVENS,
        "document.documentElement.style.fontFamily = 'serif'",
        "document.documentElement.style.fontSize = '17px'",
    ],
)
def test_another_figure_or_font_is_no_other_look(
    browser: Any, server: Server, tmp_path: Path, script: str
) -> None:
    assert otherwise(browser, server, tmp_path, script) == []


def otherwise(browser: Any, server: Server, folder: Path, script: str) -> list[str]:
    """Return how the pledge page looks otherwise once a script has changed it."""
    path, width = f"/pledges/{PLEDGE}", 1280
    with opened(browser, server, viewport={"width": width, "height": 900}) as (page, _):
        page.goto(server.url + path)
        page.evaluate(script)
        page.screenshot(path=folder / "page.png", full_page=True)
        _, now = looks.seen(folder / "page.png", page.evaluate(looks.BLOCKS))
    return looks.complaints(looks.kept()[path, width], now)


def test_looks_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    block = looks.Block("section.pace", 1, 11, 640, "0123456789abcdef" * 3)
    looks.keep({("/", 360): [block]}, tmp_path / "looks.txt")
    looks.keep({("/releases", 360): [block, block]}, tmp_path / "looks.txt")
    assert looks.kept(tmp_path / "looks.txt") == {
        ("/", 360): [block],
        ("/releases", 360): [block, block],
    }
