"""What a pace chart costs once its figures are read: the fan, the specification, the picture.

The first fan of a day reads the seasons that a forecast learns from, and every later one of the
day shares them. Times are the least of several, of one process's own processor time.
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import process_time

from offtake.forecast.fan import Fan, fan_of
from offtake.report.charts import (
    Shape,
    drawing,
    pace_figures,
    pace_spec,
    page_svg,
    picture,
    warm_up,
)
from offtake.workspace import Workspace

PLEDGE, READING, OTHER = (
    "cn-us-soybeans-25mt-2026",
    "shipments-named-2026",
    "export-sales-named-2026",
)
BOUND_MS = 100.0
TURNS = 7


def timed(call: Callable[[], object], *, turns: int = TURNS) -> float:
    """Return the least processor time of a call in milliseconds."""
    found = []
    for _ in range(turns):
        begun = process_time()
        call()
        found.append(process_time() - begun)
    return min(found) * 1000


def anew(call: Callable[[], object]) -> Callable[[], object]:
    """Return a call that finds nothing drawn before: a server draws each chart once."""

    def asked() -> object:
        drawing._drawn.cache_clear()  # noqa: SLF001 - see above
        return call()

    return asked


def main() -> int:
    """Print the costs and return 1 if a further fan takes more than 100 ms."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.open(home=Path(folder))
        warm_up()
        first = workspace.dossier(PLEDGE, reading=READING)
        print(f"first fan of a day, figures read: {timed(lambda: first.fan, turns=1):.0f} ms")
        others = [workspace.dossier(PLEDGE, reading=OTHER) for _ in range(TURNS)]
        forecaster = workspace.forecaster(first.page.board.as_of, [first.page.pledge])
        verdict = others[0].curves[0].verdict
        fan_of(forecaster, verdict)
        further = []
        for _ in range(TURNS):
            forecaster._workings.clear()  # noqa: SLF001 - each turn asks anew, on figures at hand
            further.append(timed(lambda: fan_of(forecaster, verdict), turns=1))
        fan = min(further)
        made = others[0].fan
        figures = pace_figures(others[0].curves, fan=made if isinstance(made, Fan) else None)
        if figures is None or figures.fan is None:
            raise SystemExit("the chart has no fan")
        bare = replace(figures, fan=None)
        width, height = Shape.WIDE.size
        spec = timed(lambda: pace_spec(figures, width=width, height=height))
        svg, plain = (
            timed(anew(partial(page_svg, one, shape=Shape.WIDE, name="a")))
            for one in (figures, bare)
        )
        png, pdf = (
            timed(anew(partial(picture, figures, form="png"))),
            timed(anew(partial(picture, figures, form="pdf"))),
        )
        print(f"a further fan: {fan:.0f} ms (at most {BOUND_MS:.0f})")
        print(f"specification: {spec:.1f} ms; SVG with it: {svg:.0f} ms, {plain:.0f} without a fan")
        print(f"PNG: {png:.0f} ms; PDF: {pdf:.0f} ms")
    return int(fan > BOUND_MS)


if __name__ == "__main__":
    sys.exit(main())
