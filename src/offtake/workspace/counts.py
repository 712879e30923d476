"""The counting side of a workspace: counters, boards, and the counts of whole days it keeps."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from offtake.domain import Pledge, Reading, end_of_day_in_washington
from offtake.pace import (
    CUSTOMS_BOOKS,
    CUSTOMS_MEASURES,
    MEASURES,
    Counter,
    CustomsBooks,
    Figures,
    Judge,
    codes_of,
)
from offtake.reference.codes import UNKNOWN, WORLD
from offtake.store import SeriesFilter
from offtake.workspace.answers import Board
from offtake.workspace.level_sums import LevelSums
from offtake.workspace.supplies import Supplies

_MOST_DAYS = 2


@dataclass(frozen=True, slots=True)
class Counts:
    """The whole board of a day, with what counted it."""

    board: Board
    counter: Counter

    def narrowed(
        self, pledges: Sequence[Pledge], readings: Sequence[tuple[Pledge, Reading]]
    ) -> Board:
        """Return the board with some pledges alone, under some of their readings."""
        names = {one.id for one in pledges}
        wanted = {(one.id, its.id) for one, its in readings}
        return replace(
            self.board,
            verdicts=tuple(
                one for one in self.board.verdicts if (one.pledge.id, one.reading.id) in wanted
            ),
            left_out=tuple(one for one in self.board.left_out if one.id in names),
        )


class KeptCounts:
    """The counts of a few days, each of one revision; the oldest makes room."""

    def __init__(self) -> None:
        self._held: dict[tuple[date, int], Counts] = {}

    def put(self, counts: Counts) -> None:
        """Keep the counts of a day."""
        held = {**self._held, (counts.board.as_of, counts.board.revision): counts}
        self._held = dict(list(held.items())[-_MOST_DAYS:])

    def get(self, day: date, revision: int) -> Counts | None:
        """Return the counts of a day at a revision, or none where they are not kept."""
        return self._held.get((day, revision))


class Counting(Supplies):
    """What a workspace counts, as known on a day."""

    @property
    @abstractmethod
    def register(self) -> Mapping[str, Pledge]:
        """Every pledge by id."""

    @abstractmethod
    def last_look(self) -> date:
        """Return the day on which any source was last looked at."""

    @cached_property
    def _kept(self) -> KeptCounts:
        return KeptCounts()

    def kept(self, day: date) -> Counts | None:
        """Return the counts of a day that `count_all` has kept, none where it has not."""
        return self._kept.get(day, self.store.revision)

    def count_all(self, *, as_of: date | None = None) -> Board:
        """Return the whole board of a day, and keep its counts for what is asked of that day later.

        For a server or a site, that asks many things of one day; each answer stays the same.

        Raises:
            VintageUnknown: `as_of` is before the first vintage held.
            AsOfAfterLastLook: `as_of` is after the last look.
        """
        day = as_of or self.last_look()
        if (kept := self.kept(day)) is not None:
            return kept.board
        pledges = list(self.register.values())
        counter = self.counter(day, pledges)
        board = self.judged(counter, day, [(one, its) for one in pledges for its in one.readings])
        self._kept.put(Counts(board, counter))
        return board

    def judged(self, counter: Counter, day: date, asked: Sequence[tuple[Pledge, Reading]]) -> Board:
        """Return what a counter of some pledges' readings comes to, those made by the day."""
        judge = Judge(counter, as_of=day, revision=self.store.revision)
        verdicts = tuple(
            verdict
            for one, its in asked
            if one.made_on <= day
            for verdict in judge.verdicts_on(one, its)
        )
        left_out = dict.fromkeys(one.id for one, _ in asked if one.made_on > day)
        return Board(day, judge.revision, verdicts, tuple(self.register[name] for name in left_out))

    def counter(self, day: date, pledges: Sequence[Pledge]) -> Counter:
        """Return what counts readings of these pledges, as known on a day.

        Raises:
            VintageUnknown: The day is before the first vintage held.
            AsOfAfterLastLook: The day is after the last look.
        """
        kept = self.kept(day)
        if kept is not None and self.register.keys() >= {one.id for one in pledges}:
            return kept.counter
        readings = [reading for pledge in pledges for reading in pledge.readings]
        wanted = SeriesFilter(
            measures=MEASURES,
            products=frozenset(reading.product for reading in readings),
            partners=frozenset((UNKNOWN, WORLD, *(reading.partner for reading in readings))),
        )
        figures = Figures(self.store.as_of(wanted, as_of=end_of_day_in_washington(day)))
        return Counter(figures, self.customs(day, readings))

    def customs(
        self, day: date, readings: Sequence[Reading], *, codes: frozenset[str] | None = None
    ) -> CustomsBooks:
        """Return the customs figures that some readings are counted by, as known on a day.

        `codes` asks for other codes of the same trades instead.

        Raises:
            VintageUnknown: The day is before the first vintage held.
            AsOfAfterLastLook: The day is after the last look.
        """
        customs = [one for one in readings if one.book in CUSTOMS_BOOKS and not one.needs]
        if not customs:
            return CustomsBooks()
        counted = (codes_of(product) for product in {one.product for one in customs})
        wanted = SeriesFilter(
            measures=CUSTOMS_MEASURES,
            products=frozenset().union(*counted) if codes is None else codes,
            partners=frozenset(place for one in customs for place in (one.seller, one.partner)),
        )
        at = end_of_day_in_washington(day)
        return CustomsBooks(
            self.store.as_of(wanted, as_of=at),
            level_sum=LevelSums(self.store, partners=wanted.partners, as_of=at),
        )
