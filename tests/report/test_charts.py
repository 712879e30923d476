"""The pace chart: a claim with its figures, legible in every pledge, wide and narrow."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import altair as alt
import pytest
import vl_convert

from offtake.forecast.fan import Fan
from offtake.report import report_rows
from offtake.report.charts import (
    FAN_LEVELS,
    Drawn,
    PaceFigures,
    Shape,
    moving_spec,
    pace_spec,
    page_svg,
    picture,
    table_rows,
)
from offtake.report.charts.letters import width_of, wrapped
from offtake.workspace import Dossier, PledgePage, Workspace
from offtake.workspace.answers import curves_of
from report.svg_texts import Texts, collisions

TRANCHE = "cn-us-soybeans-12mt-2025"
YEAR = "cn-us-soybeans-25mt-2026"
SHIPPED = "shipments-named-2026"
LOOK = date(2026, 8, 22)
SHAPES = (Shape.WIDE, Shape.NARROW)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def dossier(workspace: Workspace) -> Callable[..., Dossier]:
    @cache
    def found(pledge: str, reading: str | None = None, as_of: date = LOOK) -> Dossier:
        return workspace.dossier(pledge, as_of=as_of, reading=reading)

    return found


@pytest.fixture(scope="module")
def figures(dossier: Callable[..., Dossier]) -> Callable[..., PaceFigures]:
    def found(pledge: str, reading: str | None = None, *, unit: str = "t") -> PaceFigures:
        made = dossier(pledge, reading).figures(unit=unit)
        assert made is not None
        return made

    return found


def spec(figures: PaceFigures, shape: Shape = Shape.WIDE) -> dict[str, Any]:
    return pace_spec(figures, width=shape.size[0], height=shape.size[1])


def texts(figures: PaceFigures, shape: Shape) -> list[str]:
    return [box.text for box in Texts(page_svg(figures, shape=shape, name="a")).boxes]


@pytest.mark.parametrize("unit", ["t", "mbu"])
def test_the_fan_ends_in_the_quantiles_that_the_report_prints(
    workspace: Workspace, figures: Callable[..., PaceFigures], unit: str
) -> None:
    board = workspace.report(as_of=LOOK, pledge=YEAR, reading=SHIPPED)
    (row,) = report_rows(board.verdicts, unit=unit, forecasts=workspace.outlook(board))
    drawn = figures(YEAR, SHIPPED, unit=unit)
    assert drawn.fan is not None
    assert drawn.fan.end == {name: row[name] for name in FAN_LEVELS}
    last = table_rows(drawn)[-1]
    assert (last["on"], last["p05"], last["p95"]) == ("2026-12-31", row["p05"], row["p95"])
    assert (drawn.fan.model, drawn.fan.probability) == (row["model"], row["probability"])


def test_a_fan_is_drawn_from_the_last_figures_to_the_deadline_with_its_ends_in_print(
    figures: Callable[..., PaceFigures],
) -> None:
    drawn = figures(YEAR, SHIPPED)
    days = [row for layer in spec(drawn)["layer"] for row in layer["data"]["values"]]
    bands = [row for row in days if "p95" in row]
    assert (bands[0]["on"], bands[-1]["on"]) == ("2026-08-13", "2026-12-31")
    assert drawn.fan is not None
    ends = [drawn.fan.end[name] / 1e6 for name in ("p95", "p50", "p05")]
    said = [f"5% above {ends[0]:.1f}", f"expected {ends[1]:.1f}", f"5% below {ends[2]:.1f}"]
    for shape in SHAPES:
        assert set(said) <= set(texts(drawn, shape))
    assert re.search(r"; \d+% likely to be shipped by 31 Dec 2026$", drawn.title)
    moving = json.dumps(moving_spec(drawn, width=760, height=400))
    assert '"p05"' in moving


def test_what_is_settled_has_no_fan(dossier: Callable[..., Dossier]) -> None:
    told = dossier(TRANCHE)
    assert not isinstance(told.fan, Fan)
    assert told.fan.reason == "the verdict is met: nothing is open"
    drawn = told.figures()
    assert drawn is not None
    assert drawn.fan is None
    assert not any("p05" in row for row in table_rows(drawn))


def test_a_fan_of_an_earlier_day_knows_nothing_of_later_figures(
    dossier: Callable[..., Dossier],
) -> None:
    early = dossier(TRANCHE, "shipments-named-nov", date(2026, 1, 15))
    assert isinstance(early.fan, Fan)
    assert early.fan.forecast.as_of == date(2026, 1, 15)
    # The reports came late after the interruption of 2025: one to the week ending 1 January is out.
    assert early.fan.days[0].on == early.curves[0].points[-1].on == date(2026, 1, 1)


def test_a_bound_is_hatched_where_the_reading_counts_it_and_left_out_beside_a_fan(
    figures: Callable[..., PaceFigures],
) -> None:
    asked, plain = figures(YEAR, "export-sales-plus-unknown-2026"), figures(YEAR)
    assert plain.fan is not None
    assert not any(one.startswith("upper bound") for one in texts(plain, Shape.WIDE))
    assert Drawn.UPPER_BOUND in {line.drawn for line in plain.lines}  # its table still has it
    (hatch,) = (layer["data"]["values"] for layer in hatches(asked))
    # The newest print: 6.07 Mt at most, 5.67 Mt of it by name.
    assert (round(hatch[-1]["low"], 2), round(hatch[-1]["high"], 2)) == (5.67, 6.07)
    assert all(row["high"] > row["low"] for row in hatch)
    assert asked.title.startswith("Of 25.00 Mt of soybeans pledged: at most 6.07 Mt was bought")
    assert hatches(plain) == []


def hatches(figures: PaceFigures) -> list[dict[str, Any]]:
    return [
        layer for layer in spec(figures)["layer"]
        if layer["mark"]["type"] == "rule" and "y2" in layer["encoding"]
    ]  # fmt: skip


@dataclass(frozen=True)
class Drawing:
    """A chart as it is drawn in one shape, with where its texts lie."""

    figures: PaceFigures
    shape: Shape
    texts: Texts

    @property
    def name(self) -> tuple[str, str, str]:
        return self.figures.pledge, self.figures.lines[0].reading, self.shape.value


@pytest.fixture(scope="module")
def every(workspace: Workspace) -> list[PaceFigures]:
    """Return the chart of every pledge that has one, and of each reading of the year's soybeans."""
    board, found = workspace.report(as_of=LOOK), []
    counter = workspace.counter(LOOK, list(workspace.register.values()))
    for pledge in workspace.register.values():
        verdicts = tuple(one for one in board.verdicts if one.pledge.id == pledge.id)
        page = PledgePage(pledge, replace(board, verdicts=verdicts), 0, 0)
        readings = [one.id for one in pledge.readings] if pledge.id == YEAR else [None]
        for reading in readings:
            curves = curves_of(counter, page, reading=reading, deadline=None)
            drawn = Dossier(page, curves, (), look_ahead=workspace.fan).figures()
            found += [drawn] if drawn is not None else []
    return found


