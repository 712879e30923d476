"""Every error offtake raises on purpose, drawn as one tree.

    OfftakeError
    |-- VocabularyError               a word that does not mean what the caller thinks
    |   |-- UnitUnknown               no unit has this code
    |   |-- UnitMismatch              two units with no exact factor between them
    |   |-- PeriodInvalid             an empty or backward span, or a week not ending on a Thursday
    |   |-- InstantNaive              an instant without a time zone
    |   |-- SeriesKeyInvalid          an empty or unusable dimension
    |   `-- ObservationInvalid        value and status contradict each other
    |-- ReferenceTableError               a code or date the reference tables do not hold
    |   |-- CodeUnknown               a commodity or place code never seen before
    |   `-- SourceUnknown             no source has this id
    |-- StoreError                    the log of figures
    |   |-- StoreMissing              there is no store here
    |   |-- StoreExists               something is there already
    |   |-- StoreEmpty                no release has been appended yet
    |   |-- StoreReadOnly             the folder cannot be written to
    |   |-- StoreLocked               another process is writing
    |   |-- StoreTooNew               written by a newer offtake
    |   |-- StoreDamaged              a file is missing or does not match its checksum
    |   |-- StoreFull                 the disk is full
    |   |-- ReleaseInvalid            a release that contradicts itself, or its own bytes
    |   |-- VintageUnknown            as-of before the first figure
    |   |-- AsOfAfterLastLook         as-of later than anyone looked
    |   `-- RevisionUnknown           no such revision
    |-- PledgeError                   the register
    |   |-- PledgeFileInvalid         a register file breaks the schema
    |   |-- PledgeUnknown             no pledge has this id
    |   `-- ReadingUnknown            no reading has this id
    `-- UsageError                    a command or call asked for something impossible
        `-- AsOfInvalid               not a date

Catch `OfftakeError` to catch them all. Each keeps its facts as attributes and ends with what to do.
"""

from collections.abc import Sequence
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path


class OfftakeError(Exception):
    """Base of every error raised on purpose."""


class VocabularyError(OfftakeError, ValueError):
    """A word that does not mean what the caller thinks."""


class UnitUnknown(VocabularyError):
    """No unit has this code."""

    def __init__(self, code: str, known: Sequence[str]) -> None:
        self.code, self.known = code, tuple(known)
        super().__init__(f"unknown unit {code!r}; use one of {', '.join(known)}")


class UnitMismatch(VocabularyError):
    """Two units with no exact factor between them."""

    def __init__(self, have: str, want: str) -> None:
        self.have, self.want = have, want
        super().__init__(
            f"{have} and {want} have no exact factor between them; "
            f"convert one explicitly first (bushels need the crop, dollars a stated price)"
        )


class PeriodInvalid(VocabularyError):
    """An empty or backward span, or a reporting week that does not end on a Thursday."""

    def __init__(self, start: date, end: date, message: str = "") -> None:
        self.start, self.end = start, end
        super().__init__(
            message or f"a period from {start} to {end} is empty; give an end after its start"
        )

    @classmethod
    def not_a_thursday(cls, day: date) -> "PeriodInvalid":
        """Return the error for a reporting week named by another weekday."""
        return cls(
            day, day, f"{day} is a {day:%A}; reporting weeks are named by the Thursday they end on"
        )


class InstantNaive(VocabularyError):
    """An instant without a time zone."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant
        super().__init__(f"{instant.isoformat()} has no time zone; give it one, e.g. UTC")


class SeriesKeyInvalid(VocabularyError):
    """An empty or unusable dimension of a series key."""

    def __init__(self, dimension: str, text: str) -> None:
        self.dimension, self.text = dimension, text
        super().__init__(f"series dimension {dimension} is {text!r}; give text without a full stop")


class ObservationInvalid(VocabularyError):
    """Value and status of an observation contradict each other."""

    def __init__(self, key: str, period: str, status: str, message: str = "") -> None:
        self.key, self.period, self.status = key, period, status
        super().__init__(
            message
            or f"{key} {period}: status {status} and the presence of a value contradict each "
            "other; a missing or withdrawn figure has none, any other has one"
        )

    @classmethod
    def no_reason(cls, key: str, period: str, status: str) -> "ObservationInvalid":
        """Return the error for a gap that does not say why."""
        return cls(key, period, status, f"{key} {period}: a gap needs its reason as `note`")


class ReferenceTableError(OfftakeError, LookupError):
    """A code or date the reference tables do not hold."""


class CodeUnknown(ReferenceTableError):
    """A commodity or place code never seen before: guessing is not reading."""

    def __init__(self, kind: str, system: str, code: str, known: Sequence[str] = ()) -> None:
        self.kind, self.system, self.code = kind, system, code
        near = _near(code, known)
        super().__init__(
            f"{kind} {code!r} of system {system!r} is not in the crosswalk{near}; check the "
            f"publisher's code list, then add it to offtake/reference"
        )


class SourceUnknown(ReferenceTableError):
    """No source has this id."""

    def __init__(self, source_id: str, known: Sequence[str]) -> None:
        self.source_id = source_id
        super().__init__(f"no source {source_id!r}; known: {', '.join(known)}")


class StoreError(OfftakeError):
    """Something about the log of figures."""


class StoreMissing(StoreError, FileNotFoundError):
    """There is no store here."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"no store at {path}; create one with Store.create(path)")


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


class PledgeError(OfftakeError):
    """Something about the register of pledges."""


class PledgeFileInvalid(PledgeError, ValueError):
    """A register file breaks the schema.

    `problems` are lines of text, each naming file, line and remedy.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class PledgeUnknown(PledgeError, LookupError):
    """No pledge has this id."""

    def __init__(self, pledge_id: str, known: Sequence[str]) -> None:
        self.pledge_id, self.near = pledge_id, tuple(get_close_matches(pledge_id, known, n=3))
        super().__init__(
            f"no pledge {pledge_id!r}{_near(pledge_id, known)}; "
            f"`offtake pledges` lists those in the register"
        )


class ReadingUnknown(PledgeError, LookupError):
    """No reading of the pledge has this id."""

    def __init__(self, pledge_id: str, reading_id: str, known: Sequence[str]) -> None:
        self.pledge_id, self.reading_id, self.known = pledge_id, reading_id, tuple(known)
        super().__init__(
            f"pledge {pledge_id!r} has no reading {reading_id!r}; it has {', '.join(known)}"
        )


class UsageError(OfftakeError, ValueError):
    """A command or call asked for something impossible."""


class AsOfInvalid(UsageError):
    """Not a date."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{text!r} is not a date; write it as 2026-01-20")


def _near(text: str, known: Sequence[str]) -> str:
    near = get_close_matches(text, known, n=3, cutoff=0.5)
    return f" (did you mean {' or '.join(near)}?)" if near else ""
