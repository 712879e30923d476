"""Errors of the log of figures."""

from datetime import date
from pathlib import Path

from offtake.errors.base import OfftakeError


class StoreError(OfftakeError):
    """Something about the log of figures."""


class StoreMissing(StoreError, FileNotFoundError):
    """There is no store here."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"no store at {path}; name the folder of a store (the first `offtake fetch` makes one, "
            f"Store.create(path) an empty one)"
        )


class StoreExists(StoreError, FileExistsError):
    """Something is there already."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} is not empty; open it with Store.open(path) or name a new folder")


class StoreEmpty(StoreError, LookupError):
    """No release with a figure has been appended yet, so there is nothing to ask."""

    def __init__(self, path: Path, source: str | None = None) -> None:
        self.path, self.source = path, source
        whose = f" of source {source!r}" if source else ""
        super().__init__(f"the store at {path} holds no figures{whose} yet; append a release first")


class StoreReadOnly(StoreError, PermissionError):
    """The folder cannot be written to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"cannot write to the store at {path}; "
            f"copy it to a folder of yours, or make it writable"
        )


class StoreLocked(StoreError):
    """Another process is writing."""

    def __init__(self, path: Path, holder: str) -> None:
        self.path, self.holder = path, holder
        super().__init__(
            f"{path} is being written by {holder}; wait for it to finish, reading goes on meanwhile"
        )


class StoreTooNew(StoreError):
    """Written by a newer offtake."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        self.path, self.found, self.known = path, found, known
        super().__init__(
            f"{path} has store schema {found}, this offtake knows up to {known}; "
            f"install a newer offtake"
        )


class StoreDamaged(StoreError):
    """A file of the store is missing or does not match its checksum."""

    def __init__(self, path: Path, problem: str, remedy: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path}: {problem}; {remedy}")


class StoreFull(StoreError, OSError):
    """The disk is full; nothing of the release was kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"no space left while writing to {path}; the store is as it was before: "
            f"free some space and append the release again"
        )


class ReleaseInvalid(StoreError, ValueError):
    """A release that contradicts itself, or its own bytes; nothing of it was kept."""

    def __init__(self, title: str, place: str, problem: str) -> None:
        self.title, self.place, self.problem = title, place, problem
        super().__init__(
            f"{title}: {place}: {problem}; nothing was kept: mend what parses this release"
        )


class VintageUnknown(StoreError, LookupError):
    """Nobody was watching at the moment asked for."""

    def __init__(self, asked: date, first: date) -> None:
        self.asked, self.first = asked, first
        super().__init__(
            f"the first vintage held is of {first}, so nothing is known as of {asked}; "
            f"ask for {first} or later"
        )


class AsOfAfterLastLook(StoreError, LookupError):
    """As-of later than anyone looked: what was published since is not known."""

    def __init__(self, asked: date, last: date) -> None:
        self.asked, self.last = asked, last
        super().__init__(
            f"the sources were last looked at on {last}, so what was known on {asked} cannot be "
            f"said; ask for {last} or earlier, or bring newer releases"
        )


class RevisionUnknown(StoreError, LookupError):
    """No such revision of the store."""

    def __init__(self, asked: int, newest: int) -> None:
        self.asked, self.newest = asked, newest
        super().__init__(f"no revision {asked}; the store has revisions 1 to {newest}")
