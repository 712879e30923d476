"""Between which instants the store can be asked, by what it knew at a revision."""

import sqlite3
from datetime import date, datetime
from pathlib import Path

from offtake.domain import WASHINGTON, end_of_day_in_washington
from offtake.errors import (
    AsOfAfterLastLook,
    InstantNaive,
    RevisionUnknown,
    StoreEmpty,
    VintageUnknown,
)
from offtake.store import catalogue


def check_revision(asked: int | None, *, newest: int) -> int:
    """Return the revision asked for, by default the newest.

    Raises:
        RevisionUnknown: There is no such revision.
    """
    if asked is None:
        return newest
    if not 1 <= asked <= newest:
        raise RevisionUnknown(asked, newest)
    return asked


def check_as_of(
    connection: sqlite3.Connection, root: Path, *, as_of: datetime, revision: int
) -> None:
    """Refuse a moment at which nobody was looking.

    Raises:
        InstantNaive: The moment has no time zone.
        VintageUnknown: It is before the first vintage.
        AsOfAfterLastLook: It is on a later day, in Washington, than the last look.
        StoreEmpty: There is no figure at all.
    """
    if as_of.tzinfo is None:
        raise InstantNaive(as_of)
    first = first_vintage(connection, root, revision=revision)
    last = last_look(connection, root, revision=revision)
    if as_of < first:
        raise VintageUnknown(_day(as_of), _day(first))
    if as_of > end_of_day_in_washington(_day(last)):
        raise AsOfAfterLastLook(_day(as_of), _day(last))


def first_vintage(connection: sqlite3.Connection, root: Path, *, revision: int) -> datetime:
    """Return the earliest vintage logged up to a revision.

    Raises:
        StoreEmpty: There is no figure at all.
    """
    first = catalogue.first_known(connection, until=revision)
    if first is None:
        raise StoreEmpty(root)
    return first


def last_look(
    connection: sqlite3.Connection, root: Path, *, revision: int, source: str | None = None
) -> datetime:
    """Return when a source, or any, was last looked at.

    Raises:
        StoreEmpty: It never was.
    """
    last = catalogue.last_look(connection, until=revision, source=source)
    if last is None:
        raise StoreEmpty(root, source)
    return last


def _day(instant: datetime) -> date:
    return instant.astimezone(WASHINGTON).date()
