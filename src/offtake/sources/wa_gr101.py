"""The text of the Monday report WA_GR101, table by table, as printed.

Two layouts are known: the sixth column of the tables of all grains is flaxseed until spring 2026
and canola after, and the widths move with it. Columns are found by their headings, rows by the
numbers at their ends. What is not a known line of a table stops the reader.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from offtake.errors import AnswerCut, AnswerIsNotData, FormatChanged
from offtake.sources.wheat_classes import WheatClasses, wheat_classes

_LAST_LINE = "https://fgisonline.ams.usda.gov/ExportGrainReport/default.aspx"
_TITLE = "INSPECTED AND/OR WEIGHED FOR EXPORT"
_ISSUED = re.compile(
    r"^Washington, DC\s+\w{3}\s+([A-Z][a-z]{2}) +(\d{1,2}), (\d{4})\s", re.MULTILINE
)
_WEEK = re.compile(r"REPORTED IN WEEK ENDING ([A-Z]{3}) (\d{2}), (\d{4})")
_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)"
_FIGURES = re.compile(rf"^(?P<label>.*?)(?P<figures>(?:\s+{_NUMBER})+)\s*$")
_PAIR = re.compile(rf"\s+(?P<name>[A-Z][A-Z. &'-]*?)\s+(?P<figure>{_NUMBER})(?=\s|$)")
_CORRECTION = re.compile(
    rf"^FOR CERTDATE (?P<day>\d\d/\d\d/\d\d) (?P<act>[A-Z]+)\s+(?P<figure>{_NUMBER})\s+"
    r"(?P<kind>\S+)\s+(?P<grain>[A-Z]+)\s+FROM (?P<port>.+?) TO (?P<destination>.+?)\s*$"
)
_RULE = re.compile(r"^-{20,}\s*$")
_MAIN = ("CORN", "SORGHUM", "SOYBEANS", "WHEAT")  # always there by destination
Totals = dict[date, dict[str, int]]
_HEADINGS = {"YELLOW": "CORN", "WHITE": "CORN"}


@dataclass(frozen=True, slots=True)
class Correction:
    """So many tonnes added to the week of a certificate date."""

    certified_on: date
    grain: str
    destination: str
    tonnes: int
    locator: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a report prints: all names as printed, all figures in tonnes.

    `totals` are by week and grain, `to_date` by grain since its marketing year began, to this week
    and to that of a year ago; `wheat` is by class, none where there is no such table. `regions` are
    by grain, region and destination; `subtotals` by grain and region; `sums` by grain, without
    Canada, whose figures are `canada`. `soybeans` are by destination, from the table by port area.
    `rows` are the destinations by region.
    """

    issued_on: date
    week_ending: date
    totals: dict[date, dict[str, int]]
    to_date: dict[date, dict[str, int]]
    wheat: WheatClasses | None
    regions: dict[str, dict[str, dict[str, int]]]
    subtotals: dict[str, dict[str, int]]
    sums: dict[str, int]
    canada: dict[str, int]
    soybeans: dict[str, int]
    soybeans_total: int
    corrections: tuple[Correction, ...]
    rows: int


def read_report(source: str, text: str) -> Report:
    """Return what the text of a report prints.

    Raises:
        AnswerIsNotData: It is no such report.
        AnswerCut: It does not end with its last line.
        FormatChanged: A heading, column or line was never seen before.
    """
    if not text.lstrip().startswith("WA_GR101"):
        raise AnswerIsNotData(source, "body", "it does not begin with WA_GR101")
    if not text.rstrip().endswith(_LAST_LINE):
        raise AnswerCut(source, "last line", f"it does not end with {_LAST_LINE}")
    reader = _Reader(source, text.splitlines())
    week = reader.week()
    totals, to_date = reader.grains(week)
    table = reader.destinations([name for name in _MAIN if totals[week].get(name)])
    soybeans, soybeans_total = reader.ports()
    corrections = reader.corrections()
    return Report(
        issued_on=reader.issued_on(text),
        week_ending=week,
        totals=totals,
        to_date=to_date,
        wheat=wheat_classes(source, reader.lines),
        regions=table.regions,
        subtotals=table.subtotals,
        sums=table.sums,
        canada=table.canada,
        soybeans=soybeans,
        soybeans_total=soybeans_total,
        corrections=corrections,
        rows=table.rows,
    )


