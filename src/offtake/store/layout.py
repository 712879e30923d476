"""The folders of a new store."""

import tempfile
from pathlib import Path

from offtake.store import manifest
from offtake.store.files import FOLDERS, sync_folder


def lay_out_at_once(path: Path) -> None:
    """Make a new store where nothing is, or an empty folder: all of it at once or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=f".{path.name}-", dir=path.parent, ignore_cleanup_errors=True
    ) as folder:
        _lay_out(Path(folder) / path.name)
        if path.exists():
            path.rmdir()
        (Path(folder) / path.name).rename(path)
    sync_folder(path.parent)


def _lay_out(root: Path) -> None:
    """Make the folders and the empty manifest of a store, kept on disk when it returns."""
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True)
    manifest.create(root)
    for name in FOLDERS:
        sync_folder(root / name)
    sync_folder(root)
