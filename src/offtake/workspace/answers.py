"""What a workspace answers with: boards, pages and dossiers, each of one day and revision."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from offtake.domain import Observation, Pledge, Verdict
from offtake.errors import DeadlineUnknown, ReadingUnknown
from offtake.forecast import Refusal
from offtake.forecast.fan import Fan
from offtake.pace import CUSTOMS_BOOKS, Counter, Curve, ProductScore, beside, curve_of
from offtake.report.charts import CalibrationFigures, PaceFigures, pace_figures
from offtake.report.exports import Table, verdict_table
from offtake.report.notebook import calibration_html, chart_html, verdicts_html


@dataclass(frozen=True, slots=True)
class Board:
    """Verdicts as known on one day, from one revision of the store.

    `left_out` are pledges not yet made on that day.
    """

    as_of: date
    revision: int
    verdicts: tuple[Verdict, ...]
    left_out: tuple[Pledge, ...]

    def table(self, *, unit: str = "t") -> Table:
        """Return the verdicts as a table to take elsewhere.

        Raises:
            UnitUnknown: No unit has this code.
        """
        return verdict_table(self.verdicts, as_of=self.as_of, revision=self.revision, unit=unit)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the verdicts as an Arrow stream: `polars.DataFrame(board)`."""
        return self.table().__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        return self.html(title="Verdicts")

    def html(self, *, title: str, notes: Sequence[str] = ()) -> str:
        """Return the board as a notebook shows it, and what was not yet made below it."""
        later = [f"Not yet made on that day: {one.id}." for one in self.left_out]
        return verdicts_html(
            self.verdicts,
            title=title,
            as_of=self.as_of,
            revision=self.revision,
            notes=(*notes, *later),
        )


@dataclass(frozen=True, slots=True)
class PledgePage:
    """One pledge as it stood on a day: with what had been said by then, and its verdicts.

    `later_statements` and `later_deadlines` count what was said of it only after that day.
    """

    pledge: Pledge
    board: Board
    later_statements: int
    later_deadlines: int

    def _repr_html_(self) -> str:
        later = self.later_statements + self.later_deadlines
        notes = [f"{later} statements and deadlines of later days are left out."] if later else []
        return self.board.html(title=self.pledge.title, notes=[self.pledge.status, *notes])


@dataclass(frozen=True, slots=True)
class GroupPage:
    """The pledges of one group, and by pledge and reading what each group of goods came to."""

    board: Board
    products: dict[tuple[str, str], tuple[ProductScore, ...]]

    def _repr_html_(self) -> str:
        groups = dict.fromkeys(one.pledge.group for one in self.board.verdicts)
        return self.board.html(title=", ".join(groups))


@dataclass(frozen=True)
class Dossier:
    """A pledge's page with the counts of one span as they built up, the chosen reading first.

    `curves` is empty where no reading has counted anything. `revisions` are the vintages of the
    figures of its goods that were printed otherwise later, as of the page's day. `look_ahead` is
    what makes its fan; it is asked once, when somebody looks.
    """

    page: PledgePage
    curves: tuple[Curve, ...]
    revisions: tuple[Observation, ...]
    look_ahead: Callable[[Verdict], Fan | Refusal] = field(repr=False, compare=False)

    @cached_property
    def fan(self) -> Fan | Refusal:
        """How the chosen count is expected to go on until its deadline, or why that is not said.

        Raises:
            MethodFailed: The model gave something that is no forecast.
        """
        if not self.curves:
            return Refusal("no reading has counted anything")
        return self.look_ahead(self.curves[0].verdict)

    def figures(self, *, unit: str = "t") -> PaceFigures | None:
        """Return what a chart of the span shows, fan included; none where nothing has counted.

        Raises:
            UnitUnknown: No unit has this code.
            MethodFailed: The model gave something that is no forecast.
        """
        fan = self.fan
        return pace_figures(self.curves, unit=unit, fan=fan if isinstance(fan, Fan) else None)

    def _repr_html_(self) -> str:
        name = self.page.pledge.id
        return chart_html(self.figures(), name=name) + self.page._repr_html_()


