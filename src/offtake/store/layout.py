"""The folders of a new store."""

from pathlib import Path

from offtake.store import manifest
from offtake.store.files import FOLDERS, sync_folder


def lay_out(root: Path) -> None:
    """Make the folders and the empty manifest of a store, kept on disk when it returns."""
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True)
    manifest.create(root)
    for name in FOLDERS:
        sync_folder(root / name)
    sync_folder(root)
