"""What the lines of the supply and demand estimates mean, in the XML and in the CSV alike.

Four tables of the United States are read: feed grains and corn, soybeans and products, wheat,
cotton. Their prices and yields are known and left out, because the files print them with units
that contradict one another, and so are the owners of old stocks. Capitals do not matter: a report
was once printed with others. A line never seen before stops the reader.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from offtake.domain import Flow, Frequency, Observation, SeriesKey, Status, Vintage
from offtake.errors import FormatChanged
from offtake.reference.codes import USA, WORLD
from offtake.reference.crops import marketing_year
from offtake.sources.cells import Cell
from offtake.sources.protocol import RefusedRow

_FOOTNOTE = re.compile(r"(?:\s+\d+/)+$")
_COMMON = {
    "area harvested": "area_harvested",
    "area planted": "area_planted",
    "beginning stocks": "beginning_stocks",
    "ending stocks": "ending_stocks",
    "exports": "exports",
    "imports": "imports",
    "production": "production",
    "supply, total": "supply_total",
    "use, total": "use_total",
}
_OWN = {
    "soybeans": {"crushings": "crush", "residual": "residual", "seed": "seed"},
    "corn": {
        "domestic, total": "domestic_total",
        "ethanol & by-products": "ethanol",
        "ethanol for fuel": "ethanol",
        "feed and residual": "feed_and_residual",
        "food, seed & industrial": "food_seed_industrial",
    },
    "wheat": {
        "domestic, total": "domestic_total",
        "feed and residual": "feed_and_residual",
        "food": "food",
        "seed": "seed",
    },
    "soybean_meal": {
        "domestic": "domestic_disappearance",
        "domestic disappearance": "domestic_disappearance",
    },
    "soybean_oil": {
        "biodiesel": "biodiesel",
        "biofuel": "biofuel",
        "domestic": "domestic_disappearance",
        "domestic disappearance": "domestic_disappearance",
        "food, feed & other industrial": "food_feed_other_industrial",
        "for methyl ester": "biodiesel",
        "methyl ester": "biodiesel",
    },
    "cotton": {
        "domestic use": "domestic_use",
        "exports, total": "exports",
        "harvested": "area_harvested",
        "planted": "area_planted",
        "unaccounted": "unaccounted",
    },
}
_LEFT_OUT = re.compile(
    r"yield per harvested acre|avg\. (?:farm )?price\b.*"
    r"|ccc inventory|free stocks|outstanding loans"
)
_NEEDED = ("beginning_stocks", "production", "imports", "supply_total", "exports", "use_total",
           "ending_stocks")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """How a printed unit is stored: its code, how many of them it is, how many places are kept."""

    unit_code: str
    times: int
    decimals: int


SCALES = {
    "Million Acres": Scale("macre", 1, 1),
    "Million Bushels": Scale("mbu", 1, 1),
    "Million Pounds": Scale("mlb", 1, 1),
    "Thousand Short Tons": Scale("kshort_ton", 1, 1),
    "Million 480 Pound Bales": Scale("bale_480lb", 1_000_000, 0),
}
_COTTON_ACRES = Scale("macre", 1, 2)
_STATUS = {"": Status.NORMAL, "Est.": Status.ESTIMATED, "Proj.": Status.ESTIMATED}


@dataclass(frozen=True, slots=True)
class Line:
    """One printed figure: a product's attribute in a marketing year, in the report's own column."""

    product: str
    attribute: str
    year: str
    flag: str
    unit: str
    value: str
    where: str


def attribute_of(source: str, where: str, item: str, printed: str) -> str | None:
    """Return the measure a printed line gives, or none where it is known and left out.

    Raises:
        FormatChanged: The line was never seen before.

    >>> attribute_of("usda_wasde", "row 1", "corn", "   Ethanol & by-products 3/")
    'ethanol'
    """
    name = _FOOTNOTE.sub("", printed.strip())
    if _LEFT_OUT.fullmatch(name.casefold()):
        return None
    found = _COMMON.get(name.casefold()) or _OWN[item].get(name.casefold())
    if found is None:
        raise FormatChanged(source, where, f"attribute {name!r} of {item} was never seen before")
    return found


def observations(
    source: str, lines: Iterable[Line], *, vintage: Vintage, snapshot: str
) -> tuple[list[Observation], list[RefusedRow]]:
    """Return the figures of one report, and those it prints twice with different values.

    Raises:
        FormatChanged: A unit or year was never seen before, or a balance lacks a line.
    """
    by_series: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        by_series.setdefault((line.product, line.attribute, line.year), []).append(line)
    _check_complete(source, by_series)
    found, refused = [], []
    for those in by_series.values():
        values = {line.value.strip() for line in those}
        if len(values) > 1:
            first = those[0]
            reason = "one report prints two figures for one year in its own month's column"
            text = f"{first.product} {first.attribute} {first.year}: {sorted(values)}"
            refused.append(RefusedRow(first.where, reason, text))
            continue
        found.append(_observation(source, those[0], vintage, snapshot))
    return found, refused


def _check_complete(source: str, by_series: Iterable[tuple[str, str, str]]) -> None:
    held: dict[tuple[str, str], set[str]] = {}
    for item, attribute, year in by_series:
        held.setdefault((item, year), set()).add(attribute)
    for (item, year), attributes in held.items():
        lacking = [name for name in _NEEDED if name not in attributes]
        if lacking:
            problem = f"attribute {lacking[0]!r} is missing in the balance of {item} {year}"
            raise FormatChanged(source, "balance", problem)


def _observation(source: str, line: Line, vintage: Vintage, snapshot: str) -> Observation:
    scale = _scale(source, line)
    value = _value(source, line, scale)
    return Observation(
        key=SeriesKey(
            measure=f"wasde_{line.attribute}",
            reporter=USA,
            partner=WORLD,
            flow=Flow.EXPORT if line.attribute == "exports" else Flow.NONE,
            product=line.product,
            frequency=Frequency.ANNUAL,
            unit_code=scale.unit_code,
            decimals=scale.decimals,
        ),
        period=marketing_year(line.product, _first_day(source, line)),
        value=value,
        status=_STATUS[line.flag],
        vintage=vintage,
        snapshot=snapshot,
        locator=line.where,
    )


def _scale(source: str, line: Line) -> Scale:
    is_area = line.attribute.startswith("area_")
    scale = SCALES.get(line.unit)
    if scale is None or (scale.unit_code == "macre") is not is_area:
        problem = f"unit {line.unit!r} of {line.product} {line.attribute} was never seen before"
        raise FormatChanged(source, line.where, problem)
    return _COTTON_ACRES if is_area and line.product == "cotton" else scale


def _value(source: str, line: Line, scale: Scale) -> Decimal:
    text = line.value.strip()
    text = re.sub(r"^(-?)\.", r"\g<1>0.", text)  # the CSV prints ".01" and "-.05"
    cell = Cell(source, f"{line.where}, {line.product} {line.attribute}", "Value", text)
    value = cell.number() * scale.times
    if value != round(value, scale.decimals):
        raise cell.changed(f"holds {line.value!r}, more places than {scale.decimals}")
    return round(value, scale.decimals)


def _first_day(source: str, line: Line) -> date:
    """Return a day of the marketing year, whose label must be like 2025/26 and add up."""
    match = re.fullmatch(r"(\d{4})/0?(\d\d)", line.year)  # "2010/011" was printed in 2010
    if match is None or (int(match[1]) + 1) % 100 != int(match[2]) or line.flag not in _STATUS:
        problem = f"marketing year {line.year!r} {line.flag!r} is not like '2025/26 Est.'"
        raise FormatChanged(source, line.where, problem)
    return date(int(match[1]), 12, 1)
