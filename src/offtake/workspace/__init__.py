"""The one object a person opens: `Workspace.open(...)`."""

from offtake.workspace.accounts import Source
from offtake.workspace.supplies import page_client, web_client
from offtake.workspace.workspace import Board, PledgePage, Workspace, pledge_schema

__all__ = [
    "Board",
    "PledgePage",
    "Source",
    "Workspace",
    "page_client",
    "pledge_schema",
    "web_client",
]
