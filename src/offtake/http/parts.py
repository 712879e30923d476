"""A download that can be continued: the part that has come, and which version it is a part of."""

import hashlib
import json
import re
from pathlib import Path

from offtake.errors import BodyCut
from offtake.http.calls import Answer
from offtake.http.troubles import Trouble

PARTIAL = 206
SPAN = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


class Part:
    """A file that grows while a body comes, beside a note of the version it belongs to.

    The note holds the ETag, and a hash of the address since addresses can hold what nobody may
    read. Only a strong ETag promises equal bytes (RFC 9110, 8.8.1): without one a download starts
    again from nothing.
    """

    def __init__(self, path: Path, *, url: str, shown: str) -> None:
        self._path, self._shown = path, shown
        self._note = path.with_name(f"{path.name}.version")
        self._address = hashlib.sha256(url.encode()).hexdigest()

    @property
    def held(self) -> int:
        """How many bytes have come."""
        return self._path.stat().st_size if self._path.exists() else 0

    def headers(self) -> dict[str, str]:
        """Return the headers that ask for the rest, or none where there is nothing to continue."""
        etag = self._version()
        if not (etag and self.held):
            return {}
        return {"Range": f"bytes={self.held}-", "If-Range": etag}

    def begin(self, answer: Answer) -> int:
        """Prepare for what an answer brings, and return how many bytes it goes on from.

        Raises:
            Trouble: It brings another stretch than the one asked for.
        """
        if answer.status == PARTIAL:
            return self._go_on(answer)
        self.discard()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch()
        etag, packing = answer.header("etag"), answer.header("content-encoding")
        if etag.startswith('"') and packing in {"", "identity"}:
            note = {"address": self._address, "etag": etag}
            self._note.write_text(json.dumps(note), encoding="utf-8")
        return 0

    def write(self, piece: bytes, /) -> None:
        """Keep a piece, so that it is there if the next does not come."""
        with self._path.open("ab") as file:
            file.write(piece)

    def finish(self) -> bytes:
        """Return the whole, and remove the part."""
        content = self._path.read_bytes()
        self.discard()
        return content

    def discard(self) -> None:
        """Remove what was kept, the note first, so that no part is ever taken for another's."""
        self._note.unlink(missing_ok=True)
        self._path.unlink(missing_ok=True)

    def _version(self) -> str:
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return ""
        is_ours = isinstance(note, dict) and note.get("address") == self._address
        return str(note.get("etag", "")) if is_ours else ""

    def _go_on(self, answer: Answer) -> int:
        held, span = self.held, SPAN.fullmatch(answer.header("content-range").strip())
        first, last, total = (int(one) for one in span.groups()) if span else (0, 0, 0)
        is_same = answer.header("etag") in {"", self._version()}
        is_rest = (first, last + 1) == (held, total) and held > 0
        if is_rest and is_same and answer.header("content-encoding") in {"", "identity"}:
            return held
        self.discard()
        problem = "it brings another stretch than the one asked for"
        raise Trouble(lambda _: BodyCut(self._shown, problem), is_transient=True)
