"""The one object a person opens: `Workspace.open(...)`."""

from offtake.report.releases import NextRelease, next_releases
from offtake.workspace.supplies import web_client
from offtake.workspace.tables import sources_of
from offtake.workspace.tariffs import Surroundings, tariff_schema
from offtake.workspace.workspace import Board, GroupPage, PledgePage, Workspace, pledge_schema

__all__ = [
    "Board",
    "GroupPage",
    "NextRelease",
    "PledgePage",
    "Surroundings",
    "Workspace",
    "next_releases",
    "pledge_schema",
    "sources_of",
    "tariff_schema",
    "web_client",
]
