"""What has counted so far, against what was due by now; verdicts."""

from offtake.pace.counting import Count, Counter
from offtake.pace.figures import MEASURES, Figures
from offtake.pace.judging import Judge
from offtake.pace.mirror import MirrorYear, mirror
from offtake.pace.words import amount_text, day_text

__all__ = [
    "MEASURES",
    "Count",
    "Counter",
    "Figures",
    "Judge",
    "MirrorYear",
    "amount_text",
    "day_text",
    "mirror",
]
