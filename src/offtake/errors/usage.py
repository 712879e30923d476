"""Requests that cannot be carried out."""

from collections.abc import Sequence
from pathlib import Path

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
    """A part of offtake that is installed only where it is asked for."""

    def __init__(self, what: str, extra: str) -> None:
        self.what, self.extra = what, extra
        super().__init__(f"{what} needs more packages; run `pip install 'offtake[{extra}]'`")


class SettingsFileInvalid(UsageError):
    """A file of settings is no TOML, or says what is no setting.

    `problems` are lines of text, each naming file, line and remedy.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class RequestRefused(UsageError):
    """A request that a server will not look at: too long, with a body, or one too many."""

    def __init__(self, status: int, problem: str, remedy: str) -> None:
        self.status, self.problem = status, problem
        super().__init__(f"{problem}; {remedy}")


class SiteNotOurs(UsageError, FileExistsError):
    """A folder that holds something else than a static site of ours."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"{folder} holds something that is no site of offtake; name a new folder")


class SiteFailed(UsageError, RuntimeError):
    """A page of a static site could not be made; the last good site stays."""

    def __init__(self, address: str, detail: str) -> None:
        self.address, self.detail = address, detail
        super().__init__(f"{address} could not be made: {detail}; the folder is as it was")
