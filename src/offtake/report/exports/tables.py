"""A table that leaves the house: its columns described, its rows flat, its answer named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from offtake.errors import ExtraMissing
from offtake.store.columns import arrow_stream

if TYPE_CHECKING:
    import pyarrow as pa


class Kind(StrEnum):
    """What the values of a column are, by their Frictionless type."""

    TEXT = "string"
    WHOLE = "integer"
    NUMBER = "number"
    DAY = "date"
    INSTANT = "datetime"
    YES_NO = "boolean"

    @property
    def engine_type(self) -> str:
        """The type of such a column in Parquet and Arrow, in DuckDB's words."""
        return _ENGINE_TYPES[self]


_ENGINE_TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.WHOLE: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.DAY: "DATE",
    Kind.INSTANT: "TIMESTAMPTZ",
    Kind.YES_NO: "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what its values are, and what they mean."""

    name: str
    kind: Kind
    about: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind, as known on one day, from one revision of the store.

    A value is what JSON can say: text, number, yes or no, none; days and instants are ISO 8601.
    Polars, pandas, PyArrow and DuckDB read it through the Arrow C stream interface:
    `polars.DataFrame(table)`, `pyarrow.table(table)`; from pandas 3 on
    `pandas.DataFrame.from_arrow(table)`.

    >>> kinds = (Column("reading", Kind.TEXT, "id"), Column("counted", Kind.NUMBER, "tonnes"))
    >>> table = Table("verdicts", "Verdicts", date(2026, 8, 22), 21, kinds,
    ...               ({"reading": "shipments", "counted": 1.5},), ())
    >>> len(table), table.records()
    (1, [{'reading': 'shipments', 'counted': 1.5}])
    """

    name: str
    title: str
    as_of: date
    revision: int
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return iter(self.rows)

    @property
    def types(self) -> dict[str, str]:
        """The columns in order, each with its type in Parquet and Arrow."""
        return {column.name: column.kind.engine_type for column in self.columns}

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries, columns in order."""
        return [{column.name: row[column.name] for column in self.columns} for row in self.rows]

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the rows as an Arrow stream, for any library that reads one.

        The columns come in their own types: a consumer casts what it wants otherwise.
        """
        del requested_schema  # the interface lets a producer give its own types
        return arrow_stream(self.rows, self.types)

    def to_arrow(self) -> "pa.Table":
        """Return the rows as a PyArrow table.

        Raises:
            ExtraMissing: PyArrow is not installed.
        """
        try:
            import pyarrow as pa  # noqa: PLC0415 - heavy, and optional
        except ImportError:
            raise ExtraMissing("an Arrow table", "frames") from None
        return pa.table(self)

    def _repr_html_(self) -> str:
        from offtake.report.notebook import table_html  # noqa: PLC0415 - it knows this type

        return table_html(self)
