"""Two customs books of one trade, month by month."""

from collections.abc import Iterator
from decimal import Decimal
from textwrap import wrap
from typing import Any

from offtake.pace import CustomsMirror, MirrorMonth, amount_text
from offtake.report.board import WIDTH, Line

_REASONS = (
    "Known reasons why the books differ: ships at sea at either end, freight and insurance in the "
    "buyer's value but not the seller's, goods sold through third places, goods in bond. So each "
    "month is compared with the band of earlier ratios, not with one."
)


def customs_mirror_lines(found: CustomsMirror) -> Iterator[Line]:
    """Yield the ratio of imports to exports over twelve months, and the months outside its band."""
    yield f"Exports of the year to a month, and imports of the year {_lag(found.lag)} later.", "dim"
    yield f"{'to month':<10}{'exports':>12}{'imports':>12}{'ratio':>8}   usual band", "dim"
    for one in found.months:
        band = "" if one.low is None or one.high is None else f"{one.low:.3f} to {one.high:.3f}"
        left, arrived = (
            amount_text(Decimal(value), found.unit_code) for value in (one.exports, one.imports)
        )
        mark = "  outside" if one.is_outside else ""
        line = f"{one.month.start:%Y-%m}   {left:>12}{arrived:>12}{one.ratio:>8.3f}   {band}{mark}"
        yield line, "yellow" if one.is_outside else ""
    yield from ((line, "dim") for line in wrap(_REASONS, WIDTH))


def customs_mirror_rows(found: CustomsMirror) -> list[dict[str, Any]]:
    """Return one row for each twelve months, with the lag and the band."""
    return [_row(found, one) for one in found.months]


def _row(found: CustomsMirror, one: MirrorMonth) -> dict[str, Any]:
    return {
        "month": f"{one.month.start:%Y-%m}",
        "lag_months": found.lag,
        "unit": found.unit_code,
        "exports": one.exports,
        "imports": one.imports,
        "ratio": round(float(one.ratio), 6),
        "usual_low": None if one.low is None else round(one.low, 6),
        "usual_high": None if one.high is None else round(one.high, 6),
        "is_outside": one.is_outside,
    }


def _lag(months: int) -> str:
    return "one month" if months == 1 else f"{months} months"
