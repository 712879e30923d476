"""Rows that were made in Python, as columns: an Arrow stream, or a Parquet file."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from offtake.store.engine import connect, open_cursor

Rows = Sequence[Mapping[str, Any]]


def arrow_stream(rows: Rows, types: Mapping[str, str]) -> object:
    """Return rows as a capsule of the Arrow C stream interface, without PyArrow.

    `types` gives the columns in order, each with its DuckDB type; a value is what JSON can say.
    """
    stream: object = _relation(rows, types).__arrow_c_stream__()
    return stream


def write_parquet(
    path: Path, rows: Rows, types: Mapping[str, str], *, metadata: Mapping[str, str]
) -> None:
    """Write rows to a Parquet file, `metadata` as its key-value metadata.

    Raises:
        OSError: The file cannot be written.
    """
    relation = _relation(rows, types)
    # DuckDB takes neither a path nor metadata as a parameter here: both are quoted as literals.
    said = ", ".join(f"{_name(name)}: {_literal(text)}" for name, text in metadata.items())
    target = _literal(str(path))
    options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{said}}}"
    try:
        relation.query("rows", f"COPY rows TO {target} ({options})")
    except duckdb.IOException as problem:
        raise OSError(str(problem)) from problem


def _relation(rows: Rows, types: Mapping[str, str]) -> duckdb.DuckDBPyRelation:
    cursor = open_cursor(connect())
    shape = json.dumps({column: [kind] for column, kind in types.items()})
    columns = {column: [row[column] for row in rows] for column in types}
    lists = ", ".join(f"unnest(batch.{_name(column)}) AS {_name(column)}" for column in types)
    cursor.execute("SET TimeZone = 'UTC'")
    # A table, so that the rows outlive this call and are read from the text once.
    cursor.execute(
        f"CREATE TEMP TABLE made AS SELECT {lists} "  # noqa: S608 - names quoted, values bound
        f"FROM (SELECT from_json($1, {_literal(shape)}) AS batch)",
        [json.dumps(columns)],
    )
    return cursor.table("made")


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
