"""The board: each pledge with what was bought, shipped and at most bought."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from offtake.domain import Pledge, Verdict, VerdictWord
from offtake.pace import amount_text
from offtake.report.board import summary_line
from offtake.report.chances import Chance, chance_of
from offtake.report.charts import Drawn, drawn_as, spark_svg
from offtake.report.releases import NextRelease, awaited
from offtake.report.rows import Forecasts, forecast_of


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of count of a pledge: how far it stands, and each verdict with its number.

    `verdict` is that of the first reading of the kind at its last deadline, and `chance` what is to
    be expected of it where it is open.
    """

    kind: Drawn
    verdict: Verdict
    counted: str
    target: str
    words: tuple[tuple[VerdictWord, int], ...]
    chance: Chance | None


@dataclass(frozen=True, slots=True)
class Card:
    """One pledge on the board; `lacks` says why no reading of it can be counted."""

    pledge: Pledge
    cells: tuple[Cell, ...]
    deadlines: tuple[date, ...]
    newest: date | None
    spark: str
    lacks: str
    coming: NextRelease | None


def board_view(
    verdicts: Sequence[Verdict],
    left_out: Sequence[Pledge],
    *,
    forecasts: Forecasts | None = None,
    coming: Sequence[NextRelease] = (),
) -> dict[str, Any]:
    """Return what the board shows: the pledges that can be counted, then the others.

    The newest comes first. `coming` are the releases that follow the board's day.
    """
    groups = groupby(verdicts, key=lambda one: one.pledge.id)
    cards = [_card(list(group), forecasts, coming) for _, group in groups]
    cards.sort(key=lambda card: card.pledge.made_on, reverse=True)
    return {
        "counted": [card for card in cards if card.cells],
        "others": [card for card in cards if not card.cells],
        "left_out": left_out,
        "summary": summary_line(verdicts),
    }


def _card(
    verdicts: list[Verdict], forecasts: Forecasts | None, coming: Sequence[NextRelease]
) -> Card:
    counted = [one for one in verdicts if one.tally.counted is not None]
    cells = [cell for kind in Drawn if (cell := _cell(kind, counted, forecasts))]
    deadlines = {one.deadline.on for one in verdicts if one.deadline}
    return Card(
        pledge=verdicts[0].pledge,
        cells=tuple(cells),
        deadlines=tuple(sorted(deadlines)),
        newest=max((one.tally.until for one in counted), default=None),
        spark=spark_svg(cells[0].verdict) if cells else "",
        lacks="" if counted else verdicts[0].why,
        coming=next(iter(awaited(coming, counted)), None),
    )


def _cell(kind: Drawn, counted: Sequence[Verdict], forecasts: Forecasts | None) -> Cell | None:
    held = [one for one in counted if drawn_as(one.reading) is kind]
    if not held:
        return None
    first = [one for one in held if one.reading.id == held[0].reading.id]
    shown = max(first, key=lambda one: date.max if one.deadline is None else one.deadline.on)
    tally = shown.tally
    words = Counter(one.word for one in held)
    forecast = forecast_of(shown, forecasts)
    return Cell(
        kind=kind,
        verdict=shown,
        counted="" if tally.counted is None else amount_text(tally.counted, tally.unit_code),
        target="" if shown.target is None else amount_text(shown.target.value, tally.unit_code),
        words=tuple((word, words[word]) for word in VerdictWord if words[word]),
        chance=None if forecast is None else chance_of(shown, forecast),
    )
