"""Balances by the FAS API: only what was asked for, only what is known, known since it was seen."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from offtake.domain import Flow, VintageBasis
from offtake.errors import AnswerCut, AnswerEmpty, AnswerIsNotData, CodeUnknown, FormatChanged
from offtake.sources import Parsed
from offtake.sources.usda_psd import Psd
from sources.grain.specimens import LATER, PSD_REQUEST, RAW, as_json, psd_rows, snapshot

ERROR = RAW / "psd_soap_error_2026-04-08.xml"


def parse(content: bytes, request: str = PSD_REQUEST) -> Parsed:
    return Psd().parse(snapshot(content, request=request), content)


def changed(**cells: object) -> bytes:
    return as_json([{**row, **cells} for row in psd_rows()])


def test_a_balance_is_read_in_thousand_tonnes() -> None:
    found = {one.key.measure: one for one in parse(as_json(psd_rows())).observations}
    # The capture of 19 April 2026: exports 41,912, production 115,989, imports 680.
    assert {name: one.value for name, one in found.items()} == {
        "psd_exports": Decimal(41_912), "psd_production": Decimal(115_989),
        "psd_imports": Decimal(680), "psd_beginning_stocks": Decimal(8_840),
        "psd_ending_stocks": Decimal(9_523)}  # fmt: skip
    exports = found["psd_exports"]
    assert str(exports.key) == "psd_exports.USA.WORLD.X.soybeans.A.kt"
    assert found["psd_imports"].key.flow is Flow.IMPORT
    assert str(exports.period) == "2025-09-01/2026-08-31"
    assert exports.note == "revision of 2026-04"


def test_a_figure_is_known_since_it_was_seen() -> None:
    """An answer has the latest revision only: when it became known is not said."""
    for one in parse(as_json(psd_rows())).observations:
        assert (one.vintage.known_at, one.vintage.basis) == (LATER, VintageBasis.RETRIEVAL)


def test_chinas_year_begins_in_october() -> None:
    request = PSD_REQUEST.replace("/US/", "/CH/")
    found = parse(changed(countryCode="CH"), request).observations
    assert {(one.key.reporter, one.period.start) for one in found} == {("CHN", date(2025, 10, 1))}


def test_rows_of_another_year_country_or_crop_than_asked_for_are_refused() -> None:
    for name, text in (("marketYear", "2024"), ("countryCode", "CH")):
        with pytest.raises(FormatChanged, match=f"column '{name}' holds '{text}'"):
            parse(changed(**{name: text}))


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("countryCode", "XX", CodeUnknown),
        ("commodityCode", "9999999", CodeUnknown),
        ("attributeId", 999, FormatChanged),
        ("unitId", 21, FormatChanged),
        ("value", 41912.5, FormatChanged),
        ("value", None, FormatChanged),
        ("month", "April", FormatChanged),
    ],
)
def test_what_was_never_seen_before_is_named(
    name: str, text: object, error: type[Exception]
) -> None:
    with pytest.raises(error, match=str(text)):
        parse(changed(**{name: text}))


def test_an_attribute_there_twice_or_a_balance_without_exports_is_refused() -> None:
    with pytest.raises(FormatChanged, match="twice"):
        parse(as_json([*psd_rows(), psd_rows()[0]]))
    with pytest.raises(FormatChanged, match="exports"):
        parse(as_json(psd_rows()[1:]))


def test_an_empty_list_is_not_no_data() -> None:
    with pytest.raises(AnswerEmpty):
        parse(b"[]")


@pytest.mark.parametrize("tenth", range(1, 10))
def test_an_answer_cut_at_each_tenth_is_refused(tenth: int) -> None:
    content = as_json(psd_rows())
    with pytest.raises(AnswerCut):
        parse(content[: len(content) * tenth // 10])


def test_each_country_and_year_is_asked_for_with_the_key() -> None:
    requests = list(Psd().plan(date(2026, 8, 1), date(2026, 9, 15)))
    # In the United States 2026/27 began on 1 September; in China it begins on 1 October.
    assert [one.url.partition("2222000/")[2] for one in requests] == [
        "country/US/year/2024", "country/US/year/2025", "country/US/year/2026",
        "country/CH/year/2024", "country/CH/year/2025"]  # fmt: skip
    assert {(one.key, one.key_header) for one in requests} == {("fas", "X-Api-Key")}


@pytest.mark.shared
def test_the_real_error_under_status_200_is_not_data(shared: Path) -> None:
    with pytest.raises(AnswerIsNotData, match="error report"):
        parse((shared / ERROR).read_bytes())


def test_the_instant_seen_is_in_utc() -> None:
    content = as_json(psd_rows())
    at = datetime.fromisoformat("2026-08-12T18:00:00+02:00")
    (one, *_) = Psd().parse(snapshot(content, request=PSD_REQUEST, at=at), content).observations
    assert one.vintage.known_at.tzinfo is UTC
