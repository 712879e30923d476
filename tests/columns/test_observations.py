"""Observations in columns are the same observations."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.columns import Coded, Observations
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
from offtake.errors import ObservationInvalid

WORDS = st.sampled_from(["a", "b", "c"])
NUMBERS = st.integers(-(2**63) + 1, 2**63 - 1)


def key(partner: str, decimals: int) -> SeriesKey:
    flow, weekly = Flow.EXPORT, Frequency.WEEKLY
    return SeriesKey("net_sales", "USA", partner, flow, "soybeans", weekly, "t", decimals)


@st.composite
def observed(draw: st.DrawFn) -> Observation:
    decimals, status = draw(st.integers(0, 3)), draw(st.sampled_from(Status))
    value = Decimal(draw(NUMBERS)).scaleb(-decimals) if status.has_value else None
    known_at = datetime(2026, 1, draw(st.integers(1, 3)), tzinfo=UTC)
    return Observation(
        key=key(draw(WORDS), decimals),
        period=reporting_week(draw(st.sampled_from([date(2026, 1, 1), date(2026, 1, 8)]))),
        value=value,
        status=status,
        vintage=Vintage(known_at, draw(st.sampled_from(VintageBasis))),
        snapshot=draw(WORDS),
        locator=draw(WORDS),
        note=draw(WORDS),
    )


ROWS = st.lists(observed(), max_size=9)
ONE = Observation(
    key("CHN", 0), reporting_week(date(2026, 1, 1)), Decimal(5), Status.NORMAL,
    Vintage(datetime(2026, 1, 8, tzinfo=UTC), VintageBasis.RELEASE), "ab", "row 1",
)  # fmt: skip


@given(ROWS)
def test_columns_read_one_by_one_are_the_observations_they_were_made_of(
    rows: list[Observation],
) -> None:
    found = Observations.of(rows)
    assert [*found] == rows
    assert [found[row] for row in range(len(found))] == rows
    assert found == tuple(rows)
    assert tuple(rows) == found
    assert Observations.of(found) is found


@given(ROWS, ROWS)
def test_columns_are_equal_where_the_observations_are(
    rows: list[Observation], others: list[Observation]
) -> None:
    assert (Observations.of(rows) == Observations.of(others)) is (rows == others)
    assert Observations.joined([Observations.of(rows), Observations.of(others)]) == rows + others


@given(ROWS, st.data())
def test_rows_taken_are_those_rows(rows: list[Observation], data: st.DataObject) -> None:
    found = Observations.of(rows)
    mask = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    taken = [one for one, is_in in zip(rows, mask, strict=True) if is_in]
    assert found.take(np.array(mask, dtype=np.bool_)) == taken
    assert found[1:3] == rows[1:3]
    assert [*found.key.where(lambda one: one.partner == "a")] == [
        one.key.partner == "a" for one in rows
    ]


def test_nothing_else_is_equal() -> None:
    found = Observations.of([ONE])
    assert found != [replace(ONE, value=Decimal(6))]
    assert found != [ONE, ONE]
    assert found != 5
    assert repr(found) == "Observations of 1 series, 1 rows"
    with pytest.raises(TypeError, match="unhashable"):
        hash(found)


@pytest.mark.parametrize("value", ["1.5", "9223372036854775808", "1e40", "NaN", "Infinity"])
def test_a_value_that_its_series_cannot_hold_is_refused(value: str) -> None:
    with pytest.raises(ObservationInvalid, match="does not fit a series of 0 decimals"):
        Observations.of([replace(ONE, value=Decimal(value))])


Spoil = Callable[[Observations], Observations]
GAP = Coded.same(Status.MISSING, 1)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda one: replace(one, status=GAP, note=Coded.same("why", 1)), "contradict"),
        (lambda one: replace(one, status=GAP, value=np.zeros(1, dtype=np.int64)), "its reason"),
    ],
)
def test_a_gap_in_columns_has_no_value_and_a_reason(spoil: Spoil, words: str) -> None:
    with pytest.raises(ObservationInvalid, match=words):
        spoil(Observations.of([ONE]))


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="rows"):
        replace(Observations.of([ONE]), locator=Coded.same("row", 2))