@pytest.fixture(scope="module")
def drawings(every: list[PaceFigures]) -> list[Drawing]:
    return [
        Drawing(drawn, shape, Texts(page_svg(drawn, shape=shape, name="a")))
        for drawn in every
        for shape in SHAPES
    ]


def test_no_label_lies_on_another_or_out_of_the_picture_in_any_pledge(
    drawings: list[Drawing],
) -> None:
    assert len({one.figures.pledge for one in drawings}) >= 19
    assert sum(one.figures.fan is not None for one in drawings) >= 6
    assert {one.name: found for one in drawings if (found := collisions(one.texts))} == {}


def test_labels_that_collide_are_found() -> None:
    text = '<text transform="translate({},{})" font-size="12px">pledged 25.00</text>'
    svg = '<svg viewBox="0 0 360 420">{}</svg>'
    beside = svg.format(text.format(10, 20) + text.format(10, 36))
    upon = svg.format(text.format(10, 20) + text.format(10, 28))
    outside = svg.format(text.format(300, 20))
    assert collisions(Texts(beside)) == []
    assert collisions(Texts(upon)) == ["'pledged 25.00' lies on 'pledged 25.00'"]
    assert collisions(Texts(outside)) == ["'pledged 25.00' reaches out of the picture"]


def test_no_chart_has_more_than_seven_kinds_of_line(every: list[PaceFigures]) -> None:
    for drawn in every:
        held = spec(drawn)["layer"]
        lines = [one for one in held if one["mark"]["type"] in {"line", "area", "rule"}]
        uprights = [one for one in lines if "y" not in one["encoding"]]
        hatch = [one for one in lines if one["mark"]["type"] == "rule" and "y2" in one["encoding"]]
        bands = 2 if drawn.fan is not None else 0  # a fan is one kind: two bands and their middle
        assert len(lines) - len(uprights) - len(hatch) - bands <= 7, drawn.pledge


