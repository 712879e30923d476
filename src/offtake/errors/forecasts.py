"""Errors of forecasting."""

from collections.abc import Sequence

from offtake.errors.base import OfftakeError


class ForecastError(OfftakeError):
    """A forecast, a back-test or a record of them."""


class MethodUnknown(ForecastError, LookupError):
    """No forecasting method has this id."""

    def __init__(self, method_id: str, known: Sequence[str]) -> None:
        self.method_id, self.known = method_id, tuple(known)
        super().__init__(
            f"no forecasting method is called {method_id!r}; use one of {', '.join(self.known)}"
        )


class MethodFailed(ForecastError):
    """A method gave something that is no forecast; it is never replaced by another's."""

    def __init__(self, method_id: str, question: str, problem: str) -> None:
        self.method_id, self.question, self.problem = method_id, question, problem
        super().__init__(
            f"{method_id} failed on {question}: {problem}; no other method stands in for it: "
            f"please report it, and use the references of `offtake backtest` meanwhile"
        )


class RecordDamaged(ForecastError):
    """A file of stored forecasts or results is not what was written."""

    def __init__(self, path: object, line: int, problem: str) -> None:
        self.path, self.line, self.problem = path, line, problem
        super().__init__(
            f"{path}, line {line}: {problem}; restore the file from a copy, or move it away to "
            f"begin a new record"
        )


class EventUnfit(ForecastError):
    """The effect of an event cannot be asked for in this way."""

    def __init__(self, event: object, problem: str, remedy: str) -> None:
        self.event, self.problem = event, problem
        super().__init__(f"event on {event}: {problem}; {remedy}")
