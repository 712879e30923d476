"""The one object a person opens: `Workspace.open(...)`."""

from offtake.workspace.accounts import Source
from offtake.workspace.many import WORTH_TWO, Unread, read_many
from offtake.workspace.supplies import page_client, web_client
from offtake.workspace.workspace import Board, PledgePage, Workspace, pledge_schema

__all__ = [
    "WORTH_TWO",
    "Board",
    "PledgePage",
    "Source",
    "Unread",
    "Workspace",
    "page_client",
    "pledge_schema",
    "read_many",
    "web_client",
]
