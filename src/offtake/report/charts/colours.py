"""The colours of the charts, each with its contrast; light on white, dark on #14171b."""

import re
from typing import Literal

Theme = Literal["light", "dark"]

COLOURS: dict[str, tuple[str, str]] = {
    "text": ("#1d2125", "#e6e9ec"),
    "label": ("#57606a", "#a7b0ba"),
    "grid": ("#e3e6e9", "#2b3138"),
    "ground": ("#ffffff", "#14171b"),
    "range": ("#c9ced4", "#3d454e"),
    "usual": ("#6e7781", "#8b949e"),
    "season": ("#7a5a00", "#e4c261"),
    "target": ("#1d2125", "#e6e9ec"),
    "bought": ("#bb5566", "#ee99aa"),
    "shipped": ("#004488", "#8ab8ea"),
    "bound": ("#9a3f4f", "#f0b8c3"),
    "arrived": ("#1b6e3c", "#7fd3a0"),
}
"""Each colour by name: on a light ground, on a dark one."""

_VARIABLE = re.compile(r"var\(--chart-([a-z]+),\s*#[0-9a-fA-F]{6}\)")


def variable(name: str) -> str:
    """Return a colour that a page's style may change, with the light one where it does not.

    >>> variable("shipped")
    'var(--chart-shipped,#004488)'
    """
    return f"var(--chart-{name},{COLOURS[name][0]})"


def fixed(svg: str, theme: Theme) -> str:
    """Return an SVG whose colours are plain, for programs that know no variables.

    >>> fixed('fill="var(--chart-shipped,#004488)"', "dark")
    'fill="#8ab8ea"'
    """
    place = 0 if theme == "light" else 1
    return _VARIABLE.sub(lambda found: COLOURS[found[1]][place], svg)
