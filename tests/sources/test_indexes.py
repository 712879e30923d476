"""The small answers that stand for large ones: how far a data set reaches, when each was released.

Built by hand from the documented formats; none was captured.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest

from ingest.answers import release_dates
from offtake.domain import Snapshot
from offtake.errors import AnswerEmpty, AnswerError, AnswerIsNotData, FormatChanged
from offtake.sources import Parsed, Tells
from offtake.sources.connectors import CONNECTORS

EXTENT = b'[{"newest": "2026-08-13T00:00:00.000", "rows": "612,345"}]'


@dataclass(frozen=True, slots=True)
class Index:
    """One such answer and what must be in it."""

    source: str
    content: bytes
    columns: tuple[str, ...]

    def read(self, content: bytes) -> Parsed:
        connector = CONNECTORS[self.source]
        (told,) = (
            one
            for one in connector.plan(date(2026, 8, 1), date(2026, 8, 22))
            if one.tells is Tells.INDEX
        )
        snapshot = Snapshot(
            sha256=sha256(content).hexdigest(),
            request=told.url,
            media_type=told.media_types[0],
            retrieved_at=datetime(2026, 8, 22, 12, tzinfo=UTC),
            size_bytes=len(content),
            is_archived=True,
        )
        return connector.parse(snapshot, content)


INDEXES = (
    Index("usda_export_sales_agtransport", EXTENT, ("newest", "rows")),
    Index("usda_inspections_agtransport", EXTENT, ("newest", "rows")),
    Index(
        "usda_export_sales",
        release_dates("2026-08-13", "2026-08-20"),
        ("commodityCode", "marketYear", "releaseTimeStamp"),
    ),
)
each = pytest.mark.parametrize("one", INDEXES, ids=lambda one: one.source)


def changed(one: Index, change: Callable[[dict[str, object]], dict[str, object]]) -> bytes:
    return json.dumps([change(row) for row in json.loads(one.content)]).encode()


@each
def test_an_index_says_how_far_its_source_reaches_and_holds_no_figure(one: Index) -> None:
    found = one.read(one.content)
    # Released on Thursday 20 August: the week that ended seven days before.
    assert found.newest == date(2026, 8, 13)
    assert (found.observations, found.refused) == ((), ())


def test_a_report_moved_to_friday_is_of_the_same_week() -> None:
    assert INDEXES[2].read(release_dates("2026-07-10")).newest == date(2026, 7, 2)
    assert INDEXES[2].read(release_dates("2026-07-09")).newest == date(2026, 7, 2)


@each
@pytest.mark.parametrize("tenth", range(10))
def test_an_index_cut_at_a_tenth_raises(one: Index, tenth: int) -> None:
    with pytest.raises(AnswerError):
        one.read(one.content[: len(one.content) * tenth // 10])


@each
def test_a_column_gone_renamed_or_spoiled_is_named(one: Index) -> None:
    for column in one.columns:
        gone = changed(one, lambda row, name=column: {n: row[n] for n in row if n != name})  # type: ignore[misc] # bound now
        spoiled = changed(one, lambda row, name=column: row | {name: "soon"})  # type: ignore[misc] # bound now
        for content in (gone, spoiled):
            with pytest.raises(FormatChanged, match=column):
                one.read(content)


@each
def test_a_page_an_error_report_or_an_empty_list_is_not_nothing_new(one: Index) -> None:
    for content in (b"<html></html>", b'{"error": "API_KEY_INVALID"}', b""):
        with pytest.raises(AnswerIsNotData):
            one.read(content)
    with pytest.raises(AnswerEmpty):
        one.read(b"[]")


def test_a_data_set_without_a_row_is_not_a_quiet_week() -> None:
    with pytest.raises(AnswerEmpty):
        INDEXES[0].read(EXTENT.replace(b"612,345", b"0"))
