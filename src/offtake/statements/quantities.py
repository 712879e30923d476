"""Figures of a text with unit and hedge: 12 million tons, $17bn a year, at least 10 cargoes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from offtake.domain import Measure, Modifier

SCALES = {
    "thousand": 10**3, "k": 10**3, "million": 10**6, "mn": 10**6, "mln": 10**6, "m": 10**6,
    "billion": 10**9, "bn": 10**9, "b": 10**9, "trillion": 10**12, "tn": 10**12, "hundred": 100,
    "dozen": 12,
}  # fmt: skip
WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "hundred": 100,
}  # fmt: skip
HEDGES = (
    (Modifier.AT_LEAST, (r"at least|a minimum of|minimum|no (?:less|fewer) than|not less than"
     r"|more than|over|exceeding|in excess of|upwards? of|above|at a minimum")),
    (Modifier.UP_TO, r"up to|as (?:much|many) as|a maximum of"),
    (Modifier.AT_MOST, r"at most|no more than|not more than|less than|fewer than"),
    (Modifier.ABOUT, (r"about|around|roughly|approximately|approx\.?|nearly|almost|some|close to"
     r"|an estimated|estimated|circa|just (?:over|under)|more or less|or so")),
    (Modifier.EXACTLY, r"exactly|precisely"),
)  # fmt: skip
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
SCALE = r"(?:thousand|million|billion|trillion|mln|mn|bn|tn|dozen|[mkb](?![a-z]))"
CARGO = r"cargo(?:e?s)?|shiploads?|boatloads?|batches|shipments?|vessels?"
CRAFT = (
    r"(?:commercial |passenger |Boeing |new |Airbus |wide-?body |U\.?S\.? |American )*"
    r"(?:aircraft|airplanes?|planes?|jets?|jetliners?|airliners?|737s?|787s?|777s?)"
)
UNITS = (
    (Measure.TONNES, Decimal(10**6), r"MMT|Mt\b|mmt"),
    (Measure.TONNES, Decimal(1), r"(?:metric )?(?:tons?|tonnes?)\b|mt\b|t\b"),
    (Measure.BUSHELS, Decimal(1), r"bushels?|bu\b"),
    (Measure.POINTS, Decimal(1), r"(?:percentage|percent|%)[ -]points?"),
    (Measure.PERCENT, Decimal(1), r"%|per ?cent|-percent"),
    (Measure.CARGOES, Decimal(1), CARGO),
    (Measure.COUNT, Decimal(1), CRAFT),
    (Measure.DOLLARS, Decimal(1), r"(?:US |U\.S\. )?dollars?|USD\b"),
)
PER_YEAR = re.compile(
    r"\W{0,2}(?:(?!and\b)[A-Za-z.]+[^\w$]+){0,6}?(?:a year|per year|per annum|annually|each year"
    r"|yearly|every year|/ ?(?:year|yr)|a-year)\b"
)
FIGURE = re.compile(
    rf"(?P<currency>US\$|\$|USD ?)?(?P<low>{NUMBER}|\b(?:{'|'.join(WORDS)})\b)"
    rf"(?:[ -]?(?P<low_scale>{SCALE}))?"
    rf"(?:\s?(?:-|\u2013|to|and)\s?(?:US\$|\$)?(?P<high>{NUMBER})(?:[ -]?(?P<scale>{SCALE}))?)?"
    rf"(?:[ -]?(?:(?P<unit>{'|'.join(f'(?:{words})' for _, _, words in UNITS)})))?"
)
BARE_AFTER = re.compile(
    r"\W*(?:$|[.,;:]|in\b|on\b|by\b|this\b|that\b|a\b|per\b|annual|complet|over\b"
    r"|each\b|for\b|bought|purchas|pledg|promis|agreed|announc|target|and\b)"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity and where it stands in its passage, hedge included.

    `is_bare` is true of millions whose unit the text leaves to what came before.
    """

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    unit: Measure
    modifier: Modifier
    per_year: bool
    is_bare: bool = False
    assumptions: tuple[str, ...] = ()


def figures_in(text: str, *, last_unit: Measure | None = None) -> tuple[Figure, ...]:
    """Return the quantities of a passage in the order of the text.

    `last_unit` is what a figure of millions without a unit is counted in: that of the last
    quantity before.

    >>> one, = figures_in("at least 12 million tons of soybeans")
    >>> int(one.value), one.unit.value, one.modifier.value
    (12000000, 't', 'ge')
    >>> one, = figures_in("$40-50 billion a year")
    >>> int(one.value), int(one.upper), one.per_year
    (40000000000, 50000000000, True)
    """
    return tuple(_figures(text, last_unit))


def _figures(text: str, last_unit: Measure | None) -> Iterator[Figure]:
    for match in FIGURE.finditer(text):
        if match.start() and (text[match.start() - 1].isalnum() or text[match.start() - 1] in ".-"):
            continue
        unit, factor = _unit(match)
        is_bare = unit is None
        if unit is None:
            if last_unit is None or not (match["scale"] or match["low_scale"]):
                continue
            if not BARE_AFTER.match(text, match.end()):
                continue
            unit, factor = last_unit, Decimal(1)
        last_unit = unit if unit in {Measure.TONNES, Measure.BUSHELS} else last_unit
        yield _figure(text, match, unit, factor, is_bare=is_bare)


def _unit(match: re.Match[str]) -> tuple[Measure | None, Decimal]:
    if match["currency"]:
        return Measure.DOLLARS, Decimal(1)
    words = match["unit"]
    if not words:
        return None, Decimal(1)
    return next((unit, factor) for unit, factor, known in UNITS if re.fullmatch(known, words))


def _figure(
    text: str, match: re.Match[str], unit: Measure, factor: Decimal, *, is_bare: bool
) -> Figure:
    start, modifier = _hedged(text, match.start())
    scale = SCALES.get((match["scale"] or "").lower(), 1)
    low_scale = SCALES.get((match["low_scale"] or "").lower(), 0) or (scale if match["high"] else 1)
    low = _number(match["low"]) * low_scale * factor
    high = _number(match["high"]) * scale * factor if match["high"] else None
    words = match["unit"] or ""
    assumed = ["tons read as tonnes"] if re.fullmatch(r"tons?", words) else []
    if is_bare:
        assumed.append("unit taken from the quantity before")
    return Figure(
        start=start,
        end=match.end(),
        value=low,
        upper=high,
        unit=unit,
        modifier=modifier,
        per_year=_is_yearly(text, match.end()),
        is_bare=is_bare,
        assumptions=tuple(assumed),
    )


def _number(words: str) -> Decimal:
    known = WORDS.get(words.lower())
    return Decimal(known) if known is not None else Decimal(words.replace(",", ""))


def _hedged(text: str, at: int) -> tuple[int, Modifier]:
    before = text[max(0, at - 40) : at]
    for modifier, words in HEDGES:
        found = re.search(rf"\b(?:{words})\s+(?:a |the |another )?$", before, re.IGNORECASE)
        if found:
            return at - len(before) + found.start(), modifier
    return at, Modifier.EXACTLY


def _is_yearly(text: str, at: int) -> bool:
    sentence = re.split(
        r"[.;](?:\s|$)|, (?:and|but) |\band (?:at least )?\$?\d", text[at : at + 90]
    )[0]
    return PER_YEAR.match(sentence) is not None
