"""A specimen: a small answer kept as a table, so that a test can spoil it in one named place.

`write` turns the table into bytes as the publisher would. Rows map column names to what is printed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from offtake.domain import Snapshot

Table = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Specimen:
    """One answer of one source.

    `unread` are columns that may be missing or renamed, since the parser does not read them.
    `code` names a column and a text in it that no code list has; `number` a column with a whole
    number, and `reads_commas` whether one grouped by commas is read or refused by name.
    """

    source: str
    name: str
    rows: Table
    write: Callable[[Table], bytes]
    request: str = ""
    retrieved_at: datetime = datetime(2026, 8, 22, 12, tzinfo=UTC)
    unread: tuple[str, ...] = ()
    code: tuple[str, str] | None = None
    number: str = ""
    reads_commas: bool = True
    pads_names: bool = True
    notes: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the name that a failing test shows."""
        return f"{self.source}-{self.name}"

    @property
    def content(self) -> bytes:
        """The bytes."""
        return self.write(self.rows)

    @property
    def columns(self) -> list[str]:
        """Every column of the table, in order."""
        return list(dict.fromkeys(name for row in self.rows for name in row))

    def snapshot(self, content: bytes) -> Snapshot:
        """Return the record under which some bytes would have come."""
        return Snapshot(
            sha256=sha256(content).hexdigest(),
            request=self.request,
            media_type="",
            retrieved_at=self.retrieved_at,
            size_bytes=len(content),
            is_archived=True,
        )

    def without(self, column: str) -> bytes:
        """Return the bytes as if the publisher had dropped a column."""
        return self.write(
            [{name: row[name] for name in row if name != column} for row in self.rows]
        )

    def renamed(self, column: str, new: str) -> bytes:
        """Return the bytes as if the publisher had renamed a column."""
        return self.write(
            [{(new if name == column else name): row[name] for name in row} for row in self.rows]
        )

    def altered(
        self, column: str, change: Callable[[object], object], *, rows: int | None = None
    ) -> bytes:
        """Return the bytes with a column's cells changed, in the first rows or in all."""
        return self.write(
            [
                {**row, column: change(row[column])} if rows is None or at < rows else row
                for at, row in enumerate(self.rows)
            ]
        )
