"""Which of two sources is believed where both print one figure.

The registry ranks the sources of one group of measures. A figure of a source is not logged where
one that ranks before it has a figure already: it may fill a gap and never overrides. What it says
otherwise is kept with the release, as overruled, for `doctor` to tell.

A figure of a source that does not rank first carries a note that says so. It also makes the same
value, printed later by a source that ranks before it, a new row of the log. So the log knows for
every figure that stands who the best source is that ever printed it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import narwhals as nw

from offtake.domain import Observation, SeriesKey, Status, Vintage, VintageBasis
from offtake.sources import SourceRow, meaning, ranked_beside, registry
from offtake.store import QuarantinedRow, SeriesFilter, Store

_OVERRULED = "overruled by "
_COLUMNS = (
    "series_id", "period_start", "period_end", "value", "status", "note", "known_at", "basis",
    "revision",
)  # fmt: skip
Identity = tuple[SeriesKey, date, date]


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for one series and period: value, none for a gap, since when, by which source."""

    value: Decimal | None
    status: Status
    note: str
    vintage: Vintage
    source: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """The observations of an answer that may be logged, and those overruled."""

    kept: Sequence[Observation]
    overruled: tuple[QuarantinedRow, ...]


def by_rank(
    store: Store, observations: Sequence[Observation], *, row: SourceRow, retrieved_at: datetime
) -> Ranked:
    """Return what a source may log beside what the store holds of others, and what is overruled.

    Raises:
        StoreDamaged: A file needed for comparison is missing or corrupt.
    """
    rivals = ranked_beside(row)
    known = {one.release.source for one in store.releases() if one.rows}
    if not known & {one.id for one in rivals} and all(one.rank >= row.rank for one in rivals):
        return Ranked(observations, ())  # nothing to compare with, and no note to make
    held = standing(store, observations, as_of=store.last_look()) if known else {}
    ranked = sift(observations, held=held, row=row, retrieved_at=retrieved_at)
    earlier = [one for one in observations if _is_earlier(one, held.get(_identity(one)), row)]
    return replace(ranked, kept=(*ranked.kept, *_first_prints(store, earlier, held, row)))


def sift(
    observations: Iterable[Observation],
    *,
    held: Mapping[Identity, Standing],
    row: SourceRow,
    retrieved_at: datetime,
) -> Ranked:
    """Return what a source may log beside what is held, and what is overruled.

    A gap of one source says nothing against what another has, be it a figure or a gap.
    """
    notes = _Notes(row)
    kept: list[Observation] = []
    overruled: list[QuarantinedRow] = []
    for one in observations:
        stands = held.get(_identity(one))
        if stands is None or stands.source == row.id:
            kept.append(notes.on(one))
        elif one.value is None:
            continue
        elif stands.value is None or (better := _better(stands, than=row)) < 0:
            kept += _over(notes.on(one), stands, retrieved_at)
        elif better == 0:
            kept.append(notes.on(one))
        elif one.value != stands.value:
            overruled.append(_overruled(one, stands))
    return Ranked(tuple(kept), tuple(overruled))


def _is_earlier(one: Observation, stands: Standing | None, row: SourceRow) -> bool:
    """Whether a figure that may not override was known before the one that stands."""
    return (
        stands is not None
        and None not in (one.value, stands.value)
        and _better(stands, than=row) > 0
        and one.vintage.known_at < stands.vintage.known_at
    )


def _first_prints(
    store: Store,
    earlier: Sequence[Observation],
    held: Mapping[Identity, Standing],
    row: SourceRow,
) -> Iterator[Observation]:
    """Yield the figures that were known when no other was, each with the one that stands now.

    They fill a gap in time. What stands is said again after them, so that the store does not take
    an old print for a silent rewrite of today; it is held already and logs nothing.
    """
    notes = _Notes(row)
    moments: dict[datetime, list[Observation]] = {}
    for one in earlier:
        moments.setdefault(one.vintage.known_at, []).append(one)
    for moment, group in moments.items():
        before = standing(store, group, as_of=moment)
        for one in group:
            if _identity(one) not in before:
                stands = held[_identity(one)]
                yield notes.on(one)
                yield replace(
                    one,
                    value=stands.value,
                    status=stands.status,
                    note=stands.note,
                    vintage=stands.vintage,
                )


