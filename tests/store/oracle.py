"""What the store should say, in plain Python too slow and too simple to be wrong."""

from dataclasses import replace
from datetime import datetime

from offtake.domain import Observation, Release, Status, Vintage, VintageBasis


class Oracle:
    """A list of rows in the order they were logged, each with its revision."""

    def __init__(self) -> None:
        self.log: list[tuple[int, Observation]] = []
        self.seen: set[tuple[str, str]] = set()
        self.revision = 0

    def append(self, release: Release, observations: list[Observation]) -> None:
        if (release.source, release.snapshot.sha256) in self.seen:
            return
        self.seen.add((release.source, release.snapshot.sha256))
        self.revision += 1
        for name in sorted({_identity(row) for row in observations}):
            rows = [row for row in observations if _identity(row) == name]
            rows.sort(key=lambda row: row.vintage.known_at)
            rewrites = [row for row in rows if self._is_rewrite(row)]
            rewrites = rewrites or self._rewritten_back(rows[-1], release.snapshot.retrieved_at)
            for row in rewrites + rows[-1:] if rewrites else []:
                self._log_if_new(row, release.snapshot.retrieved_at, VintageBasis.RETRIEVAL)

    def _is_rewrite(self, row: Observation) -> bool:
        """Log a row under its own vintage, unless that one is taken: then it is a rewrite."""
        last = self.last(row, row.vintage.known_at, self.revision)
        if last and last.vintage.known_at == row.vintage.known_at:
            return _said(last) != _said(row)
        self._log_if_new(row, row.vintage.known_at, row.vintage.basis)
        return False

    def _rewritten_back(self, row: Observation, seen_at: datetime) -> list[Observation]:
        last = self.last(row, seen_at, self.revision)
        is_seen = last and last.vintage.basis is VintageBasis.RETRIEVAL
        return [row] if last and is_seen and _said(last) != _said(row) else []

    def _log_if_new(self, row: Observation, known_at: datetime, basis: VintageBasis) -> None:
        last = self.last(row, known_at, self.revision)
        if last is None or _said(last) != _said(row):
            self.log.append((self.revision, replace(row, vintage=Vintage(known_at, basis))))

    def last(self, row: Observation, instant: datetime, revision: int) -> Observation | None:
        rows = [
            held
            for number, held in self.log
            if number <= revision and _identity(held) == _identity(row)
            if held.vintage.known_at <= instant
        ]
        rows.sort(key=lambda held: held.vintage.known_at)  # stable: later in the log wins a tie
        return rows[-1] if rows else None

    def as_of(self, instant: datetime, revision: int) -> list[Observation]:
        one_each = {_identity(row): row for _, row in self.log}
        found = (self.last(row, instant, revision) for _, row in sorted(one_each.items()))
        return [row for row in found if row and row.status is not Status.WITHDRAWN]


def _identity(row: Observation) -> tuple[object, ...]:
    return row.key, row.period.start, row.period.end


def _said(row: Observation) -> tuple[object, ...]:
    return row.value, row.status, row.note
