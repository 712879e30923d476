"""Two pages on one pledge, to hand to somebody who has two minutes."""

from offtake.report.brief.content import Brief, brief_of
from offtake.report.brief.typesetting import brief_pdf

__all__ = ["Brief", "brief_of", "brief_pdf"]
