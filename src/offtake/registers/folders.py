"""The files of a register: those shipped with a package, and a person's own."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from offtake.registers.marked_yaml import MAX_BYTES


def register_of(package: str) -> Traversable:
    """Return the folder of register files that a package ships."""
    return files(package).joinpath("register")


def shipped(package: str) -> list[tuple[str, bytes]]:
    """Return name and content of each register file that a package ships, by name.

    >>> [name for name, _ in shipped("offtake.tariffs") if name.startswith("us-section-122")]
    ['us-section-122-2026.yaml']
    """
    entries = sorted(register_of(package).iterdir(), key=lambda entry: entry.name)
    return [(entry.name, entry.read_bytes()) for entry in entries if entry.name.endswith(".yaml")]


def files_of(folder: Path | None) -> list[tuple[str, bytes]]:
    """Return path and content of each register file in a person's folder; none without one."""
    if folder is None or not folder.is_dir():
        return []
    paths = (path for path in sorted(folder.glob("*.y*ml")) if path.is_file())
    return [(str(path), content_of(path)) for path in paths]


def content_of(path: Path) -> bytes:
    """Return a file's bytes, no more than it takes to see that it is too large."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
