"""A count in a thumbnail: one line, no axes, drawn as text since a board has many."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from offtake.domain import Verdict

_WIDTH, _HEIGHT, _EDGE = 120, 32, 3


def spark_svg(verdict: Verdict) -> str:
    """Return a thumbnail of how the count of a verdict built up, empty where nothing counted.

    The dashed line is the target. It is marked as decoration: the numbers stand beside it. Its
    colours are for notebooks; the style of a page overrides them.
    """
    steps = _steps(verdict)
    if not steps or verdict.tally.counted is None:
        return ""
    start = verdict.reading.window.start
    end = verdict.deadline.on if verdict.deadline else verdict.tally.until
    last = max(end, verdict.tally.until)
    top = max([level for _, level in steps] + [verdict.target.value if verdict.target else 0])
    if top <= 0 or last <= start:
        return ""
    points = [(start, Decimal(0)), *steps]
    drawn = " ".join(
        f"{_across(day, start, last):.1f},{_up(level, top):.1f}" for day, level in points
    )
    target = ""
    if verdict.target is not None:
        height = _up(verdict.target.value, top)
        target = (
            f'<line class="spark-target" x1="0" x2="{_WIDTH}" y1="{height:.1f}" y2="{height:.1f}" '
            f'stroke="#57606a" stroke-dasharray="3 3"/>'
        )
    return (
        f'<svg class="spark" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'aria-hidden="true">{target}<polyline class="spark-line" points="{drawn}" '
        f'fill="none" stroke="#004488" stroke-width="2"/></svg>'
    )


def _steps(verdict: Verdict) -> Sequence[tuple[date, Decimal]]:
    level, levels = Decimal(0), {}
    for one in sorted(verdict.tally.contributions, key=lambda one: one.period.end):
        level += one.counted
        levels[min(one.period.last_day, verdict.tally.until)] = level
    return [(day, level) for day, level in levels.items() if day >= verdict.reading.window.start]


def _across(day: date, start: date, last: date) -> float:
    return max(0.0, (day - start).days / (last - start).days * _WIDTH)


def _up(level: Decimal, top: Decimal | int) -> float:
    return float(_HEIGHT - _EDGE - max(Decimal(0), level) / top * (_HEIGHT - 2 * _EDGE))
