"""Which codes of goods a product is counted by in customs books.

A product is a list of codes, each with its scheme: `hs:1201` (Harmonized System), `schedule_b:8800`
(US export codes), `hts:…` (US import codes). Where a customs book holds no figures for a code, a
wider code bounds it (`within`) or a nearly equal one stands in for it (`instead`), and the count
says so. The list of Phase One is Annex 6.1 of the agreement of 15 January 2020, with the splits
that the Census Bureau made of it.
"""

from collections.abc import Iterator
from csv import DictReader
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from offtake.reference.codes import product_by_id

_SECTIONS = ("annex61_agriculture", "annex61_manufactured", "annex61_energy")
EDITIONS = ("h6", "h5", "h4")
"""Editions of the Harmonized System that some publishers keep apart, newest first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One code of a basket.

    `group` is the series that gives the total of its group where codes are not held, as
    `annex61:9`, empty for none; `within` a wider code that holds this one, an upper bound;
    `instead` a code nearly equal to it that may stand in. `is_apart` says that totals of the group
    leave this code out. `note` says how the code differs from what the list prints.
    """

    code: str
    group: str = ""
    group_label: str = ""
    is_apart: bool = False
    within: str = ""
    instead: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Basket:
    """The codes that a product is counted by."""

    product: str
    lines: tuple[Line, ...]

    @property
    def codes(self) -> frozenset[str]:
        """Every code that may be asked of a book, totals, bounds and stand-ins included."""
        return frozenset(
            name
            for line in self.lines
            for code in (line.code, line.group, line.within, line.instead)
            if code
            for name in alike(code)
        )

    def groups(self) -> dict[str, "Basket"]:
        """Return the basket of each group, named by the group's label, in the list's order."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.group_label, []).append(line)
        return {label: Basket(self.product, tuple(lines)) for label, lines in found.items()}


@cache
def basket(product_id: str) -> Basket:
    """Return the codes a product is counted by; none of them where no list is known.

    Raises:
        CodeUnknown: No product has this id.

    >>> [line.code for line in basket("soybeans").lines]
    ['hs:1201']
    >>> len(basket("annex61_goods").lines), len(basket("annex61_energy").groups())
    (555, 4)
    """
    product = product_by_id(product_id)
    if product_id == "annex61_goods":
        lines = tuple(line for section in _SECTIONS for line in basket(section).lines)
    elif product_id in _lists():
        lines = _lists()[product_id]
    else:
        codes = filter(None, product.hs.split("|"))
        lines = tuple(Line(f"hs:{code}") for code in codes)
    return Basket(product_id, lines)


def alike(code: str) -> Iterator[str]:
    """Yield the names a code may go by: as given, then by edition of the Harmonized System.

    >>> list(alike("hs:1201"))
    ['hs:1201', 'h6:1201', 'h5:1201', 'h4:1201']
    """
    yield code
    scheme, _, digits = code.partition(":")
    if scheme == "hs":
        yield from (f"{edition}:{digits}" for edition in EDITIONS)


@cache
def _lists() -> dict[str, tuple[Line, ...]]:
    lists: dict[str, list[Line]] = {}
    for table in ("baskets.csv", "annex61.csv"):
        text = files("offtake.reference").joinpath(table).read_text(encoding="utf-8")
        for row in DictReader(text.splitlines()):
            name, is_apart = row.pop("basket"), row.pop("apart") == "yes"
            lists.setdefault(name, []).append(Line(**row, is_apart=is_apart))
    return {product: tuple(lines) for product, lines in lists.items()}
