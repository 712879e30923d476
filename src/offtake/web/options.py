"""How a server is set up."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Options:
    """How a server is set up; `Options()` suits one person on one machine.

    `base_url` is where the world finds it, for previews and embedding; without it pages offer
    neither. `is_static` makes links between files instead of addresses. `misses_a_minute` is how
    many pages a client may ask for that are not ready yet, and `token` lets one ask without limit.
    Where `needs_token`, what costs more than a page is done for nobody without it. A text must
    come within `sending_seconds` and be read within `reading_seconds`.
    """

    base_url: str = ""
    is_static: bool = False
    misses_a_minute: int = 240
    token: str = ""
    needs_token: bool = False
    sending_seconds: float = 15.0
    reading_seconds: float = 30.0
    cache_bytes: int = 128_000_000
    refresh_seconds: float = 5.0
    now: Callable[[], datetime] = field(default=_now)
    clock: Callable[[], float] = field(default=monotonic)
