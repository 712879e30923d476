"""A release: what stood otherwise after a day's figures, per pledge and reading."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Protocol

from offtake.domain import WASHINGTON, Verdict
from offtake.pace import amount_text
from offtake.report.rows import RowUnit


class Pair(Protocol):
    """One reading at one deadline, on two days."""

    @property
    def before(self) -> Verdict | None:
        """As it stood on the earlier day; none where it could not be asked yet."""
        ...

    @property
    def after(self) -> Verdict:
        """As it stood on the later day."""
        ...


def release_days(verdicts: Iterable[Verdict]) -> list[tuple[date, int]]:
    """Return the days on which figures came out that some verdict stands on, newest first.

    With each the number of figures.
    """
    figures = {
        (one.series, one.period, one.vintage.known_at.astimezone(WASHINGTON).date())
        for verdict in verdicts
        for one in verdict.tally.contributions
    }
    return sorted(Counter(day for _, _, day in figures).items(), reverse=True)


def release_view(changed: Iterable[Pair]) -> dict[str, Any]:
    """Return what a release page shows: by pledge, what changed, other words before other counts.

    A new word is what alerts speak of, so `words` has those apart.
    """
    pairs = sorted(changed, key=lambda one: one.after.pledge.id)
    groups = [
        (group[0].after.pledge, [_row(one) for one in group])
        for _, found in groupby(pairs, key=lambda one: one.after.pledge.id)
        if (group := list(found))
    ]
    return {
        "groups": groups,
        "words": [
            _row(one) for one in pairs if one.before and one.before.word is not one.after.word
        ],
    }


def changes_rows(changed: Iterable[Pair], *, unit: str = "t") -> list[dict[str, Any]]:
    """Return changes as flat rows, with the count and word before and after."""
    rows = []
    for one in changed:
        into = RowUnit(one.after, unit)
        before = one.before
        rows.append(
            {
                "pledge": one.after.pledge.id,
                "reading": one.after.reading.id,
                "deadline": one.after.deadline.on.isoformat() if one.after.deadline else None,
                "unit": into.unit,
                "counted_before": None if before is None else into(before.tally.counted),
                "counted_after": into(one.after.tally.counted),
                "verdict_before": None if before is None else before.word.value,
                "verdict_after": one.after.word.value,
                "why": one.after.why,
            }
        )
    return rows


def _row(one: Pair) -> dict[str, Any]:
    before, after = one.before, one.after
    unit_code = after.tally.unit_code
    counts = [None if held is None else held.tally.counted for held in (before, after)]
    change = None if counts[0] is None or counts[1] is None else counts[1] - counts[0]
    return {
        "verdict": after,
        "word_before": None if before is None else before.word,
        "before": _text(counts[0], unit_code),
        "after": _text(counts[1], unit_code),
        "change": "" if change is None else _signed(change, unit_code),
    }


def _text(value: Decimal | None, unit_code: str) -> str:
    return "none" if value is None else amount_text(value, unit_code)


def _signed(change: Decimal, unit_code: str) -> str:
    return ("+" if change > 0 else "") + amount_text(change, unit_code)
