"""Requests that cannot be carried out."""

from offtake.errors.base import OfftakeError


class UsageError(OfftakeError, ValueError):
    """A command or call asked for something impossible."""


class AsOfInvalid(UsageError):
    """Not a date."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{text!r} is not a date; write it as 2026-01-20")


class ExtraMissing(UsageError, ImportError):
    """An optional part of offtake is not installed."""

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra, self.purpose = extra, purpose
        super().__init__(
            f"the extra {extra!r} is needed {purpose} and is not installed; install it with "
            f"pip install 'offtake[{extra}]' and try again"
        )
