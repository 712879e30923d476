"""The forecasts of one day, each worked out once, for all who ask about that day."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property

from offtake.domain import Verdict, VerdictWord
from offtake.forecast import Forecast, Forecaster
from offtake.workspace.forecasts import Outcome


class Outlook:
    """What readings are to be expected to count, as known on one day.

    `made` makes the forecaster of that day, and is called once something is asked. What readings
    share is worked out once, so ask one outlook for the board and for every pledge of a day.
    """

    def __init__(self, made: Callable[[], Forecaster]) -> None:
        self._made = made
        self._known: dict[tuple[str, str, date | None], Outcome] = {}

    @cached_property
    def forecaster(self) -> Forecaster:
        """The forecaster of the day."""
        return self._made()

    def outcomes(self, verdicts: Iterable[Verdict]) -> list[Outcome]:
        """Return each verdict beside its forecast, or the reason why there is none.

        Raises:
            MethodFailed: The model gave something that is no forecast.
        """
        return [self._outcome(one) for one in verdicts]

    def of_open(self, verdicts: Iterable[Verdict]) -> dict[tuple[str, str, date], Forecast]:
        """Return the forecasts of open verdicts by pledge, reading and deadline, as rows take them.

        Raises:
            MethodFailed: The model gave something that is no forecast.
        """
        found = {}
        for one in verdicts:
            if one.word is VerdictWord.OPEN and one.deadline is not None:
                forecast = self._outcome(one).forecast
                if isinstance(forecast, Forecast):
                    found[one.pledge.id, one.reading.id, one.deadline.on] = forecast
        return found

    def _outcome(self, verdict: Verdict) -> Outcome:
        on = None if verdict.deadline is None else verdict.deadline.on
        key = (verdict.pledge.id, verdict.reading.id, on)
        if key not in self._known:
            self._known[key] = Outcome(verdict, self.forecaster.for_verdict(verdict))
        return self._known[key]
