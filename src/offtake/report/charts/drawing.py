"""From a specification to a picture: SVG, PNG or PDF, by vl-convert."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from html import escape
from typing import Any, Literal

from offtake.errors import ExtraMissing
from offtake.report.charts.calibration import CalibrationFigures
from offtake.report.charts.colours import Theme, fixed, variable
from offtake.report.charts.figures import PaceFigures
from offtake.report.charts.spec import pace_spec

VEGA_LITE = "6.4"
Format = Literal["svg", "png", "pdf"]
_PNG_SCALE = 2.0
_KEPT = 24
_CLIP = re.compile(r"\bclip\d+\b")
_SIZES = {"wide": (760, 400), "narrow": (360, 420), "card": (1200, 630)}


class Shape(StrEnum):
    """The forms a chart is drawn in: for a page, for a phone, for a link's preview."""

    WIDE = "wide"
    NARROW = "narrow"
    CARD = "card"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return _SIZES[self.value]


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    desc: str


def page_svg(figures: PaceFigures | CalibrationFigures, *, shape: Shape, name: str) -> str:
    """Return the chart to stand within a page: its colours follow the page, its words are read out.

    `name` must be unlike that of any other chart of the page.

    Raises:
        ExtraMissing: The packages that draw are not installed.
    """
    return _readable(_drawn(figures, shape), _Words(figures.title, figures.desc), name)


def picture(
    figures: PaceFigures | CalibrationFigures,
    *,
    form: Format,
    shape: Shape = Shape.WIDE,
    theme: Theme = "light",
) -> bytes:
    """Return the chart as a file of its own, with plain colours.

    Raises:
        ExtraMissing: The packages that draw are not installed.
    """
    svg = fixed(_on_ground(page_svg(figures, shape=shape, name="chart")), theme)
    if form == "svg":
        return svg.encode()
    converter = _converter()
    made = (
        converter.svg_to_png(svg, scale=_PNG_SCALE if shape is not Shape.CARD else 1.0)
        if form == "png"
        else converter.svg_to_pdf(svg)
    )
    return bytes(made)


@cache
def javascript_bundle() -> bytes:
    """Return the script that makes a chart move, as vl-convert itself ships it.

    Raises:
        ExtraMissing: The packages that draw are not installed.
    """
    return str(_converter().javascript_bundle(vl_version=VEGA_LITE)).encode()


def warm_up() -> None:
    """Draw nothing of note, so that the first chart asked for need not wait for the engine.

    Raises:
        ExtraMissing: The packages that draw are not installed.
    """
    _svg({"data": {"values": [{}]}, "mark": "point"})


@lru_cache(maxsize=_KEPT)
def _drawn(figures: PaceFigures | CalibrationFigures, shape: Shape) -> str:
    """Return the bare drawing: a page, its frame and its files all ask for the same one."""
    width, height = shape.size
    if isinstance(figures, PaceFigures):
        return _svg(pace_spec(figures, width=width, height=height))
    return _svg(figures.spec(width=width, height=height))


def _svg(spec: dict[str, Any]) -> str:
    return str(_converter().vegalite_to_svg(spec, vl_version=VEGA_LITE))


def _readable(svg: str, words: _Words, name: str) -> str:
    """Return the SVG with a name and a description for screen readers, and ids of its own."""
    # The engine numbers clips on and on; numbered anew, the same chart is the same bytes.
    numbers = {clip: number for number, clip in enumerate(dict.fromkeys(_CLIP.findall(svg)))}
    svg = _CLIP.sub(lambda clip: f"{name}-clip{numbers[clip[0]]}", svg)
    svg = re.sub(r' role="[^"]*"| class="marks"| aria-[a-z]+="[^"]*"', "", svg)
    head = f'<svg role="img" aria-labelledby="{name}-title {name}-desc"'
    # The two are read out one after the other: what the title said is not said again.
    rest = words.desc.removeprefix(words.title).lstrip(". ")
    told = (
        f'<title id="{name}-title">{escape(words.title)}</title>'
        f'<desc id="{name}-desc">{escape(rest)}</desc>'
    )
    svg = svg.replace("<svg", head, 1)
    end = svg.index(">") + 1
    return svg[:end] + told + svg[end:]


def _on_ground(svg: str) -> str:
    """Return the SVG with a ground of its own, as it may stand on any page."""
    end = svg.index("</desc>") + len("</desc>")
    ground = f'<rect width="100%" height="100%" fill="{variable("ground")}"/>'
    return svg[:end] + ground + svg[end:]


def _converter() -> Any:
    try:
        import vl_convert  # noqa: PLC0415 - 90 MB that only pictures need
    except ImportError:
        raise ExtraMissing("drawing a chart", "charts") from None
    return vl_convert
