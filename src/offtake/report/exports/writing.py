"""A table to a file with its data package beside it: whole, or not there."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from offtake.errors import FileExists, FormatUnknown
from offtake.report.exports.formats import FORMATS
from offtake.report.exports.packages import PACKAGE, package_text, resource_of
from offtake.report.exports.tables import Table


def write_export(
    table: Table, path: Path, *, sources: Iterable[Mapping[str, str]] = (), force: bool = False
) -> list[Path]:
    """Write a table in the format its file's name ends in, and return what was written.

    `datapackage.json` in the same folder describes it; other exports described there stay. Each
    file is written beside its place and moved there, so a reader never sees half of one. `sources`
    are the publishers to credit, each with `title` and `path`.

    Raises:
        FormatUnknown: The name ends in no format that can be written.
        FileExists: A file is there already, and `force` is false.
        TooLargeForFormat: The format cannot hold so much.
        ExtraMissing: The format needs a part that is not installed.
        OSError: The folder cannot be written to.
    """
    format_ = FORMATS.get(path.suffix.lstrip(".").lower())
    if format_ is None:
        raise FormatUnknown(path, [f".{one}" for one in FORMATS])
    refuse_existing(path, force=force)
    path.parent.mkdir(parents=True, exist_ok=True)
    part, package = _part(path), path.with_name(PACKAGE)
    try:
        format_.write(part, table)
        resource = resource_of(table, part, path=path.name, format_=format_)
        text = package_text(path.parent, resource, sources, force=force)
        _part(package).write_text(text, encoding="utf-8")
        return [part.replace(path), _part(package).replace(package)]
    finally:
        part.unlink(missing_ok=True)
        _part(package).unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes, *, force: bool = False) -> Path:
    """Write a file that is whole or not there, and return its path.

    Raises:
        FileExists: It is there already, and `force` is false.
        OSError: The folder cannot be written to.
    """
    refuse_existing(path, force=force)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _part(path)
    try:
        part.write_bytes(content)
        return part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def refuse_existing(path: Path, *, force: bool) -> None:
    """Refuse a file that would be lost.

    Raises:
        FileExists: It is there already, and `force` is false.
    """
    if path.exists() and not force:
        raise FileExists(path)


def _part(path: Path) -> Path:
    """Return the name of a file while it is written; one a process, so that two do not meet."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")
