"""How good the forecasts were, and what came of each party's pledges: the record as of a day."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from offtake.forecast import Cases
from offtake.forecast.history import PartyRecord, party_records
from offtake.forecast.rows import Replayed, bundled_record, bundled_replay, bundled_skill
from offtake.forecast.scoring import Scored, scored
from offtake.forecast.summary import Skill
from offtake.workspace.answers import Board

if TYPE_CHECKING:
    from offtake.workspace.workspace import Workspace

KINDS = ("shipments", "sales")
"""What probabilities are kept apart by."""


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """What the forecasts said and what came of it.

    `calibration`, `skills` and `replay` come with offtake, from its back-test on the bundled
    figures. `issued` are the forecasts kept in the person's own folder up to the day, each with its
    score where its outcome was known, and `parties` what came of pledges by then.
    """

    as_of: date
    revision: int
    calibration: dict[str, tuple[Cases, ...]]
    skills: tuple[Skill, ...]
    replay: tuple[Replayed, ...]
    issued: tuple[Scored, ...]
    parties: tuple[PartyRecord, ...]


def track_record(workspace: "Workspace", board: Board) -> TrackRecord:
    """Return the record as it stood on a board's day; the board must hold every pledge.

    Raises:
        RecordDamaged: The file of forecasts is not what was written.
    """
    day = board.as_of.isoformat()
    issued = [row for row in workspace.issued.rows() if row["as_of"] <= day]
    return TrackRecord(
        as_of=board.as_of,
        revision=board.revision,
        calibration={kind: bundled_record(kind) for kind in KINDS},
        skills=bundled_skill(),
        replay=bundled_replay(),
        issued=tuple(scored(issued, board.verdicts)),
        parties=tuple(party_records(board.verdicts)),
    )
