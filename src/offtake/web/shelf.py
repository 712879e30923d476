"""The edition being served: one workspace at one revision, until a newer one is ready."""

import logging
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from offtake.domain import Verdict, end_of_day_in_washington
from offtake.errors import OfftakeError
from offtake.forecast.keeping import ISSUED
from offtake.report import report_rows
from offtake.settings import settings
from offtake.workspace import (
    Board,
    Changes,
    Dossier,
    GroupPage,
    NextRelease,
    Outcome,
    Outlook,
    TrackRecord,
    Workspace,
    next_releases,
    track_record,
)

_LOG = logging.getLogger(__name__)


class Edition:
    """One workspace at one revision, with the answers that several pages share.

    `serial` tells editions of one server apart.
    """

    def __init__(self, workspace: Workspace, *, serial: int) -> None:
        self.workspace, self.serial = workspace, serial
        self.revision = workspace.store.revision
        self.last_look = workspace.last_look()
        self.first_vintage = workspace.first_day()
        self.dossier: Callable[[str, date, str | None, str | None], Dossier] = lru_cache(48)(
            self._dossier
        )
        self.board: Callable[[date], Board] = lru_cache(6)(self._board)
        self.group: Callable[[str, date], GroupPage] = lru_cache(6)(self._group)
        self.changes: Callable[[date, date], Changes] = lru_cache(6)(self._changes)
        self.outlook: Callable[[date], Outlook] = lru_cache(4)(self._outlook)
        self.coming: Callable[[date], list[NextRelease]] = lru_cache(6)(self._coming)
        self.record: Callable[[date], TrackRecord] = lru_cache(4)(self._record)

    def day(self, as_of: date | None) -> date:
        """Return the day asked for, by default that of the last look."""
        return as_of or self.last_look

    def rows(self, verdicts: Sequence[Verdict], *, unit: str = "t") -> list[dict[str, Any]]:
        """Return verdicts of one day as flat rows, the open ones with their forecasts.

        Raises:
            UnitUnknown: No unit has this code.
        """
        if not verdicts:
            return []
        found = self.outlook(verdicts[0].as_of).of_open(verdicts)
        return report_rows(verdicts, unit=unit, forecasts=found)

    def outcomes(self, pledge_id: str, day: date) -> list[Outcome]:
        """Return each verdict on a pledge beside its forecast, or why there is none.

        Raises:
            PledgeUnknown: No pledge has this id.
        """
        board = self.dossier(pledge_id, day, None, None).page.board
        return self.outlook(board.as_of).outcomes(board.verdicts)

    def _dossier(
        self, pledge_id: str, day: date, reading: str | None, deadline: str | None
    ) -> Dossier:
        return self.workspace.dossier(pledge_id, as_of=day, reading=reading, deadline=deadline)

    def _board(self, day: date) -> Board:
        return self.workspace.report(as_of=day)

    def _group(self, group_id: str, day: date) -> GroupPage:
        return self.workspace.group(group_id, as_of=day)

    def _outlook(self, day: date) -> Outlook:
        pledges = list(self.workspace.register.values())
        return Outlook(lambda: self.workspace.forecaster(day, pledges))

    def _coming(self, day: date) -> list[NextRelease]:
        return next_releases(self.workspace.store, now=end_of_day_in_washington(day))

    def _record(self, day: date) -> TrackRecord:
        return track_record(self.workspace, self.board(day))

    def _changes(self, since: date, until: date) -> Changes:
        return self.workspace.changes(since=since, until=until)


class Shelf:
    """Holds the edition to serve, and takes up a newer one once it can be opened whole."""

    def __init__(self, *, home: Path | None = None) -> None:
        self._home, self._config = home, settings(home=home)
        self._seen = self._signature()
        self.current = Edition(Workspace.open(home=home), serial=1)

    def refresh(self) -> bool:
        """Return whether a newer edition was taken up.

        While a release is being appended, and after one that was killed, the old edition stays.
        """
        seen = self._signature()
        if seen == self._seen:
            return False
        try:
            newer = Edition(Workspace.open(home=self._home), serial=self.current.serial + 1)
        except (OfftakeError, OSError) as problem:
            _LOG.warning("the newer figures cannot be opened, so the older are served: %s", problem)
            return False
        self._seen, self.current = seen, newer
        return True

    def _signature(self) -> tuple[tuple[str, int, int], ...]:
        """Return what changes with the store, the register files and the forecasts kept."""
        config = self._config
        watched = [config.store / "manifest.sqlite", config.store / "manifest.sqlite-wal"]
        watched.append(config.home / ISSUED)
        for folder in (config.own_pledges, config.own_tariffs):
            watched += sorted(folder.glob("*.y*ml")) if folder.is_dir() else []
        found = []
        for path in watched:
            try:
                stat = path.stat()
            except OSError:
                continue
            found.append((str(path), stat.st_mtime_ns, stat.st_size))
        return tuple(found)
