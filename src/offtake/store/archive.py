"""The bytes as served, kept under their own sha256."""

import gzip
import hashlib
import zlib
from pathlib import Path

from offtake.errors import StoreDamaged
from offtake.store.files import ARCHIVE, publish, unfinished

_LEVEL = 4  # a sixteenth of the time that level 9 takes on certificates, for an eighth more room
_REMEDY = "restore it from a copy of the store, or fetch the release again"


def archived_path(root: Path, sha256: str) -> Path:
    """Return where bytes with this sha256 are kept."""
    return root / ARCHIVE / sha256[:2] / f"{sha256}.gz"


def keep(root: Path, sha256: str, content: bytes) -> Path | None:
    """Archive bytes, and return the new file, or none where they were archived before."""
    path = archived_path(root, sha256)
    if path.exists():
        return None
    path.parent.mkdir(exist_ok=True)
    try:
        # Time zero and no name: the same bytes give the same file.
        with (
            unfinished(path).open("wb") as file,
            gzip.GzipFile("", "wb", compresslevel=_LEVEL, fileobj=file, mtime=0) as packed,
        ):
            packed.write(content)
        publish(unfinished(path), path)
    except OSError:
        unfinished(path).unlink(missing_ok=True)
        raise
    return path


def recall(root: Path, sha256: str) -> bytes:
    """Return archived bytes.

    Raises:
        StoreDamaged: They are missing or no longer what they were.
    """
    path = archived_path(root, sha256)
    try:
        content = gzip.decompress(path.read_bytes())
    except FileNotFoundError:
        raise StoreDamaged(path, "the archived file is missing", _REMEDY) from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise StoreDamaged(path, "the archived file cannot be unpacked", _REMEDY) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise StoreDamaged(path, "the archived file does not match its name", _REMEDY)
    return content