def test_source_and_day_and_caveat_stand_inside_every_picture(drawings: list[Drawing]) -> None:
    for one in drawings:
        said = " ".join(box.text for box in one.texts.boxes)
        assert f"Source: {one.figures.source}; as known on 22 Aug 2026, revision 21" in said
        assert one.figures.caveat[1:] in said, one.name


def test_a_specification_keeps_to_the_schema_of_vega_lite(
    figures: Callable[..., PaceFigures],
) -> None:
    fanned, hatched = figures(YEAR), figures(YEAR, "export-sales-plus-unknown-2026")
    alt.LayerChart.from_dict(spec(hatched))
    alt.LayerChart.from_dict(moving_spec(fanned, width=760, height=400))
    with pytest.raises(Exception, match="was expected"):
        alt.LayerChart.from_dict(spec(fanned) | {"layer": [{"mark": {"type": "no such mark"}}]})


@pytest.mark.parametrize("shape", SHAPES)
def test_a_hostile_title_is_text_and_stays_within_the_picture(
    figures: Callable[..., PaceFigures], shape: Shape
) -> None:
    title = "<script>alert(1)</script>" + "W" * 90 + " & \"quoted\" 大豆 'x'"
    drawn = replace(figures(YEAR), title=title, caveat="</text><script>alert(2)</script>" * 3)
    svg = page_svg(drawn, shape=shape, name="a")
    assert "<script" not in svg
    assert collisions(Texts(svg)) == []
    assert picture(drawn, form="png", shape=shape).startswith(b"\x89PNG")


@pytest.mark.parametrize("is_bold", [False, True])
def test_texts_are_no_wider_than_they_are_taken_to_be(*, is_bold: bool) -> None:
    for text in ("pledged 25.00", "5% above 32.1", "Of $33.43bn of farm goods: “no” – WMQ", "ijl"):
        drawn = vl_convert.vegalite_to_svg(
            {
                "data": {"values": [{}]},
                "width": 1,
                "padding": 0,
                "mark": {
                    "type": "text", "text": text, "align": "left", "font": "Liberation Sans",
                    "fontSize": 50, "fontWeight": 600 if is_bold else 400,
                },
                "encoding": {"x": {"value": 0}},
                "config": {"view": {"stroke": None}},
            },
            vl_version="6.4",
        )  # fmt: skip
        measured = float(re.findall(r'viewBox="0 0 ([\d.]+)', drawn)[0])
        taken = width_of(text, 50, is_bold=is_bold) / (1.27 if is_bold else 1.16)  # DejaVu's room
        assert abs(measured - taken) <= 0.02 * taken + 2


def test_lines_are_broken_between_words_and_never_within_a_figure_or_a_day() -> None:
    text = "Of 25.00 Mt of soybeans pledged: 11.22 Mt was shipped by 13 Aug 2026"
    for width in range(110, 500, 7):
        lines = wrapped(text, width, 14)
        assert " ".join(lines) == text
        assert all(width_of(line, 14) <= width for line in lines)
        assert all(not line.startswith(("Mt", "Aug", "2026")) for line in lines)


def test_a_title_gives_each_count_the_day_it_ends_on(figures: Callable[..., PaceFigures]) -> None:
    # Without a deadline each book is counted to the week that kept the pledge.
    drawn = figures("cn-us-soybeans-10mt-2019")
    assert drawn.title == (
        "Of 10.00 Mt of soybeans pledged: 10.21 Mt was bought by 24 Oct 2019, "
        "10.29 Mt was shipped by 5 Sep 2019"
    )
    assert "11.22 Mt was shipped by 13 Aug 2026;" in figures(YEAR).title
