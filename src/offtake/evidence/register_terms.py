"""What a pledge of the register is about, in the terms of statements: act, goods, figure."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from offtake.domain import Measure, Pledge
from offtake.errors import UnitMismatch
from offtake.statements.comparing_fields import wider
from offtake.statements.stories_shingles import FUNCTION_WORDS, numbered, runs, words_of

PLACES = {
    "CN": "CHN",
    "US": "USA",
    "JP": "JPN",
    "KR": "KOR",
    "IN": "IND",
    "ID": "IDN",
    "VN": "VNM",
    "MY": "MYS",
    "TH": "THA",
    "TW": "TWN",
    "CH": "CHE",
    "GB": "GBR",
    "UK": "GBR",
    "BD": "BGD",
    "KH": "KHM",
    "EU": "EU27",
    "sinograin": "CHN",
    "cofco": "CHN",
    "boeing": "USA",
}
"""Places of the register by the codes that statements use; state firms buy for their state, and
what is bought of a firm is bought of its state."""
GOODS = {
    "all_goods": "us_goods",
    "crude_oil": "crude",
    "energy_goods": "energy",
    "farm_goods_ex_soybeans": "farm_goods",
    "farm_goods_fertiliser_ethanol": "farm_goods",
    "cotton_upland": "cotton",
}
ACTS = (
    (r"exclusions?", "extending", "tariffs"),
    (r"port fees", "easing", "port_fees"),
    (r"tariffs?", "easing", "tariffs"),
    (r"rare earths?", "easing", "rare_earths"),
    (r"quota|access|\b(re)?admits\b", "allowing", ""),
    (r"invests?", "other", "other:investment"),
    (r"\bbuys?\b|purchases|\btakes?\b|goes to", "buying", ""),
)
"""The first pattern that a pledge's title fits gives its act, and its goods where it names them."""
MEASURES = {"piece": Measure.COUNT, "USD": Measure.DOLLARS}
RUN = 3
COMMON = FUNCTION_WORDS | {
    *("china", "chinese", "united", "states", "us", "goods", "buys", "suspends", "keeps", "per"),
    *("cent", "million", "billion", "metric", "tons", "least", "year", "its", "tariff", "tariffs"),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """A pledge in the terms of statements.

    `figures` are in tonnes, dollars or pieces; `days` are its deadlines, `words` the runs of three
    words in what the register quotes of it, and `title` the words that set its title apart.
    `last_on` is its last deadline, or the day it was made.
    """

    obligor: str
    counterparty: str
    act: str
    goods: tuple[str, ...]
    figures: tuple[tuple[float, Measure], ...]
    days: tuple[date, ...]
    years: frozenset[int]
    words: frozenset[int]
    title: frozenset[str]
    last_on: date


@lru_cache(maxsize=1024)
def terms_of(pledge: Pledge) -> Terms:
    """Return a pledge in the terms of statements."""
    act, named = _act(pledge.title)
    goods = (named,) if named else _widest({_goods(one.product) for one in pledge.readings})
    years = {int(year) for year in re.findall(r"\b20[12]\d\b", pledge.id)}
    quoted = " . ".join(one.text for one in pledge.statements if one.is_quote)
    return Terms(
        obligor=pledge.obligor,
        counterparty=pledge.counterparty,
        act=act,
        goods=goods,
        figures=tuple(sorted(_figures(pledge))),
        days=tuple(sorted({one.on for one in pledge.deadlines})),
        years=frozenset({one.on.year for one in pledge.deadlines} | years),
        words=runs(numbered(quoted), length=RUN),
        title=frozenset(words_of(pledge.title)) - COMMON,
        last_on=max((one.on for one in pledge.deadlines), default=pledge.made_on),
    )


def _act(title: str) -> tuple[str, str]:
    for pattern, act, goods in ACTS:
        if re.search(pattern, title, re.IGNORECASE):
            return act, goods
    return "other", ""


def _widest(goods: set[str]) -> tuple[str, ...]:
    """Return the goods that no other of them holds: what a pledge is about as a whole."""
    inner = {one for one in goods for other in goods - {one} if other in wider(one)}
    return tuple(sorted(goods - inner))


def _goods(product: str) -> str:
    return GOODS.get(product, product)


def _figures(pledge: Pledge) -> set[tuple[float, Measure]]:
    found: set[tuple[float, Measure]] = set()
    for reading in pledge.readings:
        if reading.amount is None:
            continue
        quantity = reading.amount.quantity
        if quantity.unit_code in MEASURES:
            found.add((float(quantity.value), MEASURES[quantity.unit_code]))
            continue
        try:
            found.add((float(quantity.to("t").value), Measure.TONNES))
        except UnitMismatch:
            continue
    return found
