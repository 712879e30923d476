"""A course follows from what was announced, and codes cover each other by their digits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import Coverage, Standing, Step
from tariffs.making import barrier, day, goods, step

FIRST = date(2025, 1, 1)
DAYS = st.integers(0, 60).map(lambda count: FIRST + timedelta(days=count))


@st.composite
def steps(draw: st.DrawFn) -> Step:
    announced = draw(DAYS)
    start = announced + timedelta(days=draw(st.integers(0, 40)))
    return step(str(start), str(announced), rate=str(draw(st.integers(1, 9))))


def oracle(all_steps: list[Step], as_of: date) -> list[Step]:
    """Return the course by the slow way: a step stands unless a later word covers its first day."""
    known = [one for one in all_steps if one.announced <= as_of]
    standing = [
        one
        for one in known
        if not any(later.announced > one.announced and later.start <= one.start for later in known)
    ]
    return sorted(standing, key=lambda one: one.start)


ANNOUNCED_ONCE_A_DAY = st.lists(
    steps(), min_size=1, max_size=8, unique_by=(lambda one: one.announced, lambda one: one.start)
)


@given(ANNOUNCED_ONCE_A_DAY, DAYS)
def test_a_course_is_what_no_later_word_replaced(made: list[Step], as_of: date) -> None:
    assert list(barrier(*made).course(as_of=as_of)) == oracle(made, as_of)


@given(ANNOUNCED_ONCE_A_DAY, steps(), DAYS)
def test_what_is_announced_later_never_changes_an_earlier_course(
    made: list[Step], later: Step, as_of: date
) -> None:
    before = barrier(*made).course(as_of=as_of)
    if later.announced > as_of:
        assert barrier(*made, later).course(as_of=as_of) == before


def test_an_end_takes_away_what_was_to_follow() -> None:
    planned = barrier(
        step("2025-05-14", "2025-05-12", standing=Standing.SUSPENDED),
        step("2026-11-10", "2025-11-04", rate="24"),
        step("2026-02-24", "2026-02-20", standing=Standing.ENDED),
    )
    assert [one.start for one in planned.course(as_of=day("2026-02-19"))] == [
        day("2025-05-14"),
        day("2026-11-10"),
    ]
    assert [one.start for one in planned.course(as_of=day("2026-02-20"))] == [
        day("2025-05-14"),
        day("2026-02-24"),
    ]


def test_an_extension_keeps_the_first_days_and_moves_the_end() -> None:
    extended = barrier(
        step("2025-05-14", "2025-05-12", standing=Standing.SUSPENDED),
        step("2025-08-12", "2025-05-12", rate="24"),
        step("2025-08-12", "2025-08-11", standing=Standing.SUSPENDED),
        step("2025-11-10", "2025-08-11", rate="24"),
    )
    assert [(str(one.start), one.standing.value) for one in extended.course(as_of=FIRST.max)] == [
        ("2025-05-14", "suspended"),
        ("2025-08-12", "suspended"),
        ("2025-11-10", "in_force"),
    ]


@pytest.mark.parametrize(
    ("codes", "asked", "expected"),
    [
        (("1201",), "12019011", Coverage.WHOLE),
        (("12019011",), "1201", Coverage.PART),
        (("12019011",), "12019019", Coverage.NONE),
        (("27111100",), "271111", Coverage.WHOLE),  # 00: the subheading is not divided
        (("271111",), "27111100", Coverage.WHOLE),
        (("27090000",), "2709", Coverage.WHOLE),
        (("1001",), "100", Coverage.PART),
        (("0201",), "02", Coverage.PART),
        (("10",), "1005", Coverage.WHOLE),
        ((), "9999", Coverage.WHOLE),
    ],
)
def test_a_code_is_covered_by_a_code_above_it(
    codes: tuple[str, ...], asked: str, expected: Coverage
) -> None:
    assert goods(*codes).coverage(asked) is expected


def test_a_list_that_is_longer_than_held_says_so_but_for_codes_known_to_be_off_it() -> None:
    some = goods("120190", is_complete=False, not_hs=("2709",))
    assert some.coverage("100590") is Coverage.NOT_LISTED_HERE
    assert some.coverage("27090000") is Coverage.NONE
    assert some.coverage("27") is Coverage.NOT_LISTED_HERE


@given(st.from_regex(r"[0-9]{2,10}", fullmatch=True), st.from_regex(r"[0-9]{2,10}", fullmatch=True))
def test_two_codes_cover_each_other_only_where_they_are_the_same(one: str, other: str) -> None:
    there, back = goods(one).coverage(other), goods(other).coverage(one)
    if there is Coverage.WHOLE and back is Coverage.WHOLE:
        assert one.rstrip("0") == other.rstrip("0")
    assert (there is Coverage.NONE) == (back is Coverage.NONE)
