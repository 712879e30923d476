"""The terms on which publishers are asked, and what comes back."""

from dataclasses import dataclass, field
from datetime import datetime

MEBIBYTE = 1024 * 1024
UNCHANGED = 304
NOTHING = 204


@dataclass(frozen=True, slots=True)
class HostRules:
    """How one host may be asked.

    `min_interval_s` lies between the starts of two requests, `max_concurrent` is how many run at
    once. `is_private_allowed` lets the host's name stand for an address of a private network, which
    is for tests and for a mirror of one's own.
    """

    min_interval_s: float = 1.0
    max_concurrent: int = 2
    is_private_allowed: bool = False


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, and how often to ask again.

    `connect_s` and `read_s` are the longest silences while connecting and while reading.
    `answer_s` is the longest one answer may take, from dialling to the last byte. The wait before
    try n+1 is drawn evenly between nothing and `backoff_s` doubled n-1 times, at most
    `backoff_cap_s`, unless the publisher says how long to wait, which is kept to up to
    `retry_after_cap_s`.
    """

    tries: int = 5
    redirects: int = 5
    connect_s: float = 15.0
    read_s: float = 60.0
    answer_s: float = 900.0
    backoff_s: float = 1.0
    backoff_cap_s: float = 60.0
    retry_after_cap_s: float = 300.0


@dataclass(frozen=True, slots=True)
class KeyHeader:
    """Which key a publisher wants (`fas`), in which header, and where a person gets one.

    Where the publisher reads keys from the address only, `header` is empty and `field` names the
    query field; it is sent to the first address asked and to none it redirects to.
    """

    name: str
    header: str
    signup: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a publisher answered.

    `status` is 200, 204 where the publisher says that it has nothing to show, or 304 where it says
    that what is held is still what it serves; `content` is unpacked, and empty after 204 and 304.
    `media_type` is the header as sent, parameters and all. `url` is where the redirects ended.
    `retrieved_at` is when the last byte came.
    """

    content: bytes = field(repr=False)
    status: int
    media_type: str
    etag: str
    last_modified: str
    retrieved_at: datetime
    url: str

    @property
    def is_unchanged(self) -> bool:
        """Whether the publisher says that nothing changed since the validators given."""
        return self.status == UNCHANGED

    @property
    def has_nothing(self) -> bool:
        """Whether the publisher says that it holds nothing of what was asked for."""
        return self.status == NOTHING

    @property
    def bare_media_type(self) -> str:
        """The media type in small letters without its parameters: `application/json`."""
        return self.media_type.partition(";")[0].strip().lower()
