"""Pages by keyboard, by ear, enlarged four times, in forced colours, with stilled motion."""

import re
from itertools import pairwise
from typing import Any

import pytest

from web.browsing import opened
from web.running import PAGES, PLEDGE, Server

pytestmark = pytest.mark.chromium

CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
"""What a key must reach."""
SPILLING = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const box = one.getBoundingClientRect();
  if (!box.width || one.closest(".scroll, .hidden, .skip, svg")) return false;
  return box.right > innerWidth + 1 || box.left < -1;
}).map((one) => one.outerHTML.slice(0, 120))"""
CLOSED_IN = """() => [...document.querySelectorAll(".scroll")].filter((one) =>
  one.scrollWidth > one.clientWidth + 1 && !(one.tabIndex === 0 && one.ariaLabel && one.role)
).map((one) => one.outerHTML.slice(0, 120))"""
"""Tables wider than their window that no key could move, or that have no name."""
TOO_SMALL = """() => {
  const inText = (one) => getComputedStyle(one).display === "inline";
  const pressed = document.querySelectorAll("a[href], button, input, select, textarea, summary");
  return [...pressed].filter((one) => {
    const box = one.getBoundingClientRect();
    if (!box.width || one.matches(".skip") || inText(one)) return false;
    return Math.min(box.height, box.width) < 24;
  }).map((one) => one.outerHTML.slice(0, 120));
}"""
WALK = """(selector) => {
  const seen = [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  seen.forEach((one, place) => { one.dataset.place = place; });
  return seen.length;
}"""
HERE = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const drawn = getComputedStyle(one);
  return {
    place: Number(one.dataset.place ?? -1),
    what: one.outerHTML.slice(0, 120),
    outline: drawn.outlineStyle === "none" ? 0 : parseFloat(drawn.outlineWidth),
    isInView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
LEVEL = re.compile(r"heading .*\[level=(\d)\]")


def test_enlarged_four_times_a_page_is_read_by_scrolling_one_way(
    browser: Any, server: Server
) -> None:
    # WCAG 1.4.10: 1280 pixels at 400 % are 320.
    with opened(browser, server, viewport={"width": 320, "height": 256}) as (page, _):
        for path in PAGES:
            page.goto(server.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
            assert page.evaluate(SPILLING) == [], path
            assert page.evaluate(CLOSED_IN) == [], path


def test_what_is_pressed_is_large_enough_for_a_finger(browser: Any, server: Server) -> None:
    # WCAG 2.5.8: 24 by 24 pixels, links within a sentence apart.
    with opened(browser, server, viewport={"width": 360, "height": 900}) as (page, _):
        for path in PAGES:
            page.goto(server.url + path)
            assert page.evaluate(TOO_SMALL) == [], path


@pytest.mark.parametrize("path", [f"/pledges/{PLEDGE}", "/sources", "/releases/2026-08-20"])
def test_the_tab_key_reaches_each_control_in_order_and_shows_where_it_is(
    browser: Any, server: Server, path: str
) -> None:
    options = {"viewport": {"width": 768, "height": 600}, "reduced_motion": "reduce"}
    with opened(browser, server, **options) as (page, _):
        page.goto(server.url + path)
        count = page.evaluate(WALK, CONTROLS)
        reached: list[int] = []
        for _ in range(3 * count):  # a date has three fields and a button of its own
            page.keyboard.press("Tab")
            here = page.evaluate(HERE)
            if here["place"] < 0:
                break
            assert here["outline"] >= 2, here["what"]
            assert here["isInView"], here["what"]
            reached += [here["place"]] if here["place"] not in reached else []
        assert reached == list(range(count))


def test_the_keyboard_reaches_the_content_first(browser: Any, server: Server) -> None:
    with opened(browser, server) as (page, _):
        page.goto(server.url)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_a_table_wider_than_the_window_is_moved_by_keys(browser: Any, server: Server) -> None:
    with opened(browser, server, viewport={"width": 360, "height": 700}) as (page, _):
        page.goto(f"{server.url}/pledges/{PLEDGE}")
        table = page.get_by_role("region", name="Verdicts by reading and deadline")
        table.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.activeElement.scrollLeft > 0")


def test_the_figures_of_a_chart_open_by_a_key(browser: Any, server: Server) -> None:
    with opened(browser, server) as (page, _):
        page.goto(f"{server.url}/pledges/{PLEDGE}")
        page.locator("details summary").first.focus()
        page.keyboard.press("Enter")
        assert page.locator("table.figures").first.is_visible()


def test_a_page_read_aloud_has_its_landmarks_and_its_headings_in_order(
    browser: Any, server: Server
) -> None:
    with opened(browser, server, viewport={"width": 1280, "height": 900}) as (page, _):
        for path in PAGES:
            page.goto(server.url + path)
            heard = page.locator("body").aria_snapshot()
            levels = [int(level) for level in LEVEL.findall(heard)]
            assert levels.count(1) == 1, path
            assert levels[0] == 1, path
            assert all(b - a <= 1 for a, b in pairwise(levels)), path
            assert len(re.findall(r"^- main", heard, re.MULTILINE)) == 1, path
            if not path.startswith("/embed/"):
                assert '- navigation "Pages"' in heard, path
                assert re.search(r"^- banner", heard, re.MULTILINE), path
                assert re.search(r"^- contentinfo", heard, re.MULTILINE), path
            unnamed = re.findall(
                r"^ *- '?(?:img|table|figure|region|form|button)(?=:|$)", heard, re.MULTILINE
            )
            assert unnamed == [], path


def test_the_chart_says_aloud_what_it_shows(browser: Any, server: Server) -> None:
    # FAS, soybeans to China, week ending 13 Aug 2026: commitments 12,498,145 t.
    with opened(browser, server, viewport={"width": 1280, "height": 900}) as (page, _):
        page.goto(f"{server.url}/pledges/{PLEDGE}")
        heard = page.locator("figure.chart").aria_snapshot()
    assert heard.count("- 'img \"") == 1  # the narrow drawing is not read out as well
    assert "12,498,145 by 13 Aug 2026" in heard


def test_nothing_moves_where_motion_is_unwanted(browser: Any, server: Server) -> None:
    with opened(browser, server, reduced_motion="reduce") as (page, _):
        page.goto(f"{server.url}/pledges/{PLEDGE}")
        scroll = "getComputedStyle(document.documentElement).scrollBehavior"
        assert page.evaluate(scroll) == "auto"
        assert page.evaluate("document.getAnimations().length") == 0
        page.emulate_media(reduced_motion="no-preference")
        assert page.evaluate(scroll) == "smooth"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_leave_verdicts_in_words_and_lines_that_stand_out(
    browser: Any, server: Server, scheme: str
) -> None:
    with opened(browser, server, forced_colors="active", color_scheme=scheme) as (page, _):
        page.goto(f"{server.url}/pledges/{PLEDGE}")
        ground = brightness(page, "document.documentElement", "background-color")
        assert ground == (1.0 if scheme == "light" else 0.0)
        for name in ("text", "bought", "shipped", "bound", "target", "label"):
            page.evaluate(
                f"document.body.style.setProperty('outline-color', 'var(--chart-{name})');"
                "document.body.style.setProperty('forced-color-adjust', 'none')"
            )
            drawn = brightness(page, "document.body", "outline-color")
            low, high = sorted((ground, drawn))
            assert (high + 0.05) / (low + 0.05) >= 3, name  # WCAG 1.4.11
        page.reload()
        words = page.locator(".verdicts .word").all_text_contents()
        assert set(words) == {"met", "missed"}


def brightness(page: Any, element: str, name: str) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    colour = page.evaluate(f"getComputedStyle({element}).getPropertyValue('{name}')")
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    straight = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), straight, strict=True))
