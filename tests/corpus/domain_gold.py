"""The trade statements that people wrote down by the annotation guide, and how to score them.

A predicted statement fits a wanted one when obligor, action and goods are the same and the quotes
share characters; each fits one other, the longest shared quote first. Chain, firmness, quantity
and time are judged on the statements that fit.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.intervals import Counts

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """A document of the gold and the statements people found in it."""

    id: str
    published_on: str
    publisher: str | None
    kind: str | None
    text: str
    statements: tuple[Row, ...]


def texts(path: Path) -> tuple[Text, ...]:
    """Return the documents of a gold file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(
        Text(
            id=row["doc"],
            published_on=row["date"],
            publisher=row.get("publisher"),
            kind=row.get("kind"),
            text=row["text"],
            statements=tuple(row["statements"]),
        )
        for row in rows
    )


def counts(text: str, *, wanted: Sequence[Row], found: Sequence[Row]) -> Counts:
    """Return what one document adds to each measure."""
    pairs = fitting(text, wanted=wanted, found=found)
    result: Counts = Counter(found=len(found), wanted=len(wanted), fits=len(pairs))
    result["near"] = len(fitting(text, wanted=wanted, found=found, same=_same_but_goods))
    result.update(f"{one['action']} wanted" for one in wanted)
    for gold, guess in pairs:
        result.update(_judged(gold, guess))
        result[f"{gold['action']} fits"] += 1
    return result


def _judged(gold: Row, guess: Row) -> Counts:
    gap = abs(gold["firmness"] - guess["firmness"])
    result: Counts = Counter(
        {
            "chain": chain(gold) == chain(guess),
            "actors": [a for a, _ in chain(gold)] == [a for a, _ in chain(guess)],
            "level": gap == 0,
            "level within one": gap <= 1,
            "missing": set(gold["missing"]) == set(guess["missing"]),
            "direction": set(gold["direction"]) == set(guess["direction"]),
            "counterparty": gold["counterparty"] == guess["counterparty"],
        }
    )
    for field, compare in (("quantity", _quantity), ("time", _days), ("time text", _time_text)):
        key = field.split()[0]
        if gold[key] is not None:
            result[f"{field} wanted"] += 1
            result[f"{field} right"] += guess[key] is not None and compare(gold[key], guess[key])
        result[f"{field} invented"] += gold[key] is None and guess[key] is not None
    return result


def chain(row: Row) -> list[tuple[str, str]]:
    """Return the hops of a statement, their cues in lower case and with straight quotes."""
    return [(hop["actor"], _plain(hop["cue"])) for hop in row["chain"]]


def _plain(words: str) -> str:
    return " ".join(words.replace("’", "'").replace("‘", "'").lower().split())


def _quantity(gold: Row, guess: Row) -> bool:
    return all(gold[field] == guess[field] for field in ("value", "unit", "mod", "per"))


def _days(gold: Row, guess: Row) -> bool:
    return all(gold[field] == guess[field] for field in ("start", "end", "role"))


def _time_text(gold: Row, guess: Row) -> bool:
    one, two = set(_plain(gold["text"]).split()), set(_plain(guess["text"]).split())
    return bool(one & two)


def fitting(
    text: str, *, wanted: Sequence[Row], found: Sequence[Row], same: Any = None
) -> list[tuple[Row, Row]]:
    """Return the pairs of wanted and found statements, each used once."""
    same = same or _same
    shared = sorted(
        (
            (_common(_place(text, one), _place(text, two)), _alike(one, two), -i, -j)
            for i, one in enumerate(wanted)
            for j, two in enumerate(found)
            if same(one, two)
        ),
        reverse=True,
    )
    taken: set[tuple[str, int]] = set()
    pairs = []
    for common, _, i, j in shared:
        if common > 0 and not {("wanted", i), ("found", j)} & taken:
            taken |= {("wanted", i), ("found", j)}
            pairs.append((wanted[-i], found[-j]))
    return pairs


def _alike(one: Row, two: Row) -> int:
    """Prefer, among statements that share a quote (one a year), those with the same days."""
    return int(bool(one["time"]) and bool(two["time"]) and _days(one["time"], two["time"]))


def _same(one: Row, two: Row) -> bool:
    return _same_but_goods(one, two) and set(one["goods"]) == set(two["goods"])


def _same_but_goods(one: Row, two: Row) -> bool:
    return bool(one["obligor"] == two["obligor"] and one["action"] == two["action"])


def _place(text: str, row: Row) -> tuple[int, int]:
    if "start" in row:
        return row["start"], row["end"]
    start = text.find(row["quote"])
    return start, start + len(row["quote"])


def _common(one: tuple[int, int], two: tuple[int, int]) -> int:
    return max(0, min(one[1], two[1]) - max(one[0], two[0]))
