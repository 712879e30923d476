"""Sources, fetches and revision habits, as rows and lines."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from statistics import median
from textwrap import wrap
from typing import Any

from offtake.domain import Observation
from offtake.ingest import Ingested, Reread
from offtake.report.board import WIDTH, Line
from offtake.report.health import SourceHealth
from offtake.sources import measures_of, ranked_beside

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source, how far it is held, and which week it should have out; none where none says."""

    health: SourceHealth
    due: date | None
    has_connector: bool

    @property
    def word(self) -> str:
        """The state in a word: on time, late, never looked, or not read yet."""
        if not self.has_connector and self.health.last_look is None:
            return "not read yet"
        if self.health.last_look is None:
            return "never looked"
        if self.due is None or self.health.newest_period is None:
            return "no calendar"
        return "on time" if self.health.newest_period >= self.due else "late"


@dataclass(frozen=True, slots=True)
class RevisionHabit:
    """How one measure of a source was revised: how often, by how much, and how late.

    `share` is of all figures held of the measure; `median_change` and `largest_change` are shares
    of the first figure; `median_days` lie between the first and the last vintage.
    """

    measure: str
    revised: int
    share: float
    median_change: float | None
    largest_change: float | None
    median_days: float


def revision_habits(
    revised: Iterable[Observation], *, of: Collection[str], figures: Mapping[str, int]
) -> list[RevisionHabit]:
    """Return the habits of each measure, from every vintage of the figures that have several.

    `of` are the snapshots of the source asked about, `figures` how many figures a measure has.
    """
    histories: dict[str, list[list[Observation]]] = {}
    for _, group in groupby(revised, key=lambda one: (one.key, one.period)):
        history = list(group)
        values = {one.value for one in history if one.value is not None}
        if len(values) > 1 and any(one.snapshot in of for one in history):
            histories.setdefault(history[0].key.measure, []).append(history)
    return [
        _habit(measure, found, figures.get(measure, 0))
        for measure, found in sorted(histories.items())
    ]


def _habit(measure: str, histories: Sequence[Sequence[Observation]], held: int) -> RevisionHabit:
    changes = [change for one in histories if (change := _change(one)) is not None]
    days = [(one[-1].vintage.known_at - one[0].vintage.known_at).days for one in histories]
    return RevisionHabit(
        measure=measure,
        revised=len(histories),
        share=len(histories) / held if held else 0.0,
        median_change=median(changes) if changes else None,
        largest_change=max(changes, key=abs) if changes else None,
        median_days=median(days),
    )


def _change(history: Sequence[Observation]) -> float | None:
    values = [one.value for one in history if one.value is not None]
    return float((values[-1] - values[0]) / values[0]) if values[0] else None


def source_rows(states: Iterable[SourceState]) -> list[dict[str, Any]]:
    """Return sources as flat rows."""
    return [
        {
            "source": one.health.source.id,
            "publisher": one.health.source.publisher,
            "title": one.health.source.title,
            "licence": one.health.source.licence,
            "cadence": one.health.source.cadence,
            "calendar": one.health.source.calendar,
            "revises": one.health.source.revises,
            "needs_key": bool(one.health.source.key),
            "last_look": one.health.last_look.isoformat() if one.health.last_look else None,
            "newest_period": str(one.health.newest_period) if one.health.newest_period else None,
            "due": str(one.due) if one.due else None,
            "state": one.word,
        }
        for one in states
    ]


def habit_rows(habits: Iterable[RevisionHabit]) -> list[dict[str, Any]]:
    """Return revision habits as flat rows."""
    return [asdict(one) for one in habits]


def sources_lines(states: Iterable[SourceState]) -> Iterator[Line]:
    """Yield sources, one a line."""
    yield f"{'source':<33}{'figures to':<12}{'due':<12}{'state':<14}key", "dim"
    for one in states:
        newest = str(one.health.newest_period or "none")
        key = one.health.source.key or "-"
        name = one.health.source.id
        yield f"{name:<33}{newest:<12}{one.due or '-'!s:<12}{one.word:<14}{key}", ""


def source_lines(state: SourceState, *, with_columns: bool) -> Iterator[Line]:
    """Yield one source whole."""
    row = state.health.source
    better = ", ".join(one.id for one in ranked_beside(row) if one.rank < row.rank)
    yield row.id, "bold"
    facts = {
        "publisher": row.publisher,
        "title": row.title,
        "home": row.home,
        "licence": row.licence,
        "cadence": row.cadence,
        "comes out": row.calendar,
        "revises": row.revises,
        "overruled by": better or "no other source",
        "key": f"{row.key}, from {row.signup}" if row.key else "none needed",
        "held to": str(state.health.newest_period or "nothing held"),
        "due": str(state.due or "no calendar says"),
        "state": state.word,
    }
    for name, fact in facts.items():
        first, *rest = wrap(fact, WIDTH - 16) or [""]
        yield f"  {name:<14}{first}", ""
        yield from ((f"{'':<16}{line}", "") for line in rest)
    if with_columns:
        yield "measures", "bold"
        for measure, meaning in measures_of(row.id).items():
            text = f"{measure}: {meaning}"
            yield from ((line, "") for line in _indented(text))


def _indented(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")


def ingested_lines(results: Sequence[Ingested]) -> Iterator[Line]:
    """Yield what a fetch brought, an answer a line, problems below it."""
    for one in results:
        newest = f", to {one.newest}" if one.newest else ""
        overruled = f", {one.overruled} overruled" if one.overruled else ""
        counts = f"{one.rows} new, {one.unchanged} unchanged, {one.refused} refused"
        yield f"{one.outcome.value:<12}{one.source}: {one.title}: {counts}{overruled}{newest}", ""
        if one.problem:
            yield from ((line, "red") for line in wrap(one.problem, WIDTH, initial_indent="  "))
    if not results:
        yield "nothing was asked for", ""


def habit_lines(habits: Sequence[RevisionHabit]) -> Iterator[Line]:
    """Yield how often, how much and how late each measure was revised."""
    if not habits:
        yield "no figure of this source has been seen revised", ""
        return
    yield f"{'measure':<30}{'revised':>8}{'share':>8}{'median':>9}{'largest':>9}{'days':>7}", "dim"
    for one in habits:
        changes = "".join(
            f"{'-' if change is None else f'{change:+.1%}':>9}"
            for change in (one.median_change, one.largest_change)
        )
        yield (
            f"{one.measure:<30}{one.revised:>8}{one.share:>8.2%}{changes}{one.median_days:>7.0f}",
            "",
        )


def reread_lines(found: Reread, *, is_applied: bool) -> Iterator[Line]:
    """Yield what reading the archive again changes."""
    did = "changed" if is_applied else "would change"
    yield f"{found.releases} releases read again; {len(found.changes)} figures {did}", "bold"
    for problem in found.refused:
        yield from ((line, "red") for line in wrap(problem, WIDTH, initial_indent="  "))
    for one in found.changes[:_SHOWN]:
        yield f"  {one.series} {one.period}: {one.before} -> {one.after}", ""
    if len(found.changes) > _SHOWN:
        yield f"  and {len(found.changes) - _SHOWN} more", "dim"
