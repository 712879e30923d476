"""The Frictionless data package that describes the files of a folder."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from offtake._version import __version__
from offtake.errors import FileExists
from offtake.report.exports.formats import Format
from offtake.report.exports.tables import Column, Kind, Table

PACKAGE = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_MAKER = "offtake"
_ABOUT = (
    "Follows a trade promise from the statement to the shipment. An answer is named by its as_of "
    "and its revision, and can be had again for ever."
)


def package_text(
    folder: Path, resource: Mapping[str, Any], sources: Iterable[Mapping[str, str]], *, force: bool
) -> str:
    """Return the descriptor of a folder with one resource added to those it has, or renewed.

    Raises:
        FileExists: The folder's descriptor was not written by offtake, and `force` is false.
    """
    held = _held(folder / PACKAGE, force=force)
    others = [one for one in held.get("resources", []) if one.get("path") != resource["path"]]
    known = {one["path"]: one for one in (*held.get("sources", []), *sources)}
    package = {
        "$schema": _PROFILE,
        "name": "offtake-export",
        "title": "Export of offtake",
        "description": _ABOUT,
        "generator": f"{_MAKER} {__version__}",
        "sources": [known[path] for path in sorted(known)],
        "resources": sorted([*others, resource], key=lambda one: str(one["path"])),
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def resource_of(table: Table, written: Path, *, path: str, format_: Format) -> dict[str, Any]:
    """Return the description of a table that was written to a file, with the file's hash."""
    content = written.read_bytes()
    about: dict[str, Any] = {
        "name": path.lower().replace("_", "-").replace(".", "-"),
        "path": path,
        "type": "table",
        "title": table.title,
        "description": " ".join((*table.notes, *format_.notes)),
        "format": format_.name,
        "mediatype": format_.media_type,
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
        "as_of": table.as_of.isoformat(),
        "revision": table.revision,
        "rows": len(table),
        "schema": {"fields": _fields(table.columns, format_), "missingValues": [""]},
    }
    if format_.name == "xlsx":
        about["dialect"] = {"sheetName": table.name}
    return about


def _fields(columns: Sequence[Column], format_: Format) -> list[dict[str, str]]:
    """Return the fields; an instant is text in Excel, which has no time zones."""
    kinds = {Kind.INSTANT: Kind.TEXT} if format_.name == "xlsx" else {}
    return [
        {"name": one.name, "type": kinds.get(one.kind, one.kind).value, "description": one.about}
        for one in columns
    ]


def _held(path: Path, *, force: bool) -> dict[str, Any]:
    """Return the descriptor a folder has, nothing where it has none of ours."""
    if not path.exists():
        return {}
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        held = None
    if isinstance(held, dict) and str(held.get("generator", "")).startswith(f"{_MAKER} "):
        return held
    if force:
        return {}
    raise FileExists(path, why="it describes other data, and was not written by offtake")
