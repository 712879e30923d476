"""A source is found by its whole id, and by nothing that only looks like it."""

from dataclasses import asdict
from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from offtake.domain import Book
from offtake.errors import SourceUnknown
from offtake.sources import registry, source, source_of

IDS = [
    "usda_export_sales",
    "usda_inspections",
    "usda_wasde",
    "census_exports",
    "china_customs",
    "usda_export_sales_agtransport",
    "usda_export_sales_query",
    "usda_export_sales_legacy",
    "usda_flash_sales",
    "usda_inspections_agtransport",
    "usda_inspections_report",
    "usda_psd",
    "usda_bids",
    "census_imports",
    "census_balance",
    "un_comtrade",
    "un_comtrade_preview",
    "fred",
]


@pytest.mark.parametrize("source_id", IDS)
def test_a_source_is_found_by_its_id(source_id: str) -> None:
    assert source(source_id).id == source_id
    assert source(source_id) is registry()[source_id]


def test_the_registry_holds_the_sources_of_the_data_guide() -> None:
    assert list(registry()) == IDS


@pytest.mark.parametrize(
    "wrong",
    ["USDA", "usda", "usda_export", "USDA_EXPORT_SALES", "usda_export_sales ", "esr", ""],
)
def test_what_only_looks_like_an_id_is_refused_with_those_that_exist(wrong: str) -> None:
    with pytest.raises(SourceUnknown, match="known: usda_export_sales, ") as caught:
        source(wrong)
    assert caught.value.source_id == wrong


@given(st.sampled_from(IDS), st.integers(min_value=0, max_value=15))
def test_no_beginning_of_an_id_stands_for_it(source_id: str, length: int) -> None:
    beginning = source_id[: min(length, len(source_id) - 1)]
    assume(beginning not in IDS)  # `un_comtrade` begins `un_comtrade_preview`, and is itself
    with pytest.raises(SourceUnknown):
        source(beginning)


@pytest.mark.parametrize(
    ("book", "source_id"),
    [
        (Book.EXPORT_SALES, "usda_export_sales"),
        (Book.SHIPMENTS, "usda_export_sales"),
        (Book.INSPECTIONS, "usda_inspections"),
        (Book.CUSTOMS_EXPORTS, "census_exports"),
        (Book.CUSTOMS_IMPORTS, "china_customs"),
    ],
)
def test_a_book_is_kept_by_one_source(book: Book, source_id: str) -> None:
    assert source_of(book).id == source_id
    assert [one.id for one in registry().values() if book in one.books] == [source_id]


def test_every_book_is_kept_by_somebody() -> None:
    assert {book for one in registry().values() for book in one.books} == set(Book)


@pytest.mark.parametrize("source_id", IDS)
def test_a_source_says_who_publishes_it_under_which_terms_and_when(source_id: str) -> None:
    row = asdict(source(source_id))
    said = ("publisher", "title", "short", "home", "licence", "cadence", "calendar", "revises")
    assert [name for name in said if not row[name].strip()] == []
    assert urlsplit(row["home"]).scheme in ("http", "https")
    assert urlsplit(row["home"]).netloc
