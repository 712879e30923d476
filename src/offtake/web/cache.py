"""Answers that are ready: bytes by address and edition, up to a number of bytes."""

import gzip
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from itertools import islice
from urllib.parse import quote

_WORTH_PACKING = 1000


@dataclass
class Answer:
    """A response as it was made: its body also packed, the tag that names it, when it changed.

    What was read out of a text that somebody sent `is_private`: nothing on the way keeps it.
    """

    status: int
    media_type: str
    body: bytes
    revision: int
    headers: tuple[tuple[bytes, bytes], ...] = field(default=())
    is_private: bool = False
    changed_at: datetime | None = None

    @cached_property
    def etag(self) -> bytes:
        """The tag: the revision and a digest of the body, which tells of the as-of too."""
        return f'"{self.revision}-{sha256(self.body).hexdigest()[:20]}"'.encode()

    @cached_property
    def packed(self) -> bytes | None:
        """The body by gzip, none where that is not worth it."""
        is_text = not self.media_type.startswith(("image/png", "application/pdf"))
        if not is_text or len(self.body) < _WORTH_PACKING:
            return None
        return gzip.compress(self.body, 5, mtime=0)

    @property
    def size(self) -> int:
        """How much room it takes."""
        return len(self.body) + len(self.packed or b"") + 500


class Cache:
    """Answers by key, up to a number of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._held = most_bytes, 0
        self._answers: OrderedDict[tuple[object, ...], Answer] = OrderedDict()

    def get(self, key: tuple[object, ...]) -> Answer | None:
        """Return the answer that is ready, or none."""
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def put(self, key: tuple[object, ...], answer: Answer) -> None:
        """Keep an answer, dropping those not asked for longest where there is no room."""
        if answer.size > self._most // 4 or key in self._answers:
            return
        self._answers[key] = answer
        self._held += answer.size
        while self._held > self._most:
            _, dropped = self._answers.popitem(last=False)
            self._held -= dropped.size

    def newest(self, serial: object, *, most: int) -> list[str]:
        """Return the addresses of the answers of an edition that were asked for last."""
        keys = (key for key in reversed(self._answers) if key[0] == serial)
        asked = ((quote(str(path)), query) for _, path, query, *_ in islice(keys, most))
        return [f"{path}?{query}" if query else path for path, query in asked]
