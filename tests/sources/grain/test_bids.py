"""Bids for export: price, basis and the futures they stand on agree, or nothing is stored."""

import csv
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from offtake.domain import Frequency
from offtake.errors import AnswerAtCap, AnswerCut, AnswerEmpty, AnswerIsNotData, FormatChanged
from offtake.sources import Parsed
from offtake.sources.usda_bids import Bids
from sources.grain.contract import as_bids
from sources.grain.specimens import RAW, as_json, bid_rows, snapshot, values

DAY = date(2026, 8, 11)
ANSWER = RAW / "ams_3147_2026-08-11_api.json"
CAPTURE = Path("data/usda/prices/price_gulf_soy_bids_2020_2026_ams3147/gulf_bids.csv")


def parse(content: bytes, at: datetime = datetime(2026, 8, 12, tzinfo=UTC)) -> Parsed:
    return Bids().parse(snapshot(content, at=at), content)


def changed(**cells: object) -> bytes:
    """Return an answer whose first bid has other cells."""
    rows = bid_rows()
    rows[0] = {**rows[0], **cells}
    return as_bids(rows)


def figure(parsed: Parsed, measure: str) -> Decimal | None:
    return values(parsed, measure, "soybeans")[DAY]


def test_a_bid_is_read_with_its_basis_in_dollars() -> None:
    found = parse(as_bids(bid_rows()))
    assert figure(found, "bid_price_min") == Decimal("12.4250")
    assert figure(found, "bid_price_max") == Decimal("12.6875")
    assert figure(found, "bid_price_avg") == Decimal("12.5563")
    assert figure(found, "bid_basis_min") == Decimal("0.95")
    assert figure(found, "bid_basis_max") == Decimal("1.00")
    assert {(one.key.unit_code, one.key.decimals, one.key.frequency, one.period.days)
            for one in found.observations} == {("USD_bu", 4, Frequency.DAILY, 1)}  # fmt: skip


def test_a_later_delivery_is_a_series_of_its_own() -> None:
    found = parse(as_bids(bid_rows()))
    assert figure(found, "bid_price_avg_2026_10_first_half") == Decimal("12.7375")


def test_price_less_basis_is_what_the_futures_stood_at() -> None:
    """Identity I8."""
    found = parse(as_bids(bid_rows()))
    assert figure(found, "implied_futures_2026_08") == Decimal("11.4750")
    assert figure(found, "implied_futures_2026_11") == Decimal("11.6875")


def test_rows_that_disagree_on_one_contract_cost_it_its_figure() -> None:
    now, later = bid_rows()
    later |= {"price Min": 12.74, "price Max": 12.74, "avg_price": 12.74}
    found = parse(as_bids([now, later]))
    assert values(found, "implied_futures_2026_11", "soybeans") == {}
    assert figure(found, "implied_futures_2026_08") == Decimal("11.4750")
    (refused,) = found.refused
    assert "2 figures for one contract" in refused.reason


def test_a_contract_month_before_the_day_is_next_years() -> None:
    now, later = bid_rows()
    later |= {f"basis {end} Futures Month": "January (F)" for end in ("Min", "Max")}
    found = parse(as_bids([now, later]))
    assert figure(found, "implied_futures_2027_01") == Decimal("11.6875")


def test_the_time_printed_without_a_zone_is_bounded_by_two_clocks() -> None:
    (one, *_) = parse(as_bids(bid_rows())).observations
    # 12:48:13 in Washington is 16:48:13 UTC, in Portland 19:48:13.
    assert one.vintage.earliest_at == datetime(2026, 8, 11, 16, 48, 13, tzinfo=UTC)
    assert one.vintage.known_at == datetime(2026, 8, 11, 19, 48, 13, tzinfo=UTC)
    at = datetime(2026, 8, 11, 18, tzinfo=UTC)
    (one, *_) = parse(as_bids(bid_rows()), at=at).observations
    assert one.vintage.known_at == at


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("basis_unit", "$/Bu"), ("price_unit", "¢ Per Bushel"), ("sale Type", "Offer"),
        ("freight", "F.O.B."), ("quote_type", "Flat"), ("trade_loc", "Pacific Northwest"),
        ("commodity", "Canola"), ("class", "White"), ("current", "Maybe"),
        ("basis Min Futures Month", "Smarch (W)"), ("report_date", "2026-08-11"),
        ("published_date", "noon"), ("price Min", None), ("basis Max", "n/a"),
        ("avg_price", 12.6), ("delivery_start", "2026-09-01"),
    ],
)  # fmt: skip
def test_what_was_never_seen_before_is_named(name: str, text: object) -> None:
    named = "commodity" if name == "class" else name
    with pytest.raises(FormatChanged, match=f"column '{named}'"):
        parse(changed(**{name: text}))


