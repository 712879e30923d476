"""The table of wheat by class of the Monday report WA_GR101.

The name of a class stands on two lines, one part above the other, and the classes change: hard
white or mixed wheat has a column only while there is some. So each name is put together from what
stands above it. Below the total may stand shipments to Canada, of which only the sum is printed;
they are not read here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from offtake.errors import AnswerCut, FormatChanged

_TITLE = "WHEAT INSPECTED AND/OR WEIGHED FOR EXPORT BY CLASS"
_PHRASE = re.compile(r"\S+(?: \S+)*")
_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)"
_ROW = re.compile(rf"^(?P<label>.*?\S)(?P<figures>(?:\s+{_NUMBER})+)\s*$")
CLASSES = {
    "HARD RED SPRING": "",
    "HARD RED WINTER": "wheat_hrw",
    "SOFT RED WINTER": "wheat_srw",
    "HARD WHITE": "",
    "SOFT WHITE": "",
    "DURUM": "",
    "MIXED": "",
}
"""The classes ever printed, and our product for those that are followed."""


@dataclass(frozen=True, slots=True)
class WheatClasses:
    """Tonnes of a week by class, as printed, and how the table fails to add up, if it does."""

    tonnes: dict[str, int]
    total: int
    problems: tuple[str, ...]


def wheat_classes(source: str, lines: Sequence[str]) -> WheatClasses | None:
    """Return the table of wheat by class, or none where the report has no such table.

    Raises:
        AnswerCut: The table has no total.
        FormatChanged: A class or line was never seen before.
    """
    title = next((number for number, line in enumerate(lines) if _TITLE in line), None)
    if title is None:
        return None
    head = next(
        (number for number in range(title, len(lines)) if lines[number].split()[:1] == ["REGION"]),
        None,
    )
    if head is None:
        raise AnswerCut(source, f"line {title + 1}", "the table of wheat by class has no heading")
    names = _names(source, head, above=lines[head - 1], line=lines[head])
    ports = [0] * (len(names) + 1)
    subtotals = [0] * (len(names) + 1)
    problems: list[str] = []
    for number in range(head + 1, len(lines)):
        if not lines[number].strip():
            continue
        label, figures = _row(source, number, lines[number], width=len(names) + 1)
        if sum(figures[:-1]) != figures[-1]:
            problems.append(f"line {number + 1} is {figures[-1]:,}, not {sum(figures[:-1]):,}")
        if label == "TOTAL":
            problems += _off("ports", ports, figures) + _off("subtotals", subtotals, figures)
            tonnes = dict(zip(names, figures, strict=False))
            return WheatClasses(tonnes, figures[-1], tuple(problems))
        sums = subtotals if label.endswith("SUBTOTAL") else ports
        sums[:] = [one + other for one, other in zip(sums, figures, strict=True)]
    raise AnswerCut(source, "table of wheat by class", "no total")


def _names(source: str, head: int, *, above: str, line: str) -> list[str]:
    """Return the class of each column, its first words from the line above."""
    phrases = list(_PHRASE.finditer(line))
    if [one[0] for one in phrases[:2]] != ["REGION", "PORT AREA"] or phrases[-1][0] != "TOTALS":
        problem = f"{line.strip()!r} is not REGION, PORT AREA ... TOTALS"
        raise FormatChanged(source, f"line {head + 1}", problem)
    first = list(_PHRASE.finditer(above))
    names = []
    for phrase in phrases[2:-1]:
        over = [
            one[0] for one in first if one.start() < phrase.end() and one.end() > phrase.start()
        ]
        name = " ".join([*over, phrase[0]])
        if name not in CLASSES or name in names:
            problem = f"column {name!r} was never seen before, or is there twice"
            raise FormatChanged(source, f"line {head + 1}", problem)
        names.append(name)
    return names


def _row(source: str, number: int, line: str, *, width: int) -> tuple[str, list[int]]:
    match = _ROW.match(line)
    figures = match["figures"].split() if match else []
    if match is None or len(figures) != width:
        problem = f"{line.strip()!r} has not {width} figures"
        raise FormatChanged(source, f"line {number + 1}", problem)
    return match["label"].strip(), [int(one.replace(",", "")) for one in figures]


def _off(what: str, sums: Sequence[int], figures: Sequence[int]) -> list[str]:
    if list(sums) == list(figures):
        return []
    return [f"the {what} add up to {sums[-1]:,} in all, the total is {figures[-1]:,}"]
