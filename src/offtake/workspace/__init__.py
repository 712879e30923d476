"""The one object a person opens: `Workspace.open(...)`."""

from offtake.workspace.answers import Board, Change, Changes, Dossier, GroupPage, PledgePage
from offtake.workspace.supplies import web_client
from offtake.workspace.tariffs import Surroundings, tariff_schema
from offtake.workspace.workspace import Workspace, pledge_schema

__all__ = [
    "Board",
    "Change",
    "Changes",
    "Dossier",
    "GroupPage",
    "PledgePage",
    "Surroundings",
    "Workspace",
    "pledge_schema",
    "tariff_schema",
    "web_client",
]
