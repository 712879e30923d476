"""Files that are only ever added to: what a back-test found, and the forecasts that were issued."""

import gzip
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from offtake.errors import RecordDamaged


class Results:
    """A back-test's results, one file a month of as-ofs, each written whole once and never again.

    A run that was broken off goes on with the months that are not there yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, month: str) -> bool:
        """Return whether a month (`2025-11`) has been written."""
        return self._path(month).exists()

    def months(self) -> list[str]:
        """Return the months written, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name.removesuffix(_SUFFIX) for path in self.folder.glob(f"*{_SUFFIX}"))

    def write(self, month: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write a month's results; where another process was first, its file stays.

        Raises:
            OSError: The folder cannot be written to.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f".{month}.{os.getpid()}.part"
        text = "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows)
        part.write_bytes(gzip.compress(text.encode(), mtime=0))
        try:
            os.link(part, self._path(month))  # fails where the month is there: nothing is edited
        except FileExistsError:
            pass
        finally:
            part.unlink()

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield every result, oldest month first.

        Raises:
            RecordDamaged: A file is not what was written.
        """
        for month in self.months():
            path = self._path(month)
            try:
                text = gzip.decompress(path.read_bytes()).decode()
            except (OSError, EOFError, UnicodeDecodeError) as error:
                raise RecordDamaged(path, 1, f"it does not unpack ({error})") from None
            yield from _read(path, text)

    def _path(self, month: str) -> Path:
        return self.folder / f"{month}{_SUFFIX}"


_SUFFIX = ".jsonl.gz"


ISSUED = "forecasts.jsonl"
"""The file of forecasts issued, in a person's own folder."""


class Issued:
    """The forecasts issued, each a line added once, so that later releases can score them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, rows: Iterable[Mapping[str, Any]]) -> int:
        """Add the forecasts that are not on record yet, and return how many they were.

        A forecast is known by its pledge, reading, deadline, as-of, revision and model.

        Raises:
            RecordDamaged: The file is not what was written.
            OSError: It cannot be written to.
        """
        known = {_identity(row) for row in self.rows()}
        new = [row for row in rows if _identity(row) not in known]
        if not new:
            return 0
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in new)
        with self.path.open("ab") as file:
            file.write(text.encode())  # one write: a reader sees whole lines
            file.flush()
            os.fsync(file.fileno())
        return len(new)

    def rows(self) -> list[dict[str, Any]]:
        """Return every forecast issued, oldest first; none where none was ever kept.

        Raises:
            RecordDamaged: The file is not what was written.
        """
        if not self.path.exists():
            return []
        return list(_read(self.path, self.path.read_text(encoding="utf-8")))


def _read(path: Path, text: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise RecordDamaged(path, number, f"it is no JSON ({error})") from None
        if not isinstance(row, dict):
            raise RecordDamaged(path, number, "it is no record")
        yield row


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("pledge", "reading", "deadline", "as_of", "revision", "model_id")
    return tuple(row.get(name) for name in names)
