"""Pictures of pledges and records: figures in, a Vega-Lite specification or its picture out."""

from offtake.report.charts.calibration import KINDS, CalibrationFigures, calibration_figures
from offtake.report.charts.colours import COLOURS, Theme
from offtake.report.charts.drawing import (
    Shape,
    javascript_bundle,
    page_svg,
    picture,
    warm_up,
)
from offtake.report.charts.figures import (
    FAN_LEVELS,
    Drawn,
    FanFigures,
    Line,
    PaceFigures,
    drawn_as,
    pace_figures,
    shown,
    table_rows,
)
from offtake.report.charts.spark import spark_svg
from offtake.report.charts.spec import moving_spec, pace_spec

__all__ = [
    "COLOURS",
    "FAN_LEVELS",
    "KINDS",
    "CalibrationFigures",
    "Drawn",
    "FanFigures",
    "Line",
    "PaceFigures",
    "Shape",
    "Theme",
    "calibration_figures",
    "drawn_as",
    "javascript_bundle",
    "moving_spec",
    "pace_figures",
    "pace_spec",
    "page_svg",
    "picture",
    "shown",
    "spark_svg",
    "table_rows",
    "warm_up",
]
