"""Words that do not mean what the caller thinks."""

from collections.abc import Sequence
from datetime import date, datetime

from offtake.errors.base import OfftakeError


class VocabularyError(OfftakeError, ValueError):
    """A word that does not mean what the caller thinks."""


class UnitUnknown(VocabularyError):
    """No unit has this code."""

    def __init__(self, code: str, known: Sequence[str]) -> None:
        self.code, self.known = code, tuple(known)
        super().__init__(f"unknown unit {code!r}; use one of {', '.join(known)}")


class UnitMismatch(VocabularyError):
    """Two units with no exact factor between them."""

    def __init__(self, have: str, want: str) -> None:
        self.have, self.want = have, want
        super().__init__(
            f"{have} and {want} have no exact factor between them; "
            f"convert one explicitly first (bushels need the crop, dollars a stated price)"
        )


class PeriodInvalid(VocabularyError):
    """An empty or backward span, or a reporting week that does not end on a Thursday."""

    def __init__(self, start: date, end: date, message: str = "") -> None:
        self.start, self.end = start, end
        super().__init__(
            message or f"a period from {start} to {end} is empty; give an end after its start"
        )

    @classmethod
    def not_a_thursday(cls, day: date) -> "PeriodInvalid":
        """Return the error for a reporting week named by another weekday."""
        return cls(
            day, day, f"{day} is a {day:%A}; reporting weeks are named by the Thursday they end on"
        )


class InstantNaive(VocabularyError):
    """An instant without a time zone."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant
        super().__init__(f"{instant.isoformat()} has no time zone; give it one, e.g. UTC")


class SeriesKeyInvalid(VocabularyError):
    """An empty or unusable dimension of a series key."""

    def __init__(self, dimension: str, text: str) -> None:
        self.dimension, self.text = dimension, text
        super().__init__(f"series dimension {dimension} is {text!r}; give text without a full stop")


class ObservationInvalid(VocabularyError):
    """Value and status of an observation contradict each other, or the value its series."""

    def __init__(self, key: str, period: str, status: str, message: str = "") -> None:
        self.key, self.period, self.status = key, period, status
        super().__init__(
            message
            or f"{key} {period}: status {status} and the presence of a value contradict each "
            "other; a missing or withdrawn figure has none, any other has one"
        )

    @classmethod
    def no_reason(cls, key: str, period: str, status: str) -> "ObservationInvalid":
        """Return the error for a gap that does not say why."""
        return cls(key, period, status, f"{key} {period}: a gap needs its reason as `note`")

    @classmethod
    def misfit(
        cls, key: str, period: str, status: str, *, value: str, decimals: int
    ) -> "ObservationInvalid":
        """Return the error for a value with more places or digits than its series has."""
        return cls(
            key,
            period,
            status,
            f"{key} {period}: {value} does not fit a series of {decimals} decimals; "
            "give the series as many as the publisher prints",
        )