@pytest.mark.parametrize("name", list(bid_rows()[0]))
def test_a_field_missing_or_renamed_is_named(name: str) -> None:
    rows = [{key: cell for key, cell in row.items() if key != name} for row in bid_rows()]
    with pytest.raises(FormatChanged, match=f"column '{name}' is missing"):
        parse(as_bids(rows))
    with pytest.raises(FormatChanged, match=f"column '{name}' is missing"):
        parse(as_bids([{**row, f"{name} new": 1} for row in rows]))


def test_the_same_bid_twice_is_refused() -> None:
    with pytest.raises(FormatChanged, match="twice"):
        parse(as_bids([*bid_rows(), bid_rows()[0]]))


def test_an_answer_cut_short_or_at_the_cap_or_empty_is_refused() -> None:
    content = as_bids(bid_rows())
    for tenth in range(1, 10):
        with pytest.raises(AnswerCut):
            parse(content[: len(content) * tenth // 10])
    with pytest.raises(AnswerCut, match="2 rows, where it says 3"):
        parse(content.replace(b'"totalRows": 2', b'"totalRows": 3'))
    with pytest.raises(AnswerAtCap):
        parse(content.replace(b'"userAllowedRows": 100000', b'"userAllowedRows": 2'))
    with pytest.raises(AnswerEmpty):
        parse(as_bids([]))
    for page in (b"<html></html>", as_json({"error": "Unauthorized"}), as_json([])):
        with pytest.raises(AnswerIsNotData):
            parse(page)


def test_a_plan_asks_month_by_month() -> None:
    requests = list(Bids().plan(date(2026, 6, 15), date(2026, 8, 11)))
    assert [(one.covers_start, one.covers_end) for one in requests] == [
        (date(2026, 6, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 7, 31)),
        (date(2026, 8, 1), DAY),
    ]


@pytest.mark.shared
def test_the_real_answer_reads_as_printed(shared: Path) -> None:
    found = parse((shared / ANSWER).read_bytes())
    assert (found.rows, found.newest, found.refused) == (22, DAY, ())
    assert figure(found, "bid_price_min") == Decimal("12.425")
    assert figure(found, "bid_price_max") == Decimal("12.6875")
    # Six rows lead to one November: 12.6875 - 1.00 and so on.
    assert figure(found, "implied_futures_2026_11") == Decimal("11.6875")
    assert figure(found, "implied_futures_2027_01") == Decimal("12.8525") - Decimal("1.01")
    assert values(found, "implied_futures_2026_12", "corn") == {DAY: Decimal("4.6050")}
    assert values(found, "bid_price_min", "wheat_srw") == {DAY: Decimal("6.6525")}


@pytest.mark.shared
def test_the_identity_holds_over_six_years_of_another_capture(shared: Path) -> None:
    """I8 on all rows of a day and contract of soybeans: how often they agree to the cent."""
    seen: dict[tuple[str, str], set[Decimal]] = defaultdict(set)
    with (shared / CAPTURE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["commodity"] == "Soybeans":
                for end, month in (("low", "futures_month"), ("high", "futures_month_high")):
                    implied = Decimal(row[f"price_{end}"]) - Decimal(row[f"basis_{end}"]) / 100
                    seen[row["report_date"], row[month]].add(round(implied, 2))
    agree = sum(len(found) == 1 for found in seen.values())
    assert agree / len(seen) > 0.98
