"""Will it be met? Forecasts, their scores, and whether the pace changed after an event."""

from offtake.forecast.answers import Cases, Forecast, Refusal
from offtake.forecast.forecaster import Forecaster, figures_wanted, outlook_wanted

__all__ = ["Cases", "Forecast", "Forecaster", "Refusal", "figures_wanted", "outlook_wanted"]
