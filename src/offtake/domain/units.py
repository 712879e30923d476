"""Units of measure and the exact factors between them.

Factors are those of the international yard and pound agreement of 1959 (1 lb = 0.45359237 kg,
NIST Handbook 44, Appendix C; a US gallon is 231 cubic inches). A bushel is a volume: what it weighs
depends on the crop, so it converts to a mass only through `offtake.reference.crops`. A running bale
of cotton has no fixed weight and converts to nothing.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from offtake.errors import UnitUnknown


class Dimension(StrEnum):
    """What a unit measures; only units of one dimension convert into each other."""

    MASS = "mass"
    BUSHELS = "bushels"
    RUNNING_BALES = "running bales"
    VOLUME = "volume"
    PIECES = "pieces"
    MONEY = "money"
    RENMINBI = "renminbi"
    AREA = "area"
    YIELD = "yield"
    PRICE = "price by weight"
    BUSHEL_PRICE = "price a bushel"
    RATIO = "ratio"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its code, what it measures, and how many base units it holds."""

    code: str
    dimension: Dimension
    factor: Fraction
    label: str


_POUND = Fraction(45359237, 100_000_000)
_GALLON = Fraction(3785411784, 1_000_000_000)
_KG, _T = Fraction(1), Fraction(1000)

UNITS: dict[str, Unit] = {
    unit.code: unit
    for unit in (
        Unit("kg", Dimension.MASS, _KG, "kilograms"),
        Unit("t", Dimension.MASS, _T, "metric tons"),
        Unit("kt", Dimension.MASS, _T * 1000, "thousand metric tons"),
        Unit("Mt", Dimension.MASS, _T * 1_000_000, "million metric tons"),
        Unit("g", Dimension.MASS, _KG / 1000, "grams"),
        Unit("carat", Dimension.MASS, _KG / 5000, "metric carats"),
        Unit("lb", Dimension.MASS, _POUND, "pounds"),
        Unit("mlb", Dimension.MASS, _POUND * 1_000_000, "million pounds"),
        Unit("short_ton", Dimension.MASS, _POUND * 2000, "short tons"),
        Unit("kshort_ton", Dimension.MASS, _POUND * 2_000_000, "thousand short tons"),
        Unit("bale_480lb", Dimension.MASS, _POUND * 480, "480-lb bales"),
        Unit("bu", Dimension.BUSHELS, Fraction(1), "bushels"),
        Unit("kbu", Dimension.BUSHELS, Fraction(1000), "thousand bushels"),
        Unit("mbu", Dimension.BUSHELS, Fraction(1_000_000), "million bushels"),
        Unit("running_bale", Dimension.RUNNING_BALES, Fraction(1), "running bales"),
        Unit("L", Dimension.VOLUME, Fraction(1), "litres"),
        Unit("m3", Dimension.VOLUME, Fraction(1000), "cubic metres"),
        Unit("dam3", Dimension.VOLUME, Fraction(1_000_000), "thousand cubic metres"),
        Unit("bbl", Dimension.VOLUME, _GALLON * 42, "barrels of 42 US gallons"),
        Unit("piece", Dimension.PIECES, Fraction(1), "pieces"),
        Unit("dozen", Dimension.PIECES, Fraction(12), "dozens"),
        Unit("thousand", Dimension.PIECES, Fraction(1000), "thousands"),
        Unit("USD", Dimension.MONEY, Fraction(1), "US dollars"),
        Unit("bn_USD", Dimension.MONEY, Fraction(10**9), "billion US dollars"),
        # Its own dimension: dollars and yuan have no fixed factor.
        Unit("CNY", Dimension.RENMINBI, Fraction(1), "Chinese yuan"),
        Unit("macre", Dimension.AREA, Fraction(1), "million acres"),
        Unit("bu_acre", Dimension.YIELD, Fraction(1), "bushels an acre"),
        Unit("USD_bu", Dimension.BUSHEL_PRICE, Fraction(1), "dollars a bushel"),
        Unit("USD_short_ton", Dimension.PRICE, Fraction(1), "dollars a short ton"),
        Unit("cent_lb", Dimension.PRICE, Fraction(20), "cents a pound"),
        Unit("s", Dimension.TIME, Fraction(1), "seconds"),
        Unit("percent", Dimension.RATIO, Fraction(1), "per cent"),
    )
}


def unit(code: str) -> Unit:
    """Return the unit with this code.

    Raises:
        UnitUnknown: No unit has this code; the error lists those that exist.

    >>> unit("Mt").label
    'million metric tons'
    """
    try:
        return UNITS[code]
    except KeyError:
        raise UnitUnknown(code, tuple(UNITS)) from None
