"""The fans of a workspace: forecasts with the days before them, and who makes them, kept."""

from collections import OrderedDict
from datetime import date
from functools import cached_property

from offtake.domain import Verdict, VerdictWord
from offtake.forecast import Forecaster, Refusal, figures_wanted
from offtake.forecast.answers import question_of
from offtake.forecast.fan import Fan, fan_of
from offtake.forecast.rows import bundled_record
from offtake.report.charts import KINDS, calibration_figures
from offtake.store import SeriesFilter
from offtake.workspace.answers import Calibration
from offtake.workspace.forecasts import Forecasts

_Key = tuple[date, int, SeriesFilter]
_KEPT = 2


class Fans(Forecasts):
    """What a workspace expects between the last figures and a deadline."""

    @cached_property
    def _forecasters(self) -> OrderedDict[_Key, Forecaster]:
        return OrderedDict()

    def fan(self, verdict: Verdict) -> Fan | Refusal:
        """Return how the count of an open verdict is expected to go on, or why that is not said.

        What reads the figures is kept for the next verdict of the same day, since pages ask for
        one after the other.

        Raises:
            MethodFailed: The model gave something that is no forecast.
        """
        if verdict.word is not VerdictWord.OPEN:
            word = verdict.word.value.replace("_", " ")
            return Refusal(f"the verdict is {word}: nothing is open")
        asked = question_of(verdict, verdict.tally.until)
        if isinstance(asked, Refusal):
            return asked
        return fan_of(self._kept_forecaster(verdict), verdict)

    def calibration(self, kind: str) -> Calibration | Refusal:
        """Return what became of forecasts of `shipments` or `sales` in the bundled back-test.

        >>> from offtake.workspace import Workspace
        >>> len(Workspace.open().calibration("sales").figures.cases)
        10
        """
        figures = calibration_figures(kind, bundled_record(kind))
        if figures is None:
            return Refusal(
                f"no forecast of {kind!r} is on record; ask for one of {', '.join(KINDS)}"
            )
        return Calibration(figures)

    def _kept_forecaster(self, verdict: Verdict) -> Forecaster:
        wanted = figures_wanted(verdict.pledge.readings)
        key = (verdict.as_of, self.store.revision, wanted)
        found = self._forecasters.pop(key, None)
        if found is None:
            found = self.forecaster(verdict.as_of, [verdict.pledge])
        self._forecasters[key] = found
        while len(self._forecasters) > _KEPT:
            self._forecasters.popitem(last=False)
        return found
