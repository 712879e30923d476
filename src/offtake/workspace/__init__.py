"""The one object a person opens: `Workspace.open(...)`."""

from offtake.report.releases import NextRelease, next_releases
from offtake.workspace.answers import Board, Change, Changes, Dossier, GroupPage, PledgePage
from offtake.workspace.briefs import brief
from offtake.workspace.supplies import web_client
from offtake.workspace.tables import sources_of
from offtake.workspace.tariffs import Surroundings, tariff_schema
from offtake.workspace.workspace import Workspace, pledge_schema

__all__ = [
    "Board",
    "Change",
    "Changes",
    "Dossier",
    "GroupPage",
    "NextRelease",
    "PledgePage",
    "Surroundings",
    "Workspace",
    "brief",
    "next_releases",
    "pledge_schema",
    "sources_of",
    "tariff_schema",
    "web_client",
]
