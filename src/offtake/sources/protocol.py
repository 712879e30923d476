"""What a source must be able to do: say what to ask for, and say what bytes mean.

Parsing is a function of bytes alone: no clock, no network, no store. A mended parser can therefore
read ten years of archive again in one command.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol, runtime_checkable

from offtake.domain import Observation, Snapshot


class Tells(StrEnum):
    """What the answer to one request says of the answers to the others of its plan."""

    NOTHING = "nothing"
    INDEX = "index"
    """It lists what is out: where it is unchanged nothing is new, and the others must reach it."""
    NEWEST = "newest"
    """It is the newest part: the older ones hardly change while it stands still."""


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to ask a publisher for.

    `key` names the key the publisher wants (`fas`), sent in the header `key_header` or, where the
    publisher reads it from the address only, in the query field `key_field`; empty where none is
    needed. `media_types` are the kinds of answer that can be data; anything else is not.
    `covers_start` to `covers_end` (the last day) are the periods the answer claims to cover.
    At most one request of a plan `tells` of the others. One that `may_be_absent` is of something
    that need not exist, such as a reissue: that there is none is then an answer. An answer that
    `is_large` is gone on with where it broke off, for which it must come unpacked.
    """

    source: str
    url: str
    title: str
    media_types: tuple[str, ...]
    covers_start: date
    covers_end: date
    max_bytes: int = 64 * 1024 * 1024
    key: str = ""
    key_header: str = ""
    key_field: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    tells: Tells = Tells.NOTHING
    may_be_absent: bool = False
    is_large: bool = False


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that breaks an identity: kept in quarantine with its reason, not counted."""

    locator: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What some bytes say.

    `observations` are a tuple where they are few, and `Observations`, which are columns that equal
    such a tuple, where a source can have hundreds of thousands. `rows` is how many rows the
    publisher printed, `newest` the last day of the newest period among them; both serve the checks
    of ingest.
    """

    observations: Sequence[Observation]
    refused: tuple[RefusedRow, ...]
    rows: int
    newest: date | None


class Source(Protocol):
    """One publisher's product: a registry row, a plan, a parser."""

    id: str

    def plan(self, since: date, until: date) -> Iterable[Request]:
        """Return what to ask for so as to hold every period between two days."""
        ...

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return what the bytes of a snapshot say.

        Raises:
            AnswerError: They are not what this source serves.
            CodeUnknown: They hold a commodity or place code never seen before.
        """
        ...


@runtime_checkable
class Following(Protocol):
    """A source some of whose answers name further addresses to ask."""

    def follow(
        self, request: Request, content: bytes, since: date, until: date
    ) -> Iterable[Request]:
        """Return what the answer to a request says to ask next; nothing for most."""
        ...
