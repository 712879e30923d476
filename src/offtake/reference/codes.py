"""One crosswalk of commodity and place codes between the publishers' systems.

Places carry ISO 3166 alpha-3 codes where one exists. The systems are `census` (the country numbers
of FAS and, where they have parted since, of the Census Bureau's Schedule C; its groups and the
world, `-`, too), `fas_short` and `fas_long` (the two names in the FAS country list), `fgis` (the
inspection service's spellings, old and new: `CHINA T` is Taiwan), `m49` (the numbers of UN
Comtrade, which differ from ISO 3166 for some: the United States are 842, and 490, "other Asia", is
Taiwan) and `gacc` (the numbers of Chinese customs). Product systems are `fas`, `fas_name` and
`fgis`. A code never seen before raises: guessing is not reading.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeVar

from offtake.errors import CodeUnknown


@dataclass(frozen=True, slots=True)
class Place:
    """A country, territory or pseudo-destination.

    `is_aggregate` marks sums of other places, which must never be added to them.
    """

    id: str
    label: str
    is_aggregate: bool


@dataclass(frozen=True, slots=True)
class Product:
    """A commodity or group of goods.

    `year_starts` is the month its US marketing year begins; `bushel_lb` what a bushel weighs, or
    none where the trade does not use bushels; `hs` the headings of the Harmonized System, joined
    by `|`, that it is counted by where no basket lists more.
    """

    id: str
    label: str
    year_starts: int
    bushel_lb: int | None
    hs: str


T = TypeVar("T")
UNKNOWN, WORLD, USA = "UNKNOWN", "WORLD", "USA"
_PLACE_SYSTEMS = ("census", "fas_short", "fas_long", "fgis", "m49", "gacc")
_PRODUCT_SYSTEMS = ("fas", "fas_name", "fgis")


@cache
def places() -> dict[str, Place]:
    """Return every place by id."""
    return {
        row["id"]: Place(row["id"], row["label"], row["is_aggregate"] == "yes")
        for row in _rows("places.csv")
    }


@cache
def products() -> dict[str, Product]:
    """Return every product by id."""
    return {
        row["id"]: Product(
            id=row["id"],
            label=row["label"],
            year_starts=int(row["year_starts"]),
            bushel_lb=int(row["bushel_lb"]) if row["bushel_lb"] else None,
            hs=row["hs"],
        )
        for row in _rows("products.csv")
    }


def place(system: str, code: str) -> Place:
    """Return the place a publisher means by a code.

    Raises:
        CodeUnknown: The system does not have this code.

    >>> place("census", "5700").label, place("fgis", "CHINA T").label
    ('China', 'Taiwan')
    """
    index = _index("places.csv", _PLACE_SYSTEMS)
    found = index.get((system, code.strip()))
    if found is None:
        raise CodeUnknown("place", system, code, _codes(index, system))
    return places()[found]


def product(system: str, code: str) -> Product:
    """Return the product a publisher means by a code.

    Raises:
        CodeUnknown: The system does not have this code.

    >>> product("fas", "801").id
    'soybeans'
    """
    index = _index("products.csv", _PRODUCT_SYSTEMS)
    found = index.get((system, code.strip()))
    if found is None:
        raise CodeUnknown("product", system, code, _codes(index, system))
    return products()[found]


def place_by_id(place_id: str) -> Place:
    """Return the place with this id.

    Raises:
        CodeUnknown: No place has this id.
    """
    return _by_id("place", place_id, places())


def product_by_id(product_id: str) -> Product:
    """Return the product with this id.

    Raises:
        CodeUnknown: No product has this id.
    """
    return _by_id("product", product_id, products())


def _by_id(kind: str, wanted: str, table: Mapping[str, T]) -> T:
    try:
        return table[wanted]
    except KeyError:
        raise CodeUnknown(kind, "offtake", wanted, tuple(table)) from None


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    text = files("offtake.reference").joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _index(name: str, systems: tuple[str, ...]) -> dict[tuple[str, str], str]:
    index: dict[tuple[str, str], str] = {}
    for row in _rows(name):
        for system in systems:
            for code in filter(None, row[system].split("|")):
                index[system, code] = row["id"]
    return index


def _codes(index: Iterable[tuple[str, str]], system: str) -> tuple[str, ...]:
    return tuple(code for its_system, code in index if its_system == system)
