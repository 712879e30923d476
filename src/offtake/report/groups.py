"""A group of pledges made together: one line a pledge, year and book, then a table by product."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from string import ascii_lowercase, ascii_uppercase
from textwrap import wrap
from typing import Any

from offtake.domain import Verdict, VerdictWord
from offtake.pace import ProductScore, amount_text, base_of
from offtake.report.board import STYLES, WIDTH, Line
from offtake.report.rows import report_row

Products = Mapping[tuple[str, str], Sequence[ProductScore]]
"""Scores by product, by pledge and reading."""
_PRODUCT_NOTE = (
    "By product, an illustration: the product's base times the section's target over the section's "
    "base (PIIE's method). The text binds sections and years only."
)


def group_lines(group: str, verdicts: Sequence[Verdict], products: Products) -> Iterator[Line]:
    """Yield the table of a group of pledges, its notes by letter, then the tables by product."""
    yield group, "bold"
    yield _HEADER.format("base", "target", "counted", "share") + "  verdict, notes", "dim"
    notes = _notes(verdicts)
    pledge = ""
    for verdict in verdicts:
        if verdict.pledge.id != pledge:
            pledge = verdict.pledge.id
            yield pledge, "bold"
        letters = "".join(notes[text] for text in _texts(verdict))
        yield f"{_score(verdict)} {letters}", STYLES[verdict.word]
    for text, letter in notes.items():
        yield from ((line, "dim") for line in _wrapped(f"{letter} {text}"))
    shown = _shown(products, verdicts)
    if shown:
        yield "", ""
        yield from ((line, "dim") for line in wrap(_PRODUCT_NOTE, WIDTH))
    for pledge_id, reading_id in shown:
        name = f"{pledge_id}, {reading_id}"
        yield name, "bold"
        yield from ((_product(score), "") for score in products[pledge_id, reading_id])


_HEADER = "  {0:>35}{1:>11}{2:>11}{3:>8}"


def _shown(products: Products, verdicts: Sequence[Verdict]) -> list[tuple[str, str]]:
    """Return the readings whose products are shown: one a pledge and window, sums left out.

    A pledge for the goods of several others together would only repeat theirs.
    """
    windows: dict[tuple[str, Any, Any], tuple[str, str]] = {}
    labels: dict[str, frozenset[str]] = {}
    for verdict in verdicts:
        key = (verdict.pledge.id, verdict.reading.id)
        if key in products:
            labels[verdict.pledge.id] = frozenset(score.label for score in products[key])
            window = (verdict.pledge.id, verdict.reading.window.start, verdict.deadline)
            windows.setdefault(window, key)
    sums = {name for name, one in labels.items() if any(other < one for other in labels.values())}
    return [key for (pledge, _, _), key in windows.items() if pledge not in sums]


def group_rows(verdicts: Sequence[Verdict], products: Products) -> list[dict[str, Any]]:
    """Return a report row for each verdict, with `base`, `share` and its `products`."""
    return [
        report_row(verdict)
        | {
            "base": _number(base_of(verdict)),
            "share": _number(_share(verdict)),
            "products": [
                {
                    "product": score.label,
                    "base": _number(score.base),
                    "illustrative_target": _number(score.target),
                    "counted": _number(score.counted),
                    "share": _number(score.share),
                    "lacks": score.lacks,
                }
                for score in products.get((verdict.pledge.id, verdict.reading.id), ())
            ],
        }
        for verdict in verdicts
    ]


def _score(verdict: Verdict) -> str:
    word = verdict.word.value.replace("_", " ")
    target = None if verdict.target is None else verdict.target.value
    cells = (base_of(verdict), target, verdict.tally.counted)
    if verdict.tally.lacks:
        cells = (None, None, None)
    shown = [_amount(cell, verdict.tally.unit_code) for cell in cells]
    share = _per_cent(_share(verdict))
    return f"  {verdict.reading.id:<24}{shown[0]:>10}{shown[1]:>11}{shown[2]:>11}{share:>8}  {word}"


def _product(score: ProductScore) -> str:
    cells = [_amount(cell, score.unit_code) for cell in (score.base, score.target, score.counted)]
    label = score.label if len(score.label) <= 24 else score.label[:23] + "…"  # noqa: PLR2004
    return f"  {label:<24}{cells[0]:>10}{cells[1]:>11}{cells[2]:>11}{_per_cent(score.share):>8}"


def _notes(verdicts: Sequence[Verdict]) -> dict[str, str]:
    """Return a letter for each thing that some counts leave out or need."""
    texts = dict.fromkeys(text for verdict in verdicts for text in _texts(verdict))
    return dict(zip(texts, ascii_lowercase + ascii_uppercase, strict=False))


def _texts(verdict: Verdict) -> Sequence[str]:
    if verdict.word is VerdictWord.CANNOT_BE_JUDGED:
        return [verdict.why]
    return verdict.tally.caveats


def _wrapped(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _share(verdict: Verdict) -> Decimal | None:
    if verdict.tally.counted is None or verdict.target is None or not verdict.target.value:
        return None
    return verdict.tally.counted / verdict.target.value


def _amount(value: Decimal | None, unit_code: str) -> str:
    return "-" if value is None else amount_text(value, unit_code)


def _per_cent(share: Decimal | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
