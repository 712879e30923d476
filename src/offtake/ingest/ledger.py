"""What is remembered between two fetches: what publishers said, and when all was last asked for."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Validators:
    """What to send so that a publisher may say "nothing changed", and the bytes that means."""

    etag: str
    last_modified: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """A fetch in which every request of a source's plan brought what it should.

    `address` and `sha256` are of the answer that tells of the others; `since` is the first day the
    plan was for.
    """

    address: str
    sha256: str
    since: date
    at: datetime


class Ledger:
    """Validators by address and sweeps by source, in a small file that is whole or not there.

    A file of another form is taken for none: everything is asked for once more.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        self._held = {url: Validators(**one) for url, one in found.get("addresses", {}).items()}
        self._sweeps = {
            source: Sweep(
                address=one["address"],
                sha256=one["sha256"],
                since=date.fromisoformat(one["since"]),
                at=datetime.fromisoformat(one["at"]),
            )
            for source, one in found.get("sweeps", {}).items()
        }

    def part(self, url: str) -> Path:
        """Return the file, beside the ledger, for what has come of an answer that broke off."""
        name = hashlib.sha256(url.encode()).hexdigest()
        return self._path.parent / "parts" / name

    def get(self, url: str) -> Validators | None:
        """Return the validators of the last good answer of an address."""
        return self._held.get(url)

    def put(self, url: str, validators: Validators) -> None:
        """Keep the validators of an answer that was taken."""
        self._held[url] = validators
        self._write()

    def sweep(self, source: str) -> Sweep | None:
        """Return the last sweep of a source."""
        return self._sweeps.get(source)

    def put_sweep(self, source: str, sweep: Sweep) -> None:
        """Keep the sweep of a source."""
        self._sweeps[source] = sweep
        self._write()

    def _write(self) -> None:
        data = {
            "addresses": {url: asdict(one) for url, one in sorted(self._held.items())},
            "sweeps": {
                source: asdict(one) | {"since": str(one.since), "at": one.at.isoformat()}
                for source, one in sorted(self._sweeps.items())
            },
        }
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        part.replace(self._path)