@dataclass(slots=True)
class _Table:
    regions: dict[str, dict[str, dict[str, int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )
    subtotals: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    sums: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    canada: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    rows: int = 0


@dataclass(slots=True)
class _Reader:
    source: str
    lines: list[str]

    def changed(self, number: int, problem: str) -> FormatChanged:
        return FormatChanged(self.source, f"line {number + 1}", problem)

    def issued_on(self, text: str) -> date:
        found = _ISSUED.search(text)
        if found is None:
            raise FormatChanged(self.source, "heading", "no date of issue after 'Washington, DC'")
        return _day(self.source, " ".join(found.groups()), "%b %d %Y")

    def week(self) -> date:
        """Return the week that every table says it is of."""
        found = {match.groups() for line in self.lines if (match := _WEEK.search(line))}
        if len(found) != 1:
            problem = f"{len(found)} different weeks in the headings, not one"
            raise FormatChanged(self.source, "headings", problem)
        return _day(self.source, " ".join(found.pop()).title(), "%b %d %Y")

    def start(self, *titles: str) -> int:
        """Return the line after the title of a table, which may go over two lines."""
        for number, (line, below) in enumerate(pairwise(self.lines)):
            if _TITLE in line and all(title in f"{line} {below}" for title in titles):
                return number + 1
        raise FormatChanged(self.source, "headings", f"no table {' '.join(titles)!r}")

    def find(self, begun: int, is_it: Callable[[str], bool], what: str) -> int:
        """Return the first line that is it."""
        for number in range(begun, len(self.lines)):
            if is_it(self.lines[number]):
                return number
        raise FormatChanged(self.source, f"line {begun + 1}", f"{what} is missing below")

    def grains(self, week: date) -> tuple[Totals, Totals]:
        """Return the totals by week and grain, and those to date; all must add up."""
        begun = self.start("GRAINS", "REPORTED IN WEEK")
        head = self.find(begun, lambda line: line.split()[:1] == ["GRAIN"], "the heading GRAIN")
        days = [_day(self.source, text, "%m/%d/%Y") for text in self.lines[head].split()[1:4]]
        if self.lines[head].split()[4:] != ["TO", "DATE", "TO", "DATE"] or days[0] != week:
            raise self.changed(head, f"{self.lines[head].strip()!r} is not the heading of {week}")
        found: Totals = {day: {} for day in days}
        to_date: Totals = {day: {} for day in (days[0], days[2])}
        columns = [*found.values(), *to_date.values()]
        for number, label, figures in self.rows(head + 1, width=5):
            if label.upper() == "TOTAL":
                sums = [sum(one.values()) for one in columns]
                if sums != figures:
                    raise self.changed(number, f"the grains add up to {sums}, not {figures}")
                return found, to_date
            for one, figure in zip(columns, figures, strict=True):
                one[label] = figure
        raise AnswerCut(self.source, "table of grains", "no total")

    def ports(self) -> tuple[dict[str, int], int]:
        """Return soybeans by destination, summed over port areas, and their total."""
        begun = self.find(
            self.start("SOYBEANS", "BY PORT AREA AND COUNTRY OF DESTINATION"),
            lambda line: bool(_RULE.match(line)),
            "the rule above the ports",
        )
        found: dict[str, int] = defaultdict(int)
        for number in range(begun + 1, len(self.lines)):
            line = self.lines[number]
            if line.strip() == "TOTAL":
                return dict(found), self.whole(number + 1)
            if not line.strip() or not line.startswith(" "):
                continue  # a blank, or the name of a port area
            pairs = list(_PAIR.finditer(line))
            if "".join(pair[0] for pair in pairs).split() != line.split():
                raise self.changed(number, f"{line.strip()!r} is not destinations and figures")
            for pair in pairs:
                found[pair["name"]] += int(pair["figure"].replace(",", ""))
        raise AnswerCut(self.source, "table by port area", "no total")

    def whole(self, number: int) -> int:
        text = self.lines[number].strip().replace(",", "")
        if not text.isdigit():
            raise self.changed(number, f"{text!r} is not a total")
        return int(text)

    def destinations(self, inspected: Sequence[str]) -> _Table:
        """Return all grains by region and destination; those inspected must have a column."""
        begun = self.start("GRAINS", "BY REGION AND COUNTRY OF DESTINATION")
        head = self.find(begun, lambda line: line.split()[:1] == ["REGION"], "the heading REGION")
        grains = self.headings(head)
        for grain in inspected:
            if grain not in grains:
                raise self.changed(head, f"column {grain!r} is missing")
        table, region = _Table(), ""
        for number, label, figures in self.rows(head + 1, width=len(grains) + 1):
            if sum(figures[:-1]) != figures[-1]:
                raise self.changed(
                    number, f"{label!r} is {figures[-1]:,}, not {sum(figures[:-1]):,}"
                )
            names = [name for name in re.split(r"\s{2,}", label) if name]
            region = names[0] if len(names) > 1 else region
            if label.strip() == "TOTAL":
                _put(table.sums, grains, figures)
                table.canada = self.canada(number, grains)
                return table
            table.rows += names[-1] != "SUBTOTAL"
            for grain, figure in zip(grains, figures, strict=False):
                _place(table, grain, region, names[-1], figure)
        raise AnswerCut(self.source, "table by region and destination", "no total")

    def headings(self, head: int) -> list[str]:
        """Return the grain of each column: yellow and white stand below CORN."""
        words = self.lines[head].split()
        if words[:2] != ["REGION", "COUNTRY"] or words[-1] != "TOTALS":
            raise self.changed(head, f"{' '.join(words)!r} is not REGION COUNTRY ... TOTALS")
        above = self.lines[head - 1].split()
        if above != ["CORN"] * sum(word in _HEADINGS for word in words):
            raise self.changed(head - 1, f"{' '.join(above)!r} stands above the grains")
        return [_HEADINGS.get(word, word) for word in words[2:-1]]

    def canada(self, begun: int, grains: Sequence[str]) -> dict[str, int]:
        """Return the shipments to Canada below a table, which are not in its total."""
        found: dict[str, int] = defaultdict(int)
        for number in range(begun + 1, len(self.lines)):
            if _RULE.match(self.lines[number]):
                return dict(found)
            if self.lines[number].strip() == "SHIPMENTS TO CANADA*":
                ((_, label, figures),) = self.rows(number + 1, width=len(grains) + 1, most=1)
                if label or sum(figures[:-1]) != figures[-1]:
                    raise self.changed(number + 1, "the shipments to Canada do not add up")
                _put(found, grains, figures)
        raise AnswerCut(self.source, "table by region and destination", "no rule below it")

    def corrections(self) -> tuple[Correction, ...]:
        """Return the corrections, each with its line."""
        begun = self.find(
            0,
            lambda line: line.startswith("CORRECTIONS TO PREVIOUS PUBLICATIONS"),
            "the corrections",
        )
        found: list[Correction] = []
        for number in range(begun + 1, len(self.lines)):
            line = self.lines[number]
            if line.startswith("USDA Market News Service"):
                return tuple(found)
            if line.strip():
                found.append(self.correction(number, line))
        raise AnswerCut(self.source, "corrections", "they do not end")

    def correction(self, number: int, line: str) -> Correction:
        match = _CORRECTION.match(line)
        if match is None or match["act"] != "ADD":
            raise self.changed(number, f"{line.strip()!r} is not a correction ever seen before")
        return Correction(
            certified_on=_day(self.source, match["day"], "%m/%d/%y"),
            grain=match["grain"],
            destination=match["destination"],
            tonnes=int(match["figure"].replace(",", "")),
            locator=f"line {number + 1}",
        )

    def rows(
        self, begun: int, *, width: int, most: int | None = None
    ) -> Iterator[tuple[int, str, list[int]]]:
        """Yield number, label and figures of each line, blank ones left out."""
        done = 0
        for number in range(begun, len(self.lines)):
            line = self.lines[number]
            if not line.strip():
                continue
            match = _FIGURES.match(line)
            figures = match["figures"].split() if match else []
            if match is None or len(figures) != width:
                raise self.changed(number, f"{line.strip()!r} has not {width} figures")
            yield number, match["label"].strip(), [int(one.replace(",", "")) for one in figures]
            done += 1
            if done == most:
                return


def _put(sums: dict[str, int], grains: Sequence[str], figures: Sequence[int]) -> None:
    for grain, figure in zip(grains, figures, strict=False):
        sums[grain] += figure


def _place(table: _Table, grain: str, region: str, name: str, figure: int) -> None:
    """Put a figure where it belongs; yellow and white corn are one grain."""
    if name == "SUBTOTAL":
        table.subtotals[grain][region] = table.subtotals[grain].get(region, 0) + figure
    else:
        cells = table.regions[grain][region]
        cells[name] = cells.get(name, 0) + figure


def _day(source: str, text: str, form: str) -> date:
    try:
        # A day has no zone: the naive instant is only a step towards it.
        return datetime.strptime(text, form).date()  # noqa: DTZ007
    except ValueError:
        raise FormatChanged(source, "dates", f"{text!r} is not a day like {form}") from None
