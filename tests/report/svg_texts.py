"""Where the texts of a drawn chart lie: boxes in pixels of the whole picture."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from offtake.report.charts.letters import width_of

_MOVED = re.compile(r"translate\(([-\d.e]+),\s*([-\d.e]+)\)")


@dataclass(frozen=True)
class Box:
    """A line of text with its edges."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Return whether two boxes share any room."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


class Texts(HTMLParser):
    """The visible texts of an SVG, each moved by all the groups it stands in."""

    def __init__(self, svg: str) -> None:
        super().__init__()
        self.boxes: list[Box] = []
        self.size = (0.0, 0.0)
        self._moves: list[tuple[float, float]] = []
        self._text: dict[str, str] | None = None
        self._line = 0.0
        self.feed(svg)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "svg":
            _, _, width, height = map(float, held["viewbox"].split())
            self.size = (width, height)
        if tag in {"g", "text"}:
            moved = _MOVED.search(held.get("transform", ""))
            self._moves.append((float(moved[1]), float(moved[2])) if moved else (0.0, 0.0))
        if tag == "text":
            self._text, self._line = held, 0.0
        if tag == "tspan":
            self._line += float(held.get("dy", 0))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"g", "text"}:
            self._moves.pop()
        if tag == "text":
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is None or self._text.get("opacity") == "0" or not data.strip():
            return
        size = float(self._text["font-size"].removesuffix("px"))
        is_bold = int(self._text.get("font-weight", "400").replace("bold", "700")) >= 600
        wide = width_of(data, size, is_bold=is_bold)
        across = sum(x for x, _ in self._moves)
        down = sum(y for _, y in self._moves) + self._line
        anchor = self._text.get("text-anchor", "start")
        left = across - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * wide
        # Capitals and digits of these fonts are 0.72 high, and reach 0.2 below at most.
        self.boxes.append(Box(data, left, down - 0.72 * size, left + wide, down + 0.2 * size))


def collisions(texts: Texts) -> list[str]:
    """Return what is wrong with where the texts lie: pairs that overlap, and what is cut off."""
    found = [
        f"{one.text!r} lies on {other.text!r}"
        for number, one in enumerate(texts.boxes)
        for other in texts.boxes[number + 1 :]
        if one.overlaps(other)
    ]
    width, height = texts.size
    return found + [
        f"{box.text!r} reaches out of the picture"
        for box in texts.boxes
        if box.left < 0 or box.top < 0 or box.right > width or box.bottom > height
    ]
