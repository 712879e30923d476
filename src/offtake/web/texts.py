"""Texts that were sent, as the rules read them: for the forms and for programs."""

from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import Request

from offtake.errors import RequestRefused
from offtake.evidence import Told
from offtake.report.accounts import comparison_data
from offtake.report.html.reader_page import drift_rows
from offtake.web.asking import edition_of
from offtake.workspace import Source

NAME_LENGTH = 80
"""How many letters the name of a text may have."""


def read_sent_text(request: Request, text: str, *, name: str, on: date | None) -> Told:
    """Return a text as the rules read it.

    Raises:
        RequestRefused: It holds half a character.
        TextUnreadable: It is none that can be read.
        ExtraMissing: It is a page, and what takes pages apart is not installed.
    """
    try:
        content = text.encode()
    except UnicodeEncodeError:
        raise RequestRefused(400, f"{name} holds half a character", "send whole ones") from None
    source = Source(
        name=name, content=content, media_type="text/plain; charset=utf-8", published_on=on
    )
    told = edition_of(request).workspace.read_alone(source)
    kept = (note for note in told.notes if "--published-on" not in note)  # a command's option
    return replace(told, notes=tuple(kept))


def compared(request: Request, first: Told, second: Told) -> dict[str, Any]:
    """Return two texts side by side, and what the second changes against the first, as data."""
    workspace = edition_of(request).workspace
    drifts = workspace.changed(first, second)
    return {
        **comparison_data(workspace.compare(first, second)),
        "drift": drift_rows(drifts),
    }
