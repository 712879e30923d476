"""What a capture is: a file somebody saved of a publisher's figures, and what it says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from offtake.domain import Observation, Release, Snapshot
from offtake.store import QuarantinedRow


@dataclass(frozen=True, slots=True)
class Reading:
    """What one capture says: figures, and rows that break an identity with the reason."""

    observations: list[Observation]
    quarantined: list[QuarantinedRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Capture:
    """One captured file: where it lies, whose figures it holds, and when it was saved.

    `retrieved_at` is the latest moment the bytes can have been saved. The file itself is never
    shipped, only the figures in it, so its snapshot is not archived.
    """

    path: str
    source: str
    title: str
    request: str
    retrieved_at: datetime
    covers: tuple[date, date]
    read: Callable[[bytes, str], Reading]

    def load(self, shared: Path) -> tuple[Release, Reading]:
        """Return the release this capture is, and what it says."""
        content = (shared / self.path).read_bytes()
        digest = sha256(content).hexdigest()
        snapshot = Snapshot(
            sha256=digest,
            request=self.request,
            media_type="text/csv" if self.path.endswith(".csv") else "application/octet-stream",
            retrieved_at=self.retrieved_at,
            size_bytes=len(content),
            is_archived=False,
        )
        release = Release(self.source, self.title, snapshot, *self.covers)
        return release, self.read(content, digest)
