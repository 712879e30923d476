"""The track record: what the forecasts said, and what came of it."""

from calendar import month_name
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from offtake.domain import Book
from offtake.forecast import Cases
from offtake.forecast.methods import AVERAGE, MODEL, NAIVE, TRIED
from offtake.forecast.rows import Replayed
from offtake.forecast.scoring import Scored
from offtake.forecast.summary import Skill, kind_of
from offtake.forecast.targets import TARGETS
from offtake.reference.codes import WORLD, place_by_id
from offtake.report.chances import chance_words
from offtake.report.charts import Shape, calibration_figures, page_svg
from offtake.report.track_record import Record


@dataclass(frozen=True, slots=True)
class Target:
    """One question of the back-test: the model's answer, the best plain one, and all of them.

    `model` is the method that forecasts such readings, `whole` every method over whole seasons and
    `quarters` the model by quarter of the season.
    """

    id: str
    title: str
    model: Skill
    reference: Skill
    whole: tuple[Skill, ...]
    quarters: tuple[Skill, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """One deadline of a pledge replayed: readings, a row for each day, and how it ended."""

    deadline: str
    readings: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]
    ends: tuple[str, ...]


def track_view(record: Record) -> dict[str, Any]:
    """Return what the page of the track record shows."""
    return {
        "calibration": [
            (kind, cases, calibration_chart(kind, cases))
            for kind, cases in record.calibration.items()
        ],
        "targets": targets(record.skills),
        "methods": {one.id: one.title for one in TRIED.values()},
        "replayed": record.replay[0].pledge if record.replay else "",
        "replays": replays(record.replay),
        "issued": issued_rows(record.issued),
        "scored": sum(one.final is not None for one in record.issued),
        "parties": record.parties,
    }


def question_words(target: str) -> str:
    """Return a question of the back-test in words.

    >>> question_words("soybeans-chn-sales-nov-feb")
    'soybeans to China, sold, 1 November to 28 February'
    """
    one = next((one for one in TARGETS if one.id == target), None)
    if one is None:
        return target
    place = "all destinations" if one.partner == WORLD else place_by_id(one.partner).label
    did = "sold" if one.book is Book.EXPORT_SALES else "shipped"
    ends = (f"{day} {month_name[month]}" for month, day in (one.start, one.end))
    return f"{one.product} to {place}, {did}, {' to '.join(ends)}"


def calibration_chart(kind: str, cases: Sequence[Cases]) -> str:
    """Return a picture of what became of one kind's probabilities, empty where none is on record.

    Two stand side by side, so each is drawn narrow.
    """
    figures = calibration_figures(kind, cases)
    return "" if figures is None else page_svg(figures, shape=Shape.NARROW, name=kind)


def targets(skills: Iterable[Skill]) -> list[Target]:
    """Return each question of the back-test with the model's answers beside the others'."""
    found = []
    for name, group in groupby(skills, key=lambda one: one.target):
        mine = list(group)
        model = AVERAGE.id if kind_of(name) == "sales" else MODEL.id
        whole = [one for one in mine if one.quarter is None]
        ours = [one for one in mine if one.model_id == model]
        if not ours:
            continue
        reference = min(
            (one for one in whole if one.model_id == NAIVE.id), default=whole[0], key=_crps
        )
        found.append(
            Target(
                id=name,
                title=question_words(name),
                model=next(one for one in ours if one.quarter is None),
                reference=reference,
                whole=tuple(sorted(whole, key=_crps)),
                quarters=tuple(one for one in ours if one.quarter is not None),
            )
        )
    return found


def _crps(one: Skill) -> float:
    return one.crps


def replays(rows: Sequence[Replayed]) -> list[Replay]:
    """Return a replay by deadline; days on which every answer stood still are told once."""
    found = []
    for deadline in sorted({one.deadline for one in rows}):
        mine = [one for one in rows if one.deadline == deadline]
        readings = tuple(dict.fromkeys(one.reading for one in mine))
        by_day: dict[str, dict[str, Replayed]] = {}
        for one in mine:
            by_day.setdefault(one.as_of, {})[one.reading] = one
        ends = {one.reading: one.in_the_end for one in mine}
        told = [(day, *_answers(held, readings)) for day, held in by_day.items()]
        kept = [
            one
            for number, one in enumerate(told)
            if number in {0, len(told) - 1} or one[1:] != told[number - 1][1:]
        ]
        found.append(Replay(deadline, readings, tuple(kept), tuple(ends[one] for one in readings)))
    return found


def _answers(held: dict[str, Replayed], readings: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    newest = max(one.figures_to for one in held.values())
    said = (held[name].probability if name in held else None for name in readings)
    return newest, tuple("–" if one is None else chance_words(one) for one in said)


def issued_rows(issued: Iterable[Scored]) -> list[tuple[Scored, str]]:
    """Return the forecasts issued, the newest first, each with its probability in words."""
    found = [(one, chance_words(one.probability)) for one in issued]
    return sorted(found, key=lambda row: (row[0].as_of, row[0].pledge), reverse=True)
