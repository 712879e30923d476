"""Requests that cannot be carried out."""

from offtake.errors.base import OfftakeError


class UsageError(OfftakeError, ValueError):
    """A command or call asked for something impossible."""


class AsOfInvalid(UsageError):
    """Not a date."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{text!r} is not a date; write it as 2026-01-20")


class ImportedOnly(UsageError):
    """A source that cannot be fetched: a person brings its files."""

    def __init__(self, source: str, why: str) -> None:
        self.source, self.why = source, why
        super().__init__(
            f"{source} cannot be fetched: {why}; bring a file that a person saved there with "
            f"`offtake import FILE --source {source}`"
        )


class CustomsCodeInvalid(UsageError):
    """Not a code of the Harmonized System."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(
            f"{code!r} is no customs code; write two to ten digits without dots, with the leading "
            f"zero, e.g. 1201 or 0201"
        )


class ExtraMissing(UsageError, ImportError):
    """An optional part of offtake is not installed."""

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra, self.purpose = extra, purpose
        super().__init__(
            f"the extra {extra!r} is needed {purpose} and is not installed; install it with "
            f"pip install 'offtake[{extra}]' and try again"
        )
