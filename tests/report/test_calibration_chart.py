"""The calibration chart says what the record says, with its counts, wide and narrow."""

import altair as alt
import pytest

from offtake.forecast import Cases
from offtake.forecast.rows import bundled_record
from offtake.report.charts import KINDS, Shape, calibration_figures, page_svg, picture
from offtake.report.charts.calibration import CalibrationFigures, wilson
from report.svg_texts import Texts, collisions

TWO = (Cases(0.2, 0.3, 30, 5, 0.25, 0.20), Cases(0.7, 0.8, 20, 4, 0.75, 0.95))


def figures(kind: str) -> CalibrationFigures:
    found = calibration_figures(kind, bundled_record(kind))
    assert found is not None
    return found


def test_the_title_tells_how_far_off_the_forecasts_were() -> None:
    found = calibration_figures("sales", TWO)
    assert found is not None
    # (30 x 5 + 20 x 20) / 50 = 11 points; the second bin is the further off.
    assert found.title.startswith("Sales: 50 times a probability was said, 11.0 points from what")
    assert found.title.endswith("at worst 75% was said and 95% came true")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [Shape.WIDE, Shape.NARROW])
def test_every_bin_is_drawn_with_its_counts_and_no_text_lies_on_another(
    kind: str, shape: Shape
) -> None:
    drawn = figures(kind)
    texts = Texts(page_svg(drawn, shape=shape, name="a"))
    assert collisions(texts) == []
    said = [box.text for box in texts.boxes]
    assert len(drawn.cases) == 10
    if shape is Shape.WIDE:
        assert {f"{one.count:,}" for one in drawn.cases} <= set(said)
    assert " ".join(said).endswith("Source: back-test of the bundled figures, offtake.")


def test_large_counts_are_shortened_where_there_is_no_room() -> None:
    many = tuple(
        Cases(place / 10, (place + 1) / 10, 123_456, 21, place / 10 + 0.05, 0.5)
        for place in range(10)
    )
    drawn = calibration_figures("shipments", many)
    assert drawn is not None
    texts = Texts(page_svg(drawn, shape=Shape.NARROW, name="a"))
    assert collisions(texts) == []
    assert [box.text for box in texts.boxes].count("123k") == 10


def test_a_point_stands_where_the_record_says() -> None:
    drawn = calibration_figures("shipments", TWO)
    assert drawn is not None
    spec = drawn.spec(width=760, height=400)
    alt.LayerChart.from_dict(spec)
    (points,) = (one for one in spec["layer"] if one["mark"]["type"] == "point")
    places = [(row["said"], row["true"], row["count"]) for row in points["data"]["values"]]
    assert places == [(0.25, 0.20, 30), (0.75, 0.95, 20)]
    assert drawn.rows()[1]["seasons"] == 4
    assert "25% said, 20% came true" in drawn.desc


def test_the_range_of_a_share_holds_it_and_stays_within_none_and_all() -> None:
    for count in (1, 5, 21):
        for share in (0.0, 0.02, 0.5, 0.99, 1.0):
            low, high = wilson(share, count)
            assert 0 <= low <= share <= high <= 1
    assert wilson(0.5, 21)[1] - wilson(0.5, 21)[0] < wilson(0.5, 5)[1] - wilson(0.5, 5)[0]


def test_without_a_record_there_is_no_chart() -> None:
    assert calibration_figures("sales", ()) is None


def test_its_picture_is_a_file_in_each_form() -> None:
    drawn = figures("sales")
    assert picture(drawn, form="pdf").startswith(b"%PDF")
    assert b"var(" not in picture(drawn, form="svg", theme="dark")
