"""A pledge: its words, who stands by them, its counts, and what follows under each reading."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from offtake.domain import Deadline, Observation, Pledge, Side, Stance, StatementRecord, Verdict
from offtake.pace import Curve, day_text
from offtake.report.chances import Chance, Foreseen, by_verdict, chances, key_of, refusals
from offtake.report.charts import PaceFigures, Shape, page_svg, table_rows
from offtake.report.releases import NextRelease, awaited
from offtake.report.rows import shown

_NEWEST_REVISIONS = 12
_YES = (Stance.ANNOUNCED, Stance.AFFIRMED)
_PARTLY = (Stance.AFFIRMED_AS_TARGET, Stance.SEASON_NAMED, Stance.RESTATED, Stance.CLAIMED_MET)


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A reading with its verdict at each deadline of the page, none where it has not that one."""

    verdicts: tuple[Verdict | None, ...]

    @property
    def any(self) -> Verdict:
        """One of its verdicts: what they have in common can be read off it."""
        return next(one for one in self.verdicts if one is not None)


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the obligor has confirmed the pledge, and the statements that say so."""

    word: str
    statements: tuple[StatementRecord, ...]


@dataclass(frozen=True, slots=True)
class Revised:
    """A figure with the values it has had, oldest first."""

    name: str
    values: tuple[Observation, ...]


def pledge_view(
    pledge: Pledge,
    verdicts: Sequence[Verdict],
    curves: Sequence[Curve],
    revisions: Iterable[Observation],
    *,
    figures: PaceFigures | None,
    unit: str = "t",
    outcomes: Sequence[Foreseen] = (),
    coming: Sequence[NextRelease] = (),
) -> dict[str, Any]:
    """Return what the page of a pledge shows, quantities in `unit` where they convert.

    `outcomes` are its verdicts beside their forecasts, `coming` the releases that follow the day.
    `figures` are those of its chart, in the same unit.

    Raises:
        UnitUnknown: No unit has this code.
        ExtraMissing: The packages that draw are not installed.
    """
    judged = [one for one in verdicts if not one.tally.lacks]
    columns = _columns(judged)
    revised = _revised(revisions)
    told = chances(outcomes, unit=unit)
    return {
        "pledge": pledge,
        "confirmed": confirmed(pledge),
        "figures": figures,
        "chosen": curves[0].verdict if curves else None,
        "charts": [] if figures is None else _charts(figures),
        "table": [] if figures is None else table_rows(figures),
        "tiles": _tiles(curves, told, unit),
        "chances": told,
        "chance_by": by_verdict(told),
        "refusals": refusals(outcomes),
        "coming": awaited(coming, judged),
        "columns": columns,
        "rows": _reading_rows(judged, columns),
        "show": lambda verdict, value: shown(verdict, value, unit),
        "reasons": reasons(verdicts),
        "choices": _choices(judged),
        "revised": revised[-_NEWEST_REVISIONS:][::-1],
        "revised_count": len(revised),
        "verdicts": verdicts,
    }


def confirmed(pledge: Pledge) -> Answer:
    """Return whether the party that is to deliver has said yes, and in which statements."""
    said = [one for one in pledge.statements if one.side is Side.OBLIGOR]
    for word, stances in (("yes", _YES), ("in part", _PARTLY)):
        found = tuple(one for one in said if one.stance in stances)
        if found:
            return Answer(word, found)
    return Answer("no" if said else "nothing recorded", tuple(said))


def _charts(figures: PaceFigures) -> list[tuple[str, str]]:
    return [
        (shape.value, page_svg(figures, shape=shape, name=shape.value))
        for shape in (Shape.WIDE, Shape.NARROW)
    ]


def _tiles(
    curves: Sequence[Curve], told: Sequence[Chance], unit: str
) -> list[tuple[str, str, str]]:
    """Return name, figure and note of what a reader looks for first."""
    if not curves:
        return []
    verdict = curves[0].verdict
    pace = verdict.pace
    target = None if verdict.target is None else verdict.target.value
    by = "" if verdict.deadline is None else f"by {day_text(verdict.deadline.on)}"
    fastest = max(pace.fastest_named.items(), default=None)
    best = (
        f"; over the fastest {fastest[0]} weeks ever {shown(verdict, fastest[1], unit)} a week"
        if fastest
        else ""
    )
    needed = "no deadline ahead" if pace.required_weekly is None else f"a week{best}"
    until = f"by {day_text(verdict.tally.until)}"
    counted = ("Counted", shown(verdict, verdict.tally.counted, unit), until)
    if target is None:
        return [("Pledged", "no figure", by), counted]
    tiles = [
        ("Pledged", shown(verdict, target, unit), by),
        counted,
        ("Due by then", shown(verdict, pace.due, unit), "by straight line"),
        ("Still needed", shown(verdict, pace.required_weekly, unit), needed),
    ]
    found = by_verdict(told).get(key_of(verdict))
    if found is not None:
        tiles.append(("Chance", found.chance, f"of being met; 90 % range {found.ninety}"))
    return tiles


def _columns(verdicts: Iterable[Verdict]) -> list[Deadline | None]:
    found = dict.fromkeys(one.deadline for one in verdicts)
    return sorted(found, key=lambda one: date.max if one is None else one.on)


def _reading_rows(
    verdicts: Iterable[Verdict], columns: Sequence[Deadline | None]
) -> list[ReadingRow]:
    rows: dict[str, dict[Deadline | None, Verdict]] = {}
    for one in verdicts:
        rows.setdefault(one.reading.id, {})[one.deadline] = one
    return [ReadingRow(tuple(held.get(column) for column in columns)) for held in rows.values()]


def reasons(verdicts: Iterable[Verdict]) -> list[tuple[str, list[str]]]:
    """Return what each undecided or incomplete count needs, with the readings it is true of."""
    found: dict[str, list[str]] = {}
    for one in verdicts:
        texts = [f"needs {one.tally.lacks}"] if one.tally.lacks else one.tally.caveats
        for text in texts:
            names = found.setdefault(text, [])
            if one.reading.id not in names:
                names.append(one.reading.id)
    return list(found.items())


def _choices(verdicts: Iterable[Verdict]) -> list[tuple[str, list[Deadline]]]:
    """Return the readings that can be drawn, with their deadlines."""
    drawn = [one for one in verdicts if one.tally.counted is not None]
    return [
        (reading, [one.deadline for one in group if one.deadline])
        for reading, group in groupby(drawn, key=lambda one: one.reading.id)
    ]


def _revised(revisions: Iterable[Observation]) -> list[Revised]:
    found = [
        Revised(f"{key} {period}", tuple(group))
        for (key, period), group in groupby(revisions, key=lambda one: (one.key, one.period))
    ]
    return sorted(found, key=lambda one: one.values[-1].vintage.known_at)
