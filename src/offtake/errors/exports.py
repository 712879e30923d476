"""Files, tables and optional parts that somebody asked for and cannot have."""

from collections.abc import Iterable
from pathlib import Path

from offtake.errors.usage import UsageError


class TableUnknown(UsageError):
    """No table of an export has this name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name, self.known = name, tuple(known)
        super().__init__(f"no table {name!r}; use one of {', '.join(self.known)}")


class TableWhole(UsageError):
    """A table that belongs to no single pledge was asked for of one."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"the table {name} is of no single pledge; ask for it without one")


class FormatUnknown(UsageError):
    """A file whose ending names no format that can be written."""

    def __init__(self, path: Path, known: Iterable[str]) -> None:
        self.path, self.known = path, tuple(known)
        super().__init__(
            f"{path.name} ends in no format that can be written; name it "
            f"{', '.join(f'*{one}' for one in self.known)}"
        )


class FileExists(UsageError):
    """A file that is there already and would be lost."""

    def __init__(self, path: Path, *, why: str = "it is there already") -> None:
        self.path, self.why = path, why
        super().__init__(f"{path} was left as it is: {why}; choose another name, or pass --force")


class TooLargeForFormat(UsageError):
    """More than a format can hold."""

    def __init__(self, path: Path, what: str) -> None:
        self.path, self.what = path, what
        super().__init__(f"{path.name} cannot hold {what}; write CSV, JSON Lines or Parquet")
