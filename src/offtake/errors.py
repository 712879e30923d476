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
    |-- NetworkError                  bringing bytes from a publisher
    |   |-- AddressRefused            not https, a host no source declares, or a private address
    |   |-- KeyMissing                the source needs a key and none is set
    |   |-- ConnectionFailed          no connection, or it broke; tried again in vain
    |   |-- TlsFailed                 the certificate or the handshake is not in order
    |   |-- TimedOut                  no answer in time
    |   |-- StatusRefused             the publisher answered with an error status
    |   |-- BodyCut                   fewer bytes than announced, or they do not unpack
    |   `-- BodyTooLarge              more bytes than the cap, packed or unpacked
    |-- AnswerError                   bytes that came but are not what was asked for
    |   |-- AnswerIsNotData           a page or an error report under status 200
    |   |-- AnswerCut                 the document ends before it is whole
    |   |-- AnswerEmpty               nothing, where the calendar says there is something
    |   |-- AnswerAtCap               as many rows as the cap allows, so there may be more
    |   |-- FormatChanged             a column, unit or heading never seen before, or one missing
    |   |-- ReleaseSuspect            a check failed: the release is kept in quarantine
    |   `-- StaleRelease              nothing newer than the calendar promises
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


class NetworkError(OfftakeError, OSError):
    """Bringing bytes from a publisher failed."""


class AddressRefused(NetworkError):
    """An address offtake does not go to: not https, an undeclared host, or a private address."""

    def __init__(self, url: str, reason: str) -> None:
        self.url, self.reason = url, reason
        super().__init__(
            f"{url} is refused: {reason}; only https addresses of hosts that a source declares "
            f"are asked"
        )


class KeyMissing(NetworkError):
    """The source needs a key and none is set."""

    def __init__(self, key: str, signup: str) -> None:
        self.key, self.signup = key, signup
        super().__init__(
            f"no key {key!r}; get one at {signup} and set OFFTAKE_KEY_{key.upper()}, "
            f"or store it in your keyring under service 'offtake', name {key!r}"
        )


class ConnectionFailed(NetworkError):
    """No connection, or it broke; tried again in vain."""

    def __init__(self, url: str, tries: int, problem: str) -> None:
        self.url, self.tries, self.problem = url, tries, problem
        super().__init__(
            f"{url}: {problem} ({tries} tries); check the network, then fetch again: what was "
            f"brought before is kept"
        )


class TlsFailed(NetworkError):
    """The certificate or the handshake is not in order."""

    def __init__(self, url: str, problem: str) -> None:
        self.url, self.problem = url, problem
        super().__init__(f"{url}: {problem}; nothing was read: check the clock and the proxy")


class TimedOut(NetworkError):
    """No answer in time."""

    def __init__(self, url: str, seconds: float, tries: int) -> None:
        self.url, self.seconds, self.tries = url, seconds, tries
        super().__init__(
            f"{url}: no answer within {seconds:g} seconds ({tries} tries); fetch again later"
        )


class StatusRefused(NetworkError):
    """The publisher answered with an error status."""

    def __init__(self, url: str, status: int, tries: int) -> None:
        self.url, self.status, self.tries = url, status, tries
        super().__init__(
            f"{url}: answered {status} ({tries} tries); see the source's page for what it means "
            f"there, or fetch again later"
        )


class BodyCut(NetworkError):
    """Fewer bytes than announced, or they do not unpack."""

    def __init__(self, url: str, problem: str) -> None:
        self.url, self.problem = url, problem
        super().__init__(f"{url}: {problem}; nothing of it was kept: fetch again")


class BodyTooLarge(NetworkError):
    """More bytes than the cap, packed or unpacked."""

    def __init__(self, url: str, cap: int) -> None:
        self.url, self.cap = url, cap
        super().__init__(
            f"{url}: more than the {cap:,} bytes this source ever needs; nothing of it was kept"
        )


class AnswerError(OfftakeError, ValueError):
    """Bytes that came but are not what was asked for.

    `source` is the source's id and `where` the place in the bytes or the request.
    """

    def __init__(self, source: str, where: str, problem: str, remedy: str) -> None:
        self.source, self.where, self.problem = source, where, problem
        super().__init__(f"{source}: {where}: {problem}; {remedy}")


class AnswerIsNotData(AnswerError):
    """A page or an error report under status 200."""

    def __init__(self, source: str, where: str, problem: str) -> None:
        super().__init__(source, where, problem, "nothing was read: try again later")


class AnswerCut(AnswerError):
    """The document ends before it is whole."""

    def __init__(self, source: str, where: str, problem: str) -> None:
        super().__init__(source, where, problem, "nothing was read: fetch or export it again")


class AnswerEmpty(AnswerError):
    """Nothing, where the calendar says there is something."""

    def __init__(self, source: str, where: str, problem: str) -> None:
        super().__init__(source, where, problem, "this is not 'no data': try again later")


class AnswerAtCap(AnswerError):
    """As many rows as the cap allows, so there may be more."""

    def __init__(self, source: str, where: str, cap: int) -> None:
        self.cap = cap
        problem = f"{cap:,} rows, which is the cap, so some may be missing"
        super().__init__(source, where, problem, "ask for a shorter span")


class FormatChanged(AnswerError):
    """A column, unit or heading never seen before, or one missing."""

    def __init__(self, source: str, where: str, problem: str) -> None:
        super().__init__(
            source, where, problem, "nothing was read: the parser must learn the new form first"
        )


class ReleaseSuspect(AnswerError):
    """A check failed: the release is kept in quarantine, the log is unchanged."""

    def __init__(self, source: str, where: str, problem: str) -> None:
        super().__init__(source, where, problem, "see `offtake doctor --rows`")


class StaleRelease(AnswerError):
    """Nothing newer than the calendar promises, after the publisher's grace time."""

    def __init__(self, source: str, newest: date, due: date) -> None:
        self.newest, self.due = newest, due
        super().__init__(
            source,
            "freshness",
            f"the newest period is {newest}, though the one to {due} should be out",
            "an answer may be stale: look at the publisher's page before trusting it",
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
