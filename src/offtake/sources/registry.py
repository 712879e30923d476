"""The publishers' products that figures come from, as data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from offtake.domain import Book
from offtake.errors import SourceUnknown


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One publisher's product: who, under which terms, how often, and how it revises.

    `measures` names the groups of `measures.toml` it gives.

    `schedule` names the release calendar that says which period is due, empty where none does;
    `grace_days` how long after that a figure may still be missing before an answer is stale.
    `hosts` are the only ones its bytes come from; `key` names the key it wants and `signup` the
    page that gives one, both empty where none is needed. `is_default` sources are fetched when
    none is named. An answer with less than `least_share` of the figures that the same request
    brought before is suspect. Where one request tells that nothing is new, the others are left
    out, but for `sweep_days` at most: figures are also revised in silence.

    Where several sources print one figure, that of the lowest `rank` stands; the others fill gaps.
    Figures of the last `provisional_weeks` that are out may still move, and are marked so.
    """

    id: str
    publisher: str
    title: str
    short: str
    home: str
    licence: str
    cadence: str
    calendar: str
    revises: str
    books: tuple[Book, ...]
    measures: tuple[str, ...] = ()
    schedule: str = ""
    grace_days: int = 7
    hosts: tuple[str, ...] = ()
    key: str = ""
    signup: str = ""
    is_default: bool = False
    least_share: float = 0.8
    sweep_days: int = 28
    rank: int = 1
    provisional_weeks: int = 0


@cache
def registry() -> dict[str, SourceRow]:
    """Return every source by id, in the order of the file.

    >>> list(registry())[:2]
    ['usda_export_sales', 'usda_inspections']
    """
    text = files("offtake.sources").joinpath("registry.toml").read_text(encoding="utf-8")
    return {
        source_id: SourceRow(
            id=source_id,
            **row
            | {
                "books": tuple(Book(book) for book in row["books"]),
                "measures": tuple(row.get("measures", ())),
                "hosts": tuple(row.get("hosts", ())),
            },
        )
        for source_id, row in tomllib.loads(text).items()
    }


def source(source_id: str) -> SourceRow:
    """Return the source with this id.

    Raises:
        SourceUnknown: No source has this id; ids are matched whole, never by prefix.

    >>> source("usda_export_sales").title
    'Export sales'
    """
    try:
        return registry()[source_id]
    except KeyError:
        raise SourceUnknown(source_id, tuple(registry())) from None


def ranked_beside(row: SourceRow) -> tuple[SourceRow, ...]:
    """Return the other sources that give a group of measures a source gives, best rank first.

    >>> [one.id for one in ranked_beside(source("usda_inspections"))]
    ['usda_inspections_agtransport', 'usda_inspections_report']
    """
    shared = set(row.measures)
    others = (one for one in registry().values() if one.id != row.id and shared & set(one.measures))
    return tuple(sorted(others, key=lambda one: one.rank))


def source_of(book: Book) -> SourceRow:
    """Return the source that keeps a book.

    >>> source_of(Book.SHIPMENTS).id
    'usda_export_sales'
    """
    return next(row for row in registry().values() if book in row.books)
