"""A Parquet file as rows of texts, read by DuckDB."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from offtake.errors import AnswerCut

MAGIC = b"PAR1"
_LEAST = 12
"""A whole file has the magic at both ends and the length of its footer before the last."""


def parquet_rows(
    source: str, content: bytes, *, keep: Callable[[str], bool]
) -> tuple[list[str], list[str], list[tuple[str | None, ...]]]:
    """Return the names of a file's columns, the kept ones, and their rows as texts.

    A cell that is empty is none. Columns that are not kept are not read.

    Raises:
        AnswerCut: The file begins like Parquet and does not end like it, or cannot be read.
    """
    if len(content) < _LEAST or not content.endswith(MAGIC):
        raise AnswerCut(source, "body", "the Parquet file has no end")
    with TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        connection.execute("SET enable_progress_bar = false")
        path = Path(folder) / "answer.parquet"
        path.write_bytes(content)
        try:
            table = connection.read_parquet(str(path))
            kept = [name for name in table.columns if keep(name)]
            quoted = ('"' + name.replace('"', '""') + '"' for name in kept)
            texts = ", ".join(f"{name}::VARCHAR" for name in quoted)
            rows = table.project(texts).fetchall() if kept else []
            return list(table.columns), kept, rows
        except duckdb.Error as fault:
            problem = f"the Parquet file cannot be read ({type(fault).__name__})"
            raise AnswerCut(source, "body", problem) from None


def is_parquet(content: bytes) -> bool:
    """Tell whether bytes begin like a Parquet file.

    >>> is_parquet(b"PAR1..."), is_parquet(b"PK")
    (True, False)
    """
    return content.startswith(MAGIC)