def overruled_by(reason: str) -> str | None:
    """Return the source that overrules a figure kept for this reason, or none for other reasons.

    >>> overruled_by("overruled by usda_export_sales: it prints 5"), overruled_by("I1: ...")
    ('usda_export_sales', None)
    """
    head, _, _ = reason.partition(":")
    return head.removeprefix(_OVERRULED) if head.startswith(_OVERRULED) else None


def standing(
    store: Store, observations: Sequence[Observation], *, as_of: datetime
) -> dict[Identity, Standing]:
    """Return what stood at an instant, near the series and periods of some observations.

    Nothing stood before the first vintage.
    """
    if not observations or as_of < store.first_vintage():
        return {}
    wanted = SeriesFilter(
        measures=frozenset(one.key.measure for one in observations),
        partners=frozenset(one.key.partner for one in observations),
        products=frozenset(one.key.product for one in observations),
    )
    keys = store.series(wanted)
    starts = [one.period.start for one in observations]
    sources = {one.revision: one.release.source for one in store.releases()}
    rows = store.figures(as_of=as_of).filter(
        nw.col("period_start") >= nw.lit(min(starts)),
        nw.col("period_start") <= nw.lit(max(starts)),
    )
    found: list[tuple[Any, ...]] = rows.select(_COLUMNS).to_native().fetchall()
    return {
        (keys[series], start, end): Standing(
            value=None if value is None else Decimal(value).scaleb(-keys[series].decimals),
            status=Status(status),
            note=note,
            vintage=Vintage(known_at.replace(tzinfo=UTC), VintageBasis(basis)),
            source=sources[revision],
        )
        for series, start, end, value, status, note, known_at, basis, revision in found
        if series in keys
    }


def _identity(one: Observation) -> Identity:
    return one.key, one.period.start, one.period.end


def _better(stands: Standing, *, than: SourceRow) -> int:
    """Return 1 where what stands is of a source that ranks before another, -1 after, 0 beside."""
    other = registry().get(stands.source)
    if other is None:
        return 0
    return (other.rank < than.rank) - (other.rank > than.rank)


def _over(one: Observation, stands: Standing, retrieved_at: datetime) -> list[Observation]:
    """Return what is logged of a figure that takes the place of what another source said.

    Where what stands became known later than this vintage, the figure is also one of now, or the
    other would go on standing.
    """
    if stands.vintage.known_at <= one.vintage.known_at or one.vintage.known_at == retrieved_at:
        return [one]
    return [one, replace(one, vintage=Vintage(retrieved_at, VintageBasis.RETRIEVAL))]


class _Notes:
    """Says of a source's figures that another source, which gives them too, ranks before it."""

    def __init__(self, row: SourceRow) -> None:
        self._row = row
        self._better = [one.id for one in ranked_beside(row) if one.rank < row.rank]
        self._notes: dict[str, str] = {}

    def on(self, one: Observation) -> Observation:
        """Return a figure with its note; a gap has its reason and needs none."""
        measure = one.key.measure
        if measure not in self._notes:
            self._notes[measure] = self._note(measure)
        note = self._notes[measure]
        if not note or one.value is None:
            return one
        return replace(one, note=f"{one.note}; {note}" if one.note else note)

    def _note(self, measure: str) -> str:
        better = next((one for one in self._better if meaning(one, measure) is not None), None)
        return "" if better is None else f"as {self._row.id} prints it, which {better} overrules"


def _overruled(one: Observation, stands: Standing) -> QuarantinedRow:
    reason = f"{_OVERRULED}{stands.source}: it prints {stands.value:,f}"
    text = f"{one.key} {one.period}: {one.value:,f}"
    return QuarantinedRow(locator=one.locator, reason=reason, text=text)
