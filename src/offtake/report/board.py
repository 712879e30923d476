"""The board in the terminal: every pledge under each of its readings, at 80 columns."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import groupby
from textwrap import wrap

from offtake.domain import Period, Quantity, Verdict, VerdictWord, year_holding
from offtake.errors import VocabularyError
from offtake.pace import amount_text
from offtake.reference.crops import convert
from offtake.report.rows import Forecasts, forecast_of

WIDTH = 80
STYLES = {
    VerdictWord.MET: "green",
    VerdictWord.MISSED: "red",
    VerdictWord.OPEN: "yellow",
    VerdictWord.CANNOT_BE_JUDGED: "dim",
}
Line = tuple[str, str]
"""A line of text and its style, empty for plain."""

_WORDS = {VerdictWord.CANNOT_BE_JUDGED: "cannot be judged"}
_SHOWN_AS = {"t": "Mt", "USD": "bn_USD"}
_NAME_WIDTH = 24
_NUMBER_WIDTH = 7
_NUMBERS = ("counted", "due", "weekly")
_WHOLE_FROM = 10_000
"""From here on a number is shown without decimals."""
_UNIT_WORDS = {
    "piece": "pieces",
    "USD": "dollars",
    "bn_USD": "billion dollars",
    "running_bale": "running bales",
}


def board_lines(
    verdicts: Sequence[Verdict], *, unit: str = "t", forecasts: Forecasts | None = None
) -> Iterator[Line]:
    """Yield the board: per pledge a heading, its judged readings, and what the others need.

    Tonnes are shown in millions. `weekly` is the rate still needed. Footnotes carry the reasons.
    """
    for _pledge, group in groupby(verdicts, key=lambda verdict: verdict.pledge.id):
        yield from _pledge_lines(list(group), unit, forecasts)
        yield "", ""


def verdict_lines(
    verdicts: Sequence[Verdict], *, unit: str = "t", forecasts: Forecasts | None = None
) -> Iterator[Line]:
    """Yield the table of some verdicts and the footnotes to it."""
    counted = [one for one in verdicts if one.tally.counted is not None]
    if counted:
        yield from _table(counted, unit, forecasts)
    for reason, names in _reasons(verdicts).items():
        yield from ((line, "dim") for line in _note(", ".join(names), reason))


def unit_text(verdicts: Sequence[Verdict], *, unit: str = "t") -> str:
    """Return in which unit the table of some verdicts is, empty where nothing has counted.

    A count with no exact factor to `unit` keeps its own; its readings are then named.
    """
    units: dict[str, list[str]] = {}
    for verdict in verdicts:
        if verdict.tally.counted is not None:
            names = units.setdefault(_shown_unit(verdict, unit), [])
            if verdict.reading.id not in names:
                names.append(verdict.reading.id)
    if len(units) == 1:
        return _unit_word(next(iter(units)))
    return ", ".join(f"{_unit_word(one)} ({', '.join(names)})" for one, names in units.items())


def summary_line(verdicts: Sequence[Verdict]) -> str:
    """Return how many verdicts there are of each word, over how many pledges.

    >>> summary_line([])
    '0 pledges, 0 rows: 0 met, 0 missed, 0 open, 0 cannot be judged'
    """
    words = [verdict.word for verdict in verdicts]
    counts = ", ".join(
        f"{words.count(word)} {_WORDS.get(word, word.value)}" for word in VerdictWord
    )
    pledges = len({verdict.pledge.id for verdict in verdicts})
    return f"{_counted(pledges, 'pledge')}, {_counted(len(verdicts), 'row')}: {counts}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _pledge_lines(
    verdicts: list[Verdict], unit: str, forecasts: Forecasts | None
) -> Iterator[Line]:
    pledge = verdicts[0].pledge
    made = f"made {pledge.made_on}"
    yield f"{pledge.id:<{WIDTH - len(made)}}{made}", "bold"
    for line in wrap(pledge.title, WIDTH):
        yield line, ""
    amounts = {_amount(verdict) for verdict in verdicts} - {""}
    parts = [f"amount {amount}" for amount in sorted(amounts)]
    if units := unit_text(verdicts, unit=unit):
        parts.append(f"quantities in {units}")
    if parts:
        yield from ((line, "dim") for line in _indented("; ".join(parts)))
    yield from verdict_lines(verdicts, unit=unit, forecasts=forecasts)


def _amount(verdict: Verdict) -> str:
    if verdict.reading.amount is None:
        return ""
    amount = verdict.reading.amount
    words = {"floor": "at least", "ceiling": "at most", "about": "about"}
    text = f"{words[amount.kind.value]} {_plural(amount.quantity)}"
    if amount.base is not None:
        times = f"{amount.base.times} times " if amount.base.times > 1 else ""
        text = f"{text} above {times}{_span_text(amount.base.period)}"
    return f"{text} above {amount.baseline}" if amount.baseline else text


def _span_text(period: Period) -> str:
    """Return a span in words: a calendar year by its number."""
    is_year = period == year_holding(period.start)
    return str(period.start.year) if is_year else str(period)


def _plural(quantity: Quantity) -> str:
    if quantity.unit_code == "USD":
        return amount_text(quantity.value, "USD")
    return f"{quantity.value:,f} {_unit_word(quantity.unit_code)}"


def _unit_word(code: str) -> str:
    return _UNIT_WORDS.get(code, code)


def _table(verdicts: Sequence[Verdict], unit: str, forecasts: Forecasts | None) -> Iterator[Line]:
    """Yield a header and a row a verdict, columns as wide as their longest number and a blank.

    Long numbers take their room from the names, which then stand on a line of their own.
    """
    rows = [(verdict, _numbers(verdict, unit)) for verdict in verdicts]
    longest = max(len(number) for _, numbers in rows for number in numbers)
    width = max(_NUMBER_WIDTH, longest + 1)
    name_width = max(0, _NAME_WIDTH - len(_NUMBERS) * (width - _NUMBER_WIDTH))
    cells = partial(_cells, name_width=name_width, width=width)
    header = cells("reading"[:name_width], deadline="deadline", numbers=_NUMBERS, word="verdict")
    yield header, "dim"
    for reading_id, group in groupby(rows, key=lambda row: row[0].reading.id):
        name = reading_id
        if len(name) > name_width:
            yield f"  {name}", ""
            name = ""
        for verdict, numbers in group:
            deadline = verdict.deadline.on.isoformat() if verdict.deadline else "none"
            line = cells(name, deadline=deadline, numbers=numbers, word=_word(verdict, forecasts))
            yield line, STYLES[verdict.word]
            name = ""


def _cells(
    name: str, *, deadline: str, numbers: Sequence[str], word: str, name_width: int, width: int
) -> str:
    shown = "".join(f"{number:>{width}}" for number in numbers)
    return f"  {name:<{name_width}} {deadline:<11}{shown}  {word}"


def _numbers(verdict: Verdict, unit: str) -> list[str]:
    cells = (verdict.tally.counted, verdict.pace.due, verdict.pace.required_weekly)
    return [_number(verdict, cell, unit) for cell in cells]


def _word(verdict: Verdict, forecasts: Forecasts | None) -> str:
    """Return the verdict, and of an open one how likely it is to be met."""
    word = _WORDS.get(verdict.word, verdict.word.value)
    forecast = forecast_of(verdict, forecasts)
    if verdict.word is VerdictWord.OPEN and forecast and forecast.probability is not None:
        return f"{word}, {forecast.probability:.0%}"
    if verdict.pace.is_out_of_reach:
        return f"{word}, out of reach"
    reached = verdict.first_met_on
    if verdict.word is VerdictWord.MISSED and reached is not None:
        return f"{word}; {reached.day} {reached:%b %y}"
    return word


def _number(verdict: Verdict, value: Decimal | None, unit: str) -> str:
    if value is None:
        return "-"
    quantity = Quantity(value, verdict.tally.unit_code)
    shown = convert(quantity, verdict.reading.product, _shown_unit(verdict, unit)).value
    return f"{shown:,.2f}" if abs(shown) < _WHOLE_FROM else f"{shown:,.0f}"


def _shown_unit(verdict: Verdict, unit: str) -> str:
    """Return the unit a verdict's numbers are shown in: the one asked for, where they convert."""
    own = verdict.tally.unit_code
    wanted = _SHOWN_AS.get(unit, unit)
    try:
        convert(Quantity(Decimal(1), own), verdict.reading.product, wanted)
    except VocabularyError:
        return _SHOWN_AS.get(own, own)
    return wanted


def _reasons(verdicts: Sequence[Verdict]) -> dict[str, list[str]]:
    """Return what cannot be judged and what a count leaves out, with the readings it is true of."""
    reasons: dict[str, list[str]] = {}
    for verdict in verdicts:
        is_undecided = verdict.word is VerdictWord.CANNOT_BE_JUDGED
        texts = [_why(verdict)] if is_undecided else list(verdict.tally.caveats)
        for text in texts:
            names = reasons.setdefault(text, [])
            if verdict.reading.id not in names:
                names.append(verdict.reading.id)
    return reasons


def _why(verdict: Verdict) -> str:
    """Return why a verdict cannot be given, alike for all that lack the same."""
    lacks = verdict.tally.lacks
    return f"cannot be judged yet: needs {lacks}" if lacks else verdict.why


def _note(names: str, reason: str) -> list[str]:
    return _indented(f"{names}: {reason}")


def _indented(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
