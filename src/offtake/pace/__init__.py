"""What has counted so far, against what was due by now; verdicts."""

from offtake.pace.counting import Count, Counter
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
from offtake.pace.words import amount_text, day_text

__all__ = [
    "MEASURES",
    "PRICED",
    "PRICE_MEASURES",
    "Count",
    "Counter",
    "Event",
    "EventKind",
    "Figures",
    "Judge",
    "MirrorYear",
    "PriceRow",
    "PriceTable",
    "WeekPrice",
    "amount_text",
    "day_text",
    "mirror",
    "price_table",
]
