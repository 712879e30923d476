"""What has counted so far, against what was due by now; verdicts."""

from offtake.pace.balance import BALANCE_MEASURES, BalanceYear, balance_years
from offtake.pace.count import Count
from offtake.pace.counting import Counter
from offtake.pace.curves import Curve, CurvePoint, beside, curve_of
from offtake.pace.customs import (
    CUSTOMS_BOOKS,
    CUSTOMS_MEASURES,
    CustomsBooks,
    Level,
    TradeKey,
    codes_of,
    level_of,
)
from offtake.pace.customs_mirror import CustomsMirror, MirrorMonth, customs_mirror, mirror_of
from offtake.pace.figures import MEASURES, Figures
from offtake.pace.judging import Judge
from offtake.pace.mirror import MirrorYear, mirror
from offtake.pace.prices import (
    PRICE_MEASURES,
    PRICED,
    Event,
    EventKind,
    PriceRow,
    PriceTable,
    WeekPrice,
    price_table,
)
from offtake.pace.products import ProductScore, base_of, product_scores
from offtake.pace.seasons import UsualDay
from offtake.pace.words import amount_text, day_text

__all__ = [
    "BALANCE_MEASURES",
    "CUSTOMS_BOOKS",
    "CUSTOMS_MEASURES",
    "MEASURES",
    "PRICED",
    "PRICE_MEASURES",
    "BalanceYear",
    "Count",
    "Counter",
    "Curve",
    "CurvePoint",
    "CustomsBooks",
    "CustomsMirror",
    "Event",
    "EventKind",
    "Figures",
    "Judge",
    "Level",
    "MirrorMonth",
    "MirrorYear",
    "PriceRow",
    "PriceTable",
    "ProductScore",
    "TradeKey",
    "UsualDay",
    "WeekPrice",
    "amount_text",
    "balance_years",
    "base_of",
    "beside",
    "codes_of",
    "curve_of",
    "customs_mirror",
    "day_text",
    "level_of",
    "mirror",
    "mirror_of",
    "price_table",
    "product_scores",
]
