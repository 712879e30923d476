"""What the disk and the engines raise, said in the store's own errors."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from offtake.errors import StoreFull, StoreReadOnly

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_FULL_WORDS = ("no space left", "not enough space", "disk full", "quota exceeded")
_PRIMARY_CODE = 0xFF


@contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Run a block that writes, and name a full disk or a read-only folder as such.

    Raises:
        StoreFull: The disk is full.
        StoreReadOnly: The folder cannot be written to.
    """
    try:
        yield
    except (OSError, sqlite3.Error, duckdb.Error) as problem:
        if _is_full(problem):
            raise StoreFull(path) from problem
        if _is_read_only(problem):
            raise StoreReadOnly(path) from problem
        raise


def _is_full(problem: Exception) -> bool:
    if isinstance(problem, sqlite3.Error):
        return _sqlite_code(problem) == sqlite3.SQLITE_FULL
    if isinstance(problem, duckdb.Error):
        return any(words in str(problem).lower() for words in _FULL_WORDS)
    return isinstance(problem, OSError) and problem.errno in _FULL


def _is_read_only(problem: Exception) -> bool:
    if isinstance(problem, sqlite3.Error):
        return _sqlite_code(problem) == sqlite3.SQLITE_READONLY
    return isinstance(problem, OSError) and problem.errno in _READ_ONLY


def _sqlite_code(problem: sqlite3.Error) -> int:
    # Errors that the Python module raises by itself carry no code.
    return getattr(problem, "sqlite_errorcode", 0) & _PRIMARY_CODE
