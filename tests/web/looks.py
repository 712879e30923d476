"""What a page looks like, so coarsely that a figure may change and a layout may not.

A picture is taken apart into the blocks of its page. Of each block this keeps where it begins and
ends in twelfths of the window, how high it is, and how much ink each field of a grid over it bears.
Ink is what differs from the ground, so light and dark give the same; fields stretch with their
block, so another font or a longer list moves nothing but the height.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from PIL import Image

COLUMNS, ROWS, LEVELS = 12, 4, 15
FAINTEST = 16
"""Of 255: nearer to the ground is no ink, as the panels of cards are."""
FACTOR = 1.7
"""Heights differ where one is more than this times the other, small blocks apart."""
SMALL = 60
FAR = 1.6
"""Of 15 levels, as a mean over the fields: from here on it is another picture."""
KEPT = Path(__file__).with_name("looks.txt")
BLOCKS = """() => {
  const width = document.documentElement.clientWidth;
  const inside = "main > *, header.top, section.known, footer, figure.chart, .chart svg, .scroll";
  return [...document.querySelectorAll(inside)].flatMap((one) => {
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height || one.matches(".hidden")) return [];
    const style = one.className.baseVal ?? one.className; // of an SVG it is an object
    const label = (one.getAttribute("aria-labelledby") ?? style).split(" ")[0];
    return [{
      name: one.localName + (label ? "." + label : ""),
      left: box.left + scrollX, top: box.top + scrollY, right: box.right + scrollX,
      bottom: box.bottom + scrollY, across: width,
    }];
  });
}"""
"""What a browser is asked for: the blocks that can be seen, with their places in the picture."""


@dataclass(frozen=True)
class Block:
    """One block of a page, as it is kept in a line of the file."""

    name: str
    left: int
    right: int
    height: int
    ink: str

    @classmethod
    def read(cls, line: str) -> Self:
        name, left, right, height, ink = line.split()
        return cls(name, int(left), int(right), int(height), ink)

    def __str__(self) -> str:
        return f"{self.name} {self.left} {self.right} {self.height} {self.ink}"

    def differs(self, other: "Block") -> str:
        """Return how the other one looks otherwise, in words; nothing where it does not."""
        if abs(self.left - other.left) > 1 or abs(self.right - other.right) > 1:
            return (
                f"{self.name} stood from {self.left} to {self.right} twelfths of the window, "
                f"now from {other.left} to {other.right}"
            )
        low, high = sorted((self.height, other.height))
        if high > SMALL and high > FACTOR * max(low, 1):
            return f"{self.name} was {self.height} high, now {other.height}"
        far = np.mean(
            [abs(int(a, 16) - int(b, 16)) for a, b in zip(self.ink, other.ink, strict=True)]
        )
        return f"{self.name} is inked otherwise, by {far:.1f} levels" if far > FAR else ""


def seen(picture: Path, boxes: Iterable[Mapping[str, Any]]) -> tuple[int, list[Block]]:
    """Return how bright the ground of a picture is, and the blocks that stand on it."""
    with Image.open(picture) as image:
        grey = np.asarray(image.convert("L"), dtype=np.int16)
    ground = int(np.bincount(grey[:, :8].ravel()).argmax())
    ink = abs(grey - ground) > FAINTEST
    return ground, [_block(ink, box) for box in boxes]


def _block(ink: Any, box: Mapping[str, Any]) -> Block:
    rows = slice(max(0, math.floor(box["top"])), math.ceil(box["bottom"]))
    columns = slice(max(0, math.floor(box["left"])), math.ceil(box["right"]))
    fields = (
        field.mean() if field.size else 0.0
        for band in np.array_split(ink[rows, columns], ROWS, axis=0)
        for field in np.array_split(band, COLUMNS, axis=1)
    )
    # The root lifts what is thin: a line of text, and the lines of a chart.
    shown = "".join(f"{round(LEVELS * math.sqrt(share)):x}" for share in fields)
    left, right = (round(12 * box[side] / box["across"]) for side in ("left", "right"))
    return Block(box["name"], left, right, round(box["bottom"] - box["top"]), shown)


def complaints(before: list[Block], now: list[Block]) -> list[str]:
    """Return how a page looks otherwise than before, a sentence each."""
    was, names = [one.name for one in before], [one.name for one in now]
    if was != names:
        gone = [f"{name} is gone" for name in was if name not in names]
        new = [f"{name} is new" for name in names if name not in was]
        return [*gone, *new] or [f"the blocks were {' '.join(was)}, now {' '.join(names)}"]
    return [said for old, one in zip(before, now, strict=True) if (said := old.differs(one))]


Looks = dict[tuple[str, int], list[Block]]


def kept(path: Path = KEPT) -> Looks:
    """Return the looks that are kept, by page and width."""
    found: Looks = {}
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    for paragraph in text.split("\n\n")[1:]:
        head, *lines = paragraph.strip().splitlines()
        page, width = head.split()
        found[page, int(width)] = [Block.read(line) for line in lines]
    return found


def keep(looks: Looks, path: Path = KEPT) -> None:
    """Write the looks of some pages over those kept of them."""
    whole = kept(path) | looks
    head = "# What the pages look like; written by `make looks`, never by hand (see looks.py)."
    parts = [
        "\n".join([f"{page} {width}", *map(str, blocks)])
        for (page, width), blocks in sorted(whole.items())
    ]
    path.write_text("\n\n".join([head, *parts]) + "\n", encoding="utf-8")
