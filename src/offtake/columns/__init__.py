"""Observations by the column: the form in which many of them travel."""

from offtake.columns.coded import Coded, Mask, Places, together
from offtake.columns.observations import Observations

__all__ = ["Coded", "Mask", "Observations", "Places", "together"]
