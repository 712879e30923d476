"""Verdicts, stances and readings in words that need no manual."""

from offtake.domain import Book, Destinations, Reading, Stance, VerdictWord, WindowKind
from offtake.pace import day_text
from offtake.reference.codes import place_by_id

VERDICTS = {
    VerdictWord.MET: "met",
    VerdictWord.MISSED: "missed",
    VerdictWord.OPEN: "open",
    VerdictWord.CANNOT_BE_JUDGED: "cannot be judged",
}
STANCES = {
    Stance.ANNOUNCED: "announced it itself",
    Stance.AFFIRMED: "affirmed it",
    Stance.AFFIRMED_AS_TARGET: "called it a target",
    Stance.CLAIMED_MET: "said it had been met",
    Stance.RESTATED: "restated it",
    Stance.DENIED: "denied it",
    Stance.SEASON_NAMED: "named a season and no figure",
    Stance.NEITHER: "has neither confirmed nor denied it",
    Stance.SILENT: "spoke of the deal and gave no figure",
    Stance.REPORTED: "was reported on",
}
"""What a party did with a pledge, the plainest yes first."""

_BOOKS = {
    Book.EXPORT_SALES: "Bought",
    Book.SHIPMENTS: "Shipped",
    Book.INSPECTIONS: "Inspected for export",
    Book.CUSTOMS_EXPORTS: "Exported, by the seller's customs",
    Book.CUSTOMS_IMPORTS: "Arrived, by the buyer's customs",
}
_UNKNOWN = {
    Destinations.NAMED: "",
    Destinations.NAMED_PLUS_UNKNOWN: ", at most",
    Destinations.NAMED_PLUS_SHARE: ", estimated",
}
_WHERE = {
    Destinations.NAMED: "{place} by name",
    Destinations.NAMED_PLUS_UNKNOWN: "{place}, plus all sold to unknown buyers",
    Destinations.NAMED_PLUS_SHARE: "{place}, plus a share of sales to unknown buyers",
}


def reading_words(reading: Reading) -> tuple[str, str]:
    """Return a reading in a word or two, and what exactly counts.

    >>> from datetime import date
    >>> from offtake.domain import Window
    >>> reading_words(Reading("r", Book.SHIPMENTS, Destinations.NAMED, "soybeans", "USA", "CHN",
    ...     Window(WindowKind.DATES, date(2025, 11, 1)), None, (), "", ""))
    ('Shipped', 'China by name, since 1 Nov 2025')
    """
    where = _WHERE[reading.destinations].format(place=place_by_id(reading.partner).label)
    since = f"since {day_text(reading.window.start)}"
    if reading.window.kind is WindowKind.MARKETING_YEAR:
        since = f"crop year from {day_text(reading.window.start)}"
    return _BOOKS[reading.book] + _UNKNOWN[reading.destinations], f"{where}, {since}"


def clipped(text: str, width: int) -> str:
    """Return a text of at most so many letters, cut between words where it is longer.

    >>> clipped("our great soybean farmers", 16)
    'our great …'
    """
    if len(text) <= width:
        return text
    return text[: width - 1].rsplit(" ", 1)[0] + " …"
