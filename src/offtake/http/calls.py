"""One request ready to be sent, and the answer of which the headers have come."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, ready to be sent.

    `shown` is the address as errors may show it, and `hide` makes other texts fit to be shown.
    `places` are the addresses and ports that may be dialled; where a `proxy` is named, it is
    dialled instead, and looks the name up itself: no address of the host has been checked. A call
    with a `body` posts it.
    """

    url: str = field(repr=False)
    shown: str
    hide: Callable[[str], str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    places: Sequence[tuple[str, int]]
    proxy: str = field(repr=False)
    body: bytes | None = field(default=None, repr=False)


class Answer(Protocol):
    """An answer of which the headers have come and the body has not."""

    status: int

    def header(self, name: str) -> str:
        """Return a header as sent, or nothing."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """Yield the body as it comes, packed as it is, at most 64 KiB at a time."""
        ...
