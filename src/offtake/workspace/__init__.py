"""The one object a person opens: `Workspace.open(...)`."""

from offtake.report.releases import NextRelease, next_releases
from offtake.workspace.accounts import Source
from offtake.workspace.answers import (
    Board,
    Calibration,
    Change,
    Changes,
    Dossier,
    GroupPage,
    PledgePage,
)
from offtake.workspace.briefs import brief
from offtake.workspace.forecasts import Outcome
from offtake.workspace.many import WORTH_TWO, Unread, read_many
from offtake.workspace.outlooks import Outlook
from offtake.workspace.records import TrackRecord, track_record
from offtake.workspace.sayings import SaidPage
from offtake.workspace.supplies import page_client, web_client
from offtake.workspace.tables import sources_of
from offtake.workspace.tariffs import Surroundings, tariff_schema
from offtake.workspace.workspace import Workspace, pledge_schema

__all__ = [
    "WORTH_TWO",
    "Board",
    "Calibration",
    "Change",
    "Changes",
    "Dossier",
    "GroupPage",
    "NextRelease",
    "Outcome",
    "Outlook",
    "PledgePage",
    "SaidPage",
    "Source",
    "Surroundings",
    "TrackRecord",
    "Unread",
    "Workspace",
    "brief",
    "next_releases",
    "page_client",
    "pledge_schema",
    "read_many",
    "sources_of",
    "tariff_schema",
    "track_record",
    "web_client",
]
