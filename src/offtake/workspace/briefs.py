"""What a brief on a pledge needs: its page, its curves, its evidence, what comes next."""

from datetime import date

from offtake.domain import end_of_day_in_washington
from offtake.errors import PledgeNotMade
from offtake.report.brief import Brief, brief_of
from offtake.report.charts import PaceFigures
from offtake.report.releases import next_releases
from offtake.workspace.outlooks import Outlook
from offtake.workspace.workspace import Workspace


def brief(
    workspace: Workspace, pledge_id: str, *, as_of: date | None = None
) -> tuple[Brief, PaceFigures | None]:
    """Return the words of a brief and the figures of its chart, none where nothing has counted.

    Raises:
        PledgeUnknown: No pledge has this id.
        PledgeNotMade: It had not been made by that day.
        VintageUnknown: `as_of` is before the first vintage held.
        AsOfAfterLastLook: `as_of` is after the last look.
    """
    found = workspace.dossier(pledge_id, as_of=as_of)
    pledge, board = found.page.pledge, found.page.board
    if not board.verdicts:
        raise PledgeNotMade(pledge.id, pledge.made_on, board.as_of)
    coming = next_releases(workspace.store, now=end_of_day_in_washington(board.as_of))
    outlook = Outlook(lambda: workspace.forecaster(board.as_of, [pledge]))
    words = brief_of(
        pledge,
        board.verdicts,
        releases=workspace.store.releases(),
        coming=coming,
        outcomes=outlook.outcomes(board.verdicts),
    )
    return words, found.figures()
