"""What has counted so far, against what was due by now; verdicts."""

from offtake.pace.count import Count
from offtake.pace.counting import Counter
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
from offtake.pace.products import ProductScore, base_of, product_scores
from offtake.pace.words import amount_text, day_text

__all__ = [
    "CUSTOMS_BOOKS",
    "CUSTOMS_MEASURES",
    "MEASURES",
    "Count",
    "Counter",
    "CustomsBooks",
    "CustomsMirror",
    "Figures",
    "Judge",
    "Level",
    "MirrorMonth",
    "MirrorYear",
    "ProductScore",
    "TradeKey",
    "amount_text",
    "base_of",
    "codes_of",
    "customs_mirror",
    "day_text",
    "level_of",
    "mirror",
    "mirror_of",
    "product_scores",
]
