"""A figure has a value or a reason why not, and a series has a name that can be taken apart."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    SeriesKey,
    Status,
    Vintage,
    VintageBasis,
    reporting_week,
)
from offtake.errors import ObservationInvalid, SeriesKeyInvalid

KEY = SeriesKey("net_sales", "USA", "CHN", Flow.EXPORT, "soybeans", Frequency.WEEKLY, "t")
NAMES = st.text("abcxyzABC_019", min_size=1, max_size=8)
WITHOUT_VALUE = (Status.MISSING, Status.WITHDRAWN)


def figure(value: Decimal | None, status: Status, note: str = "") -> Observation:
    return Observation(
        key=KEY,
        period=reporting_week(date(2025, 11, 13)),
        value=value,
        status=status,
        vintage=Vintage(datetime(2025, 12, 17, tzinfo=UTC), VintageBasis.INFERRED),
        snapshot="0" * 64,
        locator="row 1",
        note=note,
    )


@pytest.mark.parametrize("status", WITHOUT_VALUE)
def test_a_gap_has_no_value(status: Status) -> None:
    with pytest.raises(ObservationInvalid, match="contradict each other") as caught:
        figure(Decimal(0), status, "not captured")
    assert caught.value.status == status


@pytest.mark.parametrize("status", [one for one in Status if one not in WITHOUT_VALUE])
def test_a_figure_that_is_not_a_gap_has_a_value(status: Status) -> None:
    with pytest.raises(ObservationInvalid, match="contradict each other"):
        figure(None, status, "a note does not help")


@pytest.mark.parametrize("status", WITHOUT_VALUE)
def test_a_gap_says_why(status: Status) -> None:
    with pytest.raises(ObservationInvalid, match="needs its reason"):
        figure(None, status)
    assert figure(None, status, "not captured").note == "not captured"


@given(st.sampled_from(Status), st.sampled_from([None, Decimal(1)]), st.sampled_from(["", "why"]))
def test_a_figure_stands_exactly_where_value_status_and_reason_agree(
    status: Status, value: Decimal | None, note: str
) -> None:
    is_gap = status in WITHOUT_VALUE
    if (value is None) is not is_gap or (is_gap and not note):
        with pytest.raises(ObservationInvalid):
            figure(value, status, note)
    else:
        assert figure(value, status, note).value == value


def test_sales_below_zero_and_sales_of_zero_are_figures() -> None:
    # China cancelled 100,000 t net in the week ending 13 November 2025 (rule D8).
    assert figure(Decimal(-100_000), Status.NORMAL).value == -100_000
    assert figure(Decimal(0), Status.NORMAL).value == 0


@pytest.mark.parametrize("dimension", ["measure", "reporter", "partner", "product", "unit_code"])
@pytest.mark.parametrize("text", ["", ".", "a.b", "a."])
def test_a_dimension_is_neither_empty_nor_holds_the_separator(dimension: str, text: str) -> None:
    with pytest.raises(SeriesKeyInvalid) as caught:
        replace(KEY, **cast("Any", {dimension: text}))
    assert (caught.value.dimension, caught.value.text) == (dimension, text)


@given(NAMES, NAMES, NAMES, NAMES, NAMES, st.sampled_from(Flow), st.sampled_from(Frequency))
def test_a_series_name_can_be_taken_apart_again(
    measure: str, reporter: str, partner: str, product: str, unit_code: str,
    flow: Flow, frequency: Frequency,
) -> None:  # fmt: skip
    key = SeriesKey(measure, reporter, partner, flow, product, frequency, unit_code)
    parts = str(key).split(".")
    assert parts == [measure, reporter, partner, flow, product, frequency, unit_code]
