"""What stood on a day, by what was known on another, and what it added up to."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import BarrierKind, Dispute, Standing
from offtake.errors import CustomsCodeInvalid
from offtake.tariffs import Stack, Stand, Wanted, load, stacked, stands
from tariffs.making import barrier, day, goods, step

BEANS = "12019011"
ONE = step("2026-03-10", "2026-03-02", rate="10")


def stand(*, on: str, as_of: str, known_to: str = "2026-12-31") -> Stand:
    made = barrier(ONE, step("2026-06-10", "2026-06-01", rate="15"), known_to=known_to)
    (found,) = stands([made], on=day(on), as_of=day(as_of))
    return found


def beans(on: str, *, as_of: str | None = None) -> Stack:
    return stacked(
        load().values(),
        hs=BEANS,
        imposed_by="CHN",
        against="USA",
        on=day(on),
        as_of=day(as_of or on),
    )


@pytest.mark.parametrize(
    ("on", "as_of", "standing", "rate", "is_scheduled"),
    [
        ("2026-03-09", "2026-03-09", Standing.NOT_BEGUN, None, False),
        ("2026-03-10", "2026-03-10", Standing.IN_FORCE, "10", False),
        ("2026-03-10", "2026-03-09", Standing.IN_FORCE, "10", True),
        ("2026-06-10", "2026-05-31", Standing.IN_FORCE, "10", True),
        ("2026-06-10", "2026-06-01", Standing.IN_FORCE, "15", True),
        ("2026-06-10", "2026-06-10", Standing.IN_FORCE, "15", False),
    ],
)
def test_a_barrier_stands_as_was_announced_by_the_as_of(
    on: str, as_of: str, standing: Standing, rate: str | None, *, is_scheduled: bool
) -> None:
    found = stand(on=on, as_of=as_of)
    assert (found.standing, found.is_scheduled) == (standing, is_scheduled)
    assert (found.step.rate if found.step else None) == (Decimal(rate) if rate else None)


def test_nobody_knows_of_a_barrier_before_it_is_announced() -> None:
    assert list(stands([barrier(ONE)], on=day("2026-04-01"), as_of=day("2026-03-01"))) == []


def test_a_step_after_the_last_report_is_scheduled_for_ever() -> None:
    found = stand(on="2026-06-10", as_of="2027-01-01", known_to="2026-06-09")
    assert found.is_scheduled
    assert not stand(on="2026-06-09", as_of="2027-01-01", known_to="2026-06-09").is_scheduled


def test_what_follows_is_told_and_whether_it_is_still_to_come() -> None:
    found = stand(on="2026-06-09", as_of="2026-06-09")
    assert found.following is not None
    assert (found.following.start, found.is_following_scheduled) == (day("2026-06-10"), True)
    assert not stand(on="2026-06-09", as_of="2026-06-10").is_following_scheduled
    assert stand(on="2026-06-10", as_of="2026-06-10").following is None


# 3 base, 25 of July 2018, 5 then 2.5 of September 2019, 10 of March 2025, and the duty of April
# 2025: 84, 125, then 10. The exclusion of March 2020 lifts the 25 and the 2.5 only.
@pytest.mark.parametrize(
    ("on", "whole", "excluded"),
    [
        ("2018-07-05", "3", "3"),
        ("2018-07-06", "28", "28"),  # 3 + 25
        ("2019-09-01", "33", "33"),  # + 5
        ("2020-02-14", "30.5", "30.5"),  # 5 becomes 2.5
        ("2020-03-02", "30.5", "3"),  # - 27.5
        ("2025-03-10", "40.5", "13"),  # 3 + 10
        ("2025-04-10", "124.5", "97"),  # 3 + 10 + 84
        ("2025-04-12", "165.5", "138"),  # 3 + 10 + 125
        ("2025-05-14", "50.5", "23"),  # 3 + 10 + 10
        ("2025-11-10", "40.5", "13"),  # 3 + 10
    ],
)
def test_duties_on_us_soybeans_into_china_add_up_as_the_law_says(
    on: str, whole: str, excluded: str
) -> None:
    found = beans(on)
    assert (found.rate, found.rate_excluded) == (Decimal(whole), Decimal(excluded))
    assert found.has_base
    assert found.unlisted == ()
    assert not found.is_scheduled


def test_the_day_the_truce_ends_brings_24_points_that_are_only_scheduled() -> None:
    found = beans("2026-11-10", as_of="2026-08-13")
    assert (found.rate_excluded, found.is_scheduled) == (Decimal(37), True)  # 13 + 24
    assert beans("2026-11-09", as_of="2026-08-13").rate_excluded == 13


def test_the_exclusion_ends_with_2026_as_far_as_is_known() -> None:
    assert beans("2027-01-01", as_of="2026-08-13").rate_excluded == Decimal("64.5")
    # Before the extension was told of, no end of it was: the rounds before are not kept.
    assert beans("2027-01-01", as_of="2025-10-31").rate_excluded == Decimal(23) + 24


def test_the_soybean_duty_is_contested_from_november_2025() -> None:
    assert beans("2025-10-31").disputes == ()
    words = [dispute.words for _, dispute in beans("2025-11-10").disputes]
    assert "the whole duty on soybeans stays near 24 percent" in words


def test_a_dispute_about_soybeans_is_none_about_pork() -> None:
    pork = stacked(
        load().values(),
        hs="02032900",
        imposed_by="CHN",
        against="USA",
        on=day("2025-11-10"),
        as_of=day("2025-11-10"),
    )
    assert pork.layers
    assert not any("soybeans" in dispute.words for _, dispute in pork.disputes)


def test_a_stack_without_its_base_says_so_and_adds_only_what_is_known() -> None:
    gas = stacked(
        load().values(),
        hs="271111",
        imposed_by="CHN",
        against="USA",
        on=day("2026-05-01"),
        as_of=day("2026-05-01"),
    )
    # 25 of 2019, 15 of February 2025, 10 kept of April 2025.
    assert (gas.has_base, gas.rate) == (False, Decimal(50))


def test_a_list_that_is_not_held_is_named_and_not_added() -> None:
    found = stacked(
        [barrier(ONE, of=goods("1005", is_complete=False))],
        hs="9999",
        imposed_by="CHN",
        against="USA",
        on=day("2026-04-01"),
        as_of=day("2026-04-01"),
    )
    assert (found.layers, found.rate) == ((), Decimal(0))
    assert [one.barrier.id for one in found.unlisted] == ["made-up"]


def test_a_suspended_duty_or_exclusion_counts_for_nothing() -> None:
    duty = barrier(ONE, name="duty")
    lifting = barrier(
        step("2026-03-10", "2026-03-02"),
        step("2026-05-01", "2026-04-30", standing=Standing.SUSPENDED),
        name="lifting",
        kind=BarrierKind.EXCLUSION,
        lifts=("duty",),
    )

    def on(text: str) -> tuple[Decimal, Decimal]:
        found = stacked(
            [duty, lifting],
            hs="1005",
            imposed_by="CHN",
            against="USA",
            on=day(text),
            as_of=day(text),
        )
        return found.rate, found.rate_excluded

    assert on("2026-04-29") == (Decimal(10), Decimal(0))
    assert on("2026-05-01") == (Decimal(10), Decimal(10))


@pytest.mark.parametrize("code", ["1", "12.01", "soybeans", "", "12345678901", "\uff11\uff12"])
def test_what_is_no_customs_code_is_refused(code: str) -> None:
    with pytest.raises(CustomsCodeInvalid, match=r"with the leading zero, e\.g\. 1201"):
        Wanted(hs=code)


def test_what_is_aimed_at_all_is_aimed_at_each() -> None:
    on = day("2026-03-01")
    wanted = Wanted(hs="9403", imposed_by="USA", against="CHN")
    found = {one.barrier.id for one in stands(load().values(), on=on, as_of=on, wanted=wanted)}
    assert "us-section-122-2026" in found
    assert "cn-us-reciprocal-2025" not in found


@given(
    st.dates(date(2018, 1, 1), date(2027, 6, 1)),
    st.dates(date(2018, 1, 1), date(2027, 6, 1)),
    st.sampled_from([BEANS, "100590", "270900", "02032900", "9403"]),
)
def test_an_exclusion_never_makes_a_good_dearer(on: date, as_of: date, code: str) -> None:
    found = stacked(load().values(), hs=code, imposed_by="CHN", against="USA", on=on, as_of=as_of)
    assert 0 <= found.rate_excluded <= found.rate
    assert found.rate == sum(one.rate for one in found.layers)


def test_a_dispute_matters_on_its_days_only() -> None:
    one = Dispute("x", "y", "https://example.org", day("2026-01-02"), day("2026-01-03"))
    days = ("2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04")
    assert [one.matters_on(day(text)) for text in days] == [False, True, True, False]
