"""Statements as linked data in a file: schema.org claims and W3C Web Annotations."""

from collections.abc import Iterable
from pathlib import Path

from offtake.evidence.retold import Said
from offtake.report.exports.writing import write_bytes
from offtake.report.files import json_text
from offtake.report.sayings import linked_data


def write_linked(sayings: Iterable[Said], path: Path, *, force: bool = False) -> Path:
    """Write statements as JSON-LD, whole or not at all, and return the file.

    Raises:
        FileExists: It is there already, and `force` is false.
        OSError: The folder cannot be written to.
    """
    graph = [part for one in sayings for part in linked_data(one)]
    return write_bytes(path, json_text(graph).encode(), force=force)
