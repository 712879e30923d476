"""Files written so that a crash leaves the whole file or none."""

import hashlib
import os
import sys
from pathlib import Path

MANIFEST = "manifest.sqlite"
LOCK = "write.lock"
LOG = "log"
INTERVALS = "intervals"
ARCHIVE = "archive"
FOLDERS = (LOG, INTERVALS, ARCHIVE)

_UNFINISHED = ".unfinished"


def unfinished(path: Path) -> Path:
    """Return the name a file has while it is being written."""
    return path.with_name(path.name + _UNFINISHED)


def publish(written: Path, name: Path) -> None:
    """Give a finished file its name, durably: contents first, then the name."""
    with written.open("rb+") as handle:
        os.fsync(handle.fileno())
    written.replace(name)
    sync_folder(name.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; a no-op where folders cannot be opened."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file, as hexadecimal text."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def sweep(root: Path, listed: frozenset[str]) -> None:
    """Remove Parquet files that the manifest does not list: the remains of a broken write.

    Only the holder of the writer's lock may call this.
    """
    for folder in (LOG, INTERVALS):
        for path in (root / folder).iterdir():
            if f"{folder}/{path.name}" not in listed:
                path.unlink(missing_ok=True)
