"""The chart in letters fits a terminal and ends in the numbers of the verdicts."""

from datetime import date

import pytest

from offtake.errors import ExtraMissing
from offtake.report.chart_text import chart_lines
from offtake.report.charts import PaceFigures, pace_figures
from offtake.workspace import Workspace

TRANCHE = "cn-us-soybeans-12mt-2025"


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> PaceFigures:
    workspace = Workspace.open(home=tmp_path_factory.mktemp("home"))
    dossier = workspace.dossier(
        TRANCHE,
        as_of=date(2026, 8, 22),
        reading="export-sales-named-my",
        deadline="end-february",
    )
    found = pace_figures(dossier.curves)
    assert found is not None
    return found


def test_the_chart_fits_eighty_columns_and_has_no_escapes(figures: PaceFigures) -> None:
    lines = [text for text, _ in chart_lines(figures)]
    assert max(map(len, lines)) <= 80
    assert not any("\x1b" in line for line in lines)


def test_each_count_is_drawn_and_told_with_its_verdict(figures: PaceFigures) -> None:
    text = "\n".join(line for line, _ in chart_lines(figures))
    plot = text[text.index("┌") : text.index("└")]
    assert {"o", "#", "x", "-"} <= set(plot)
    # The guide's table: by 28 February 2026 10.8 Mt bought, 13.0 at most, both in one picture.
    told = [line for line in text.splitlines() if "28 Feb 2026" in line]
    assert any(line.startswith("  o bought: 10,84") and line.endswith("missed") for line in told)
    assert any(line.startswith("  x upper bound: 12,97") and line.endswith("met") for line in told)


def test_the_same_chart_twice_is_the_same(figures: PaceFigures) -> None:
    assert list(chart_lines(figures)) == list(chart_lines(figures))


def test_without_the_plotter_the_extra_is_named(
    figures: PaceFigures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "plotext", None)
    with pytest.raises(ExtraMissing, match=r"offtake\[charts\]"):
        list(chart_lines(figures))
