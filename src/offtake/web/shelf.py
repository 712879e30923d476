"""The edition being served: one workspace at one revision, until a newer one is ready."""

import logging
from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from offtake.domain import Verdict, end_of_day_in_washington
from offtake.errors import OfftakeError
from offtake.forecast.keeping import ISSUED
from offtake.report import report_rows
from offtake.settings import settings
from offtake.web.once import once
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
        self.dossier = once(self._dossier, most=48)
        self.board = once(self._board, most=6)
        self.group = once(self._group, most=6)
        self.changes = once(self._changes, most=6)
        self.recounts = once(self._recounts, most=6)
        self.outlook = once(self._outlook, most=4)
        self.coming = once(self._coming, most=6)
        self.record = once(self._record, most=4)

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

    def changed_at(self, as_of: date | None) -> datetime | None:
        """Return when the newest of the releases was looked at that a day's figures stand on."""
        end = end_of_day_in_washington(self.day(as_of))
        return max((seen for known, seen in self._looks if known <= end), default=None)

    @cached_property
    def _looks(self) -> tuple[tuple[datetime, datetime], ...]:
        """When each release's first new figure was known, and when it was looked at."""
        found = []
        for one in self.workspace.store.releases():
            seen = one.release.snapshot.retrieved_at
            found.append((min(one.first_known_at or seen, seen), seen))
        return tuple(found)

    def first_drawn(self) -> str | None:
        """Return the first pledge that has a chart, none where nothing is counted."""
        verdicts = self.board(self.last_look).verdicts
        drawn = (one.pledge.id for one in verdicts if one.tally.counted is not None)
        return next(drawn, None)

    def _dossier(
        self, pledge_id: str, day: date, reading: str | None, deadline: str | None
    ) -> Dossier:
        return self.workspace.dossier(pledge_id, as_of=day, reading=reading, deadline=deadline)

    def _board(self, day: date) -> Board:
        # The newest day is what most pages are about: its counts are kept for all of them.
        if day == self.last_look:
            return self.workspace.count_all(as_of=day)
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

    def _recounts(self, since: int, until: int | None, day: date | None) -> Changes:
        return self.workspace.recounts(since_revision=since, revision=until, as_of=day)


class Shelf:
    """Holds the edition to serve, and takes up a newer one once it can be opened whole."""

    def __init__(self, *, home: Path | None = None) -> None:
        self._home, self._config = home, settings(home=home)
        self._refreshing = Lock()
        self._seen = self._signature()
        self.current = Edition(Workspace.open(home=home), serial=1)

    def refresh(self) -> bool:
        """Return whether a newer edition was taken up, which is not before its board is counted.

        Until then, while a release is being appended, and after one that was killed, the old
        edition is served.
        """
        with self._refreshing:
            seen = self._signature()
            if seen == self._seen:
                return False
            try:
                newer = Edition(Workspace.open(home=self._home), serial=self.current.serial + 1)
                newer.board(newer.last_look)
            except (OfftakeError, OSError) as problem:
                _LOG.warning("newer figures cannot be read, so the older are served: %s", problem)
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
