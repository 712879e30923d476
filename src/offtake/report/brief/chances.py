"""How likely each reading is to be met, in two sentences."""

from collections.abc import Iterable

from offtake.domain import VerdictWord
from offtake.pace import amount_text, day_text
from offtake.report.brief.words import reading_words
from offtake.report.chances import Chance, Foreseen, chances

MOST_SAID = 4
"""How many forecasts fit the page."""


def chance_sentences(outcomes: Iterable[Foreseen]) -> tuple[str, ...]:
    """Return what is to be expected of each reading that can be forecast, and what is behind it.

    The nearest deadlines come first, as many as fit the page.
    """
    return tuple(map(_sentences, chances(outcomes)[:MOST_SAID]))


def _sentences(one: Chance) -> str:
    verdict, forecast = one.verdict, one.forecast
    name, about = reading_words(verdict.reading)
    by = f"by {day_text(forecast.deadline)}"
    ranges = f"{one.ninety} with 90 %, {one.fifty} with 50 %"
    if verdict.target is None:
        said = f"to be expected {by}: {ranges}"
    else:
        stand = "still stand at" if verdict.word is VerdictWord.MET else "reach"
        target = amount_text(verdict.target.value, verdict.tally.unit_code)
        said = f"{one.chance} likely to {stand} {target} {by}; to be expected are {ranges}"
    behind = f"{one.behind[0].upper()}{one.behind[1:]}"
    return f"{name} ({about}): {said}. {behind} ({forecast.model})."
