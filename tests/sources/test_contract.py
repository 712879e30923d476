"""What every connector must do with good bytes and with bad ones, for nothing but its specimen."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

import pytest

from offtake.domain import UNITS
from offtake.errors import (
    AnswerError,
    AnswerIsNotData,
    CodeUnknown,
    FormatChanged,
    ImportedOnly,
)
from offtake.sources import Parsed, meaning, registry
from offtake.sources.connectors import CONNECTORS
from sources.specimens.every import SPECIMENS
from sources.specimens.kinds import Specimen

BAD_ENOUGH = (AnswerError, CodeUnknown)
specimen_of = pytest.mark.parametrize("one", SPECIMENS, ids=str)
each_column = pytest.mark.parametrize(
    ("one", "column"),
    [
        pytest.param(one, column, id=f"{one}-{column}")
        for one in SPECIMENS
        for column in one.columns
        if column not in one.unread
    ],
)


def read(one: Specimen, content: bytes) -> Parsed:
    return CONNECTORS[one.source].parse(one.snapshot(content), content)


def said(parsed: Parsed) -> Counter[tuple[object, ...]]:
    """Return what was said, whatever the bytes are called."""
    return Counter(
        (figure.key, figure.period, figure.value, figure.status, figure.vintage)
        for figure in parsed.observations
    )


def test_every_connector_has_a_specimen_and_a_row_in_the_registry() -> None:
    assert {one.source for one in SPECIMENS} == CONNECTORS.keys()
    assert CONNECTORS.keys() <= registry().keys()


@pytest.mark.parametrize("source_id", CONNECTORS)
def test_a_connector_bears_its_id(source_id: str) -> None:
    assert CONNECTORS[source_id].id == source_id


@specimen_of
def test_each_figure_has_a_unit_a_period_and_a_place_in_the_bytes(one: Specimen) -> None:
    parsed = read(one, one.content)
    assert parsed.rows == len(one.rows)
    assert parsed.observations
    assert parsed.newest == max(figure.period.last_day for figure in parsed.observations)
    for figure in parsed.observations:
        assert figure.key.unit_code in UNITS
        assert figure.period.days > 0
        assert figure.locator
        assert figure.snapshot == one.snapshot(one.content).sha256
        assert figure.vintage.known_at <= one.retrieved_at


@specimen_of
def test_each_measure_is_said_to_mean_something(one: Specimen) -> None:
    measures = {figure.key.measure for figure in read(one, one.content).observations}
    assert [name for name in sorted(measures) if meaning(one.source, name) is None] == []
    assert meaning(one.source, "no_such_measure") is None


@specimen_of
def test_no_row_of_a_good_specimen_is_refused(one: Specimen) -> None:
    assert read(one, one.content).refused == ()


@specimen_of
def test_reading_again_says_the_same(one: Specimen) -> None:
    assert read(one, one.content) == read(one, one.content)


@specimen_of
@pytest.mark.parametrize("tenth", range(10))
def test_a_specimen_cut_at_a_tenth_raises(one: Specimen, tenth: int) -> None:
    cut = one.content[: len(one.content) * tenth // 10]
    with pytest.raises(BAD_ENOUGH):
        read(one, cut)


@specimen_of
def test_a_specimen_cut_anywhere_raises_or_has_lost_nothing(one: Specimen) -> None:
    whole = said(read(one, one.content))
    for end in range(0, len(one.content), 5):
        try:
            found = said(read(one, one.content[:end]))
        except BAD_ENOUGH:
            continue
        assert found == whole, end


@each_column
def test_a_column_that_is_gone_is_named(one: Specimen, column: str) -> None:
    with pytest.raises(AnswerError) as caught:
        read(one, one.without(column))
    assert column in str(caught.value)


@each_column
def test_a_column_under_another_name_is_named(one: Specimen, column: str) -> None:
    with pytest.raises(AnswerError) as caught:
        read(one, one.renamed(column, "Novelty"))
    assert column in str(caught.value)
    assert isinstance(caught.value, FormatChanged)


@specimen_of
def test_a_code_never_seen_before_stops_the_reading(one: Specimen) -> None:
    if one.code is None:
        pytest.skip("the answer has no codes")
    column, stranger = one.code
    with pytest.raises(CodeUnknown) as caught:
        read(one, one.altered(column, lambda _: stranger, rows=1))
    assert stranger in caught.value.code


def byte_order_mark(content: bytes) -> bytes:
    return b"\xef\xbb\xbf" + content


def crlf(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def trailing_lines(content: bytes) -> bytes:
    return content + b"\r\n\n"


@specimen_of
@pytest.mark.parametrize("dress", [byte_order_mark, crlf, trailing_lines])
def test_dress_changes_nothing(one: Specimen, dress: Callable[[bytes], bytes]) -> None:
    assert said(read(one, dress(one.content))) == said(read(one, one.content))


@each_column
def test_blanks_behind_a_name_change_nothing(one: Specimen, column: str) -> None:
    if not one.pads_names:
        pytest.skip("the format cannot have blanks behind a name")
    padded = read(one, one.renamed(column, f"{column}  "))
    assert said(padded) == said(read(one, one.content))


@specimen_of
def test_commas_that_group_thousands_are_read_right_or_refused_by_name(one: Specimen) -> None:
    if not one.number:
        pytest.skip("the answer has no numbers")
    grouped = one.altered(one.number, lambda cell: _grouped(str(cell)))
    if one.reads_commas:
        assert said(read(one, grouped)) == said(read(one, one.content))
    else:
        with pytest.raises(FormatChanged, match=one.number):
            read(one, grouped)


@specimen_of
@pytest.mark.parametrize("wrong", ["1,23", "12,3456", "1.234,5", "n/a", "", "1e6", "٣"])
def test_what_is_no_number_is_refused_by_name(one: Specimen, wrong: str) -> None:
    if not one.number:
        pytest.skip("the answer has no numbers")
    with pytest.raises(AnswerError) as caught:
        read(one, one.altered(one.number, lambda _: wrong, rows=1))
    assert one.number in str(caught.value)


NOT_DATA = {
    "nothing": b"",
    "blanks": b" \r\n ",
    "page": b"<!DOCTYPE html>\n<html><head><title>Access Denied</title></head></html>",
    "old page": b"<HTML><BODY>Service unavailable</BODY></HTML>",
    "commented page": b"<!-- x --><html lang='en'></html>",
    "soap": b'<?xml version="1.0"?><soap:Envelope xmlns:soap="x"><ERROR>1</ERROR></soap:Envelope>',
    "xml error": b"<ERROR>no data</ERROR>",
    "json error": json.dumps({"error": {"code": "API_KEY_INVALID"}}).encode(),
    "json message": b'{"message": "Endpoint not found", "errorCode": 404}',
    "binary": b"%PDF-1.7\n\xff\xfe\x00",
}


@specimen_of
@pytest.mark.parametrize("content", NOT_DATA.values(), ids=NOT_DATA)
def test_a_page_or_an_error_report_is_not_data(one: Specimen, content: bytes) -> None:
    with pytest.raises(AnswerIsNotData) as caught:
        read(one, content)
    assert caught.value.source == one.source


@pytest.mark.parametrize("source_id", CONNECTORS)
@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2026, 8, 1), date(2026, 8, 22)),
        (date(2025, 9, 1), date(2025, 9, 12)),
        (date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_a_plan_asks_its_own_hosts_for_what_is_out(
    source_id: str, since: date, until: date
) -> None:
    row = registry()[source_id]
    if not row.hosts:
        with pytest.raises(ImportedOnly, match=f"offtake import FILE --source {source_id}"):
            CONNECTORS[source_id].plan(since, until)
        return
    for request in CONNECTORS[source_id].plan(since, until):
        address = urlsplit(request.url)
        assert request.source == source_id
        assert address.scheme == "https"
        assert address.hostname in row.hosts
        assert request.covers_start <= request.covers_end <= until
        assert request.media_types
        assert bool(request.key) is bool(request.key_header or request.key_field)
        assert not (request.key_header and request.key_field)
        assert request.key == row.key


def _grouped(text: str) -> str:
    whole, dot, fraction = text.replace(",", "").partition(".")
    return f"{int(whole):,}{dot}{fraction}"