@dataclass(frozen=True, slots=True)
class Calibration:
    """What became of the probabilities said of one kind of reading, as figures of a chart."""

    figures: CalibrationFigures

    def _repr_html_(self) -> str:
        return calibration_html(self.figures)


@dataclass(frozen=True, slots=True)
class Change:
    """One reading at one deadline, on two days; none before where it could not be asked yet."""

    before: Verdict | None
    after: Verdict


@dataclass(frozen=True, slots=True)
class Changes:
    """What stood otherwise on the later of two days: another count or another word.

    Or, of one day, at the later of two revisions of the store.
    """

    since: date
    until: date
    since_revision: int
    revision: int
    changed: tuple[Change, ...]
    unchanged: int


def curves_of(
    counter: Counter, page: PledgePage, *, reading: str | None, deadline: str | None
) -> tuple[Curve, ...]:
    """Return the curves of the span that a reading and a deadline choose.

    Raises:
        ReadingUnknown: The pledge has no reading with this id.
        DeadlineUnknown: The reading has no deadline with this id.
    """
    verdicts = page.board.verdicts
    chosen = _chosen(page, reading, deadline)
    if chosen is None or chosen.tally.counted is None:
        return ()
    found = (
        curve_of(counter, one, with_seasons=number == 0)
        for number, one in enumerate(beside(chosen, verdicts))
    )
    return tuple(one for one in found if one is not None)


def _chosen(page: PledgePage, reading: str | None, deadline: str | None) -> Verdict | None:
    pledge, verdicts = page.pledge, page.board.verdicts
    if reading is None:
        counted = [one for one in verdicts if one.tally.counted is not None]
        if not counted:
            return None
        reading = counted[0].reading.id
    elif pledge.reading(reading) is None:
        raise ReadingUnknown(pledge.id, reading, [one.id for one in pledge.readings])
    of_reading = [one for one in verdicts if one.reading.id == reading]
    if deadline is not None:
        known = [one.deadline.id for one in of_reading if one.deadline]
        of_reading = [one for one in of_reading if one.deadline and one.deadline.id == deadline]
        if not of_reading:
            raise DeadlineUnknown(reading, deadline, known)
    return max(of_reading, key=_ends_on, default=None)


def _ends_on(verdict: Verdict) -> date:
    return date.max if verdict.deadline is None else verdict.deadline.on


def goods_of(page: PledgePage) -> Sequence[tuple[str, str]]:
    """Return the product and destination of each reading that counts a single good by weeks."""
    return tuple(
        dict.fromkeys(
            (one.reading.product, one.reading.partner)
            for one in page.board.verdicts
            if one.tally.counted is not None and one.reading.book not in CUSTOMS_BOOKS
        )
    )


def changes_between(before: Board, after: Board) -> Changes:
    """Return what stands otherwise on the second board."""
    found = list(_pairs(before, after))
    changed = tuple(one for one in found if _differs(one))
    return Changes(
        since=before.as_of,
        until=after.as_of,
        since_revision=before.revision,
        revision=after.revision,
        changed=changed,
        unchanged=len(found) - len(changed),
    )


def _pairs(before: Board, after: Board) -> Iterator[Change]:
    held = {_name(one): one for one in before.verdicts}
    for one in after.verdicts:
        yield Change(held.get(_name(one)), one)


def _name(verdict: Verdict) -> tuple[str, str, str | None]:
    deadline = verdict.deadline.id if verdict.deadline else None
    return verdict.pledge.id, verdict.reading.id, deadline


def _differs(one: Change) -> bool:
    if one.before is None:
        return True
    counts = one.before.tally.counted, one.after.tally.counted
    return one.before.word is not one.after.word or counts[0] != counts[1]
