"""The board in the terminal: every pledge under each of its readings, at 80 columns."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from textwrap import wrap

from offtake.domain import Quantity, Verdict, VerdictWord
from offtake.errors import VocabularyError
from offtake.reference.crops import convert

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
_SHOWN_AS = {"t": "Mt"}
_NAME_WIDTH = 24
_UNIT_WORDS = {"piece": "pieces", "USD": "dollars"}
_HEADER = f"  {'reading':<25}{'deadline':<11}{'counted':>7}{'due':>7}{'weekly':>7}  verdict"


def board_lines(verdicts: Sequence[Verdict], *, unit: str = "t") -> Iterator[Line]:
    """Yield the board: per pledge a heading, its judged readings, and what the others need.

    Tonnes are shown in millions. `weekly` is the rate still needed. Footnotes carry the reasons.
    """
    for _pledge, group in groupby(verdicts, key=lambda verdict: verdict.pledge.id):
        yield from _pledge_lines(list(group), unit)
        yield "", ""


def verdict_lines(verdicts: Sequence[Verdict], *, unit: str = "t") -> Iterator[Line]:
    """Yield the table of some verdicts and the footnotes to it."""
    counted = [one for one in verdicts if one.tally.counted is not None]
    if counted:
        yield f"{_HEADER}", "dim"
    for reading_id, group in groupby(counted, key=lambda verdict: verdict.reading.id):
        name = reading_id
        if len(name) > _NAME_WIDTH:
            yield f"  {name}", ""
            name = ""
        for verdict in group:
            yield _row(verdict, name, unit), STYLES[verdict.word]
            name = ""
    for reason, names in _reasons(verdicts).items():
        yield from ((line, "dim") for line in _note(", ".join(names), reason))


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
    return f"{pledges} pledges, {len(verdicts)} rows: {counts}"


def _pledge_lines(verdicts: list[Verdict], unit: str) -> Iterator[Line]:
    pledge = verdicts[0].pledge
    made = f"made {pledge.made_on}"
    yield f"{pledge.id:<{WIDTH - len(made)}}{made}", "bold"
    for line in wrap(pledge.title, WIDTH):
        yield line, ""
    amounts = {_amount(verdict) for verdict in verdicts} - {""}
    parts = [f"amount {amount}" for amount in sorted(amounts)]
    if any(verdict.tally.counted is not None for verdict in verdicts):
        parts.append(f"quantities in {_SHOWN_AS.get(unit, unit)}")
    if parts:
        yield from ((line, "dim") for line in _indented("; ".join(parts)))
    yield from verdict_lines(verdicts, unit=unit)


def _amount(verdict: Verdict) -> str:
    if verdict.reading.amount is None:
        return ""
    amount = verdict.reading.amount
    words = {"floor": "at least", "ceiling": "at most", "about": "about"}
    text = f"{words[amount.kind.value]} {_plural(amount.quantity)}"
    return f"{text} above {amount.baseline}" if amount.baseline else text


def _plural(quantity: Quantity) -> str:
    return f"{quantity.value:,f} {_UNIT_WORDS.get(quantity.unit_code, quantity.unit_code)}"


def _row(verdict: Verdict, name: str, unit: str) -> str:
    deadline = verdict.deadline.on.isoformat() if verdict.deadline else "none"
    cells = (verdict.tally.counted, verdict.pace.due, verdict.pace.required_weekly)
    numbers = "".join(f"{_number(verdict, cell, unit):>7}" for cell in cells)
    return f"  {name:<{_NAME_WIDTH}} {deadline:<11}{numbers}  {_word(verdict)}"


def _word(verdict: Verdict) -> str:
    word = _WORDS.get(verdict.word, verdict.word.value)
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
    try:
        shown = convert(quantity, verdict.reading.product, _SHOWN_AS.get(unit, unit)).value
    except VocabularyError:
        shown = value / 1_000_000
    return f"{shown:,.2f}"


def _reasons(verdicts: Sequence[Verdict]) -> dict[str, list[str]]:
    """Return what cannot be judged and what a count leaves out, with the readings it is true of."""
    reasons: dict[str, list[str]] = {}
    for verdict in verdicts:
        is_undecided = verdict.word is VerdictWord.CANNOT_BE_JUDGED
        texts = [verdict.why] if is_undecided else list(verdict.tally.caveats)
        for text in texts:
            names = reasons.setdefault(text, [])
            if verdict.reading.id not in names:
                names.append(verdict.reading.id)
    return reasons


def _note(names: str, reason: str) -> list[str]:
    return _indented(f"{names}: {reason}")


def _indented(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
