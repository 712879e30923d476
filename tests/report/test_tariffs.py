"""Tariffs as rows and lines: every column there, eighty columns wide, months as spans."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import Standing
from offtake.report.tariffs import (
    STACK_COLUMNS,
    TARIFF_COLUMNS,
    month_list,
    stack_lines,
    stack_rows,
    tariff_lines,
    tariff_rows,
    tariffs_lines,
)
from offtake.tariffs import Stack, load, month_after, stacked, stands
from tariffs.making import barrier, day, goods, step

AS_OF = day("2026-08-13")
EACH_DAY = ("2018-01-01", "2019-12-15", "2025-04-11", "2025-11-10", "2026-07-24", "2027-01-01")


def stack(on: str = "2025-11-10", code: str = "12019011") -> Stack:
    return stacked(
        load().values(), hs=code, imposed_by="CHN", against="USA", on=day(on), as_of=AS_OF
    )


def test_every_row_of_every_day_has_every_column_and_becomes_json() -> None:
    for text in EACH_DAY:
        rows = tariff_rows(stands(load().values(), on=day(text), as_of=AS_OF))
        assert len(rows) == len(load())
        assert all(tuple(row) == TARIFF_COLUMNS for row in rows)
        assert json.loads(json.dumps(rows)) == rows


def test_a_row_says_how_it_stands_and_what_is_announced_to_follow() -> None:
    found = stands(load().values(), on=day("2025-11-10"), as_of=AS_OF)
    rows = {row["tariff"]: row for row in tariff_rows(found)}
    points = rows["cn-us-reciprocal-24-2025"]
    assert (points["standing"], points["rate"], points["since"]) == ("suspended", 24, "2025-11-10")
    told = (points["next_on"], points["next_standing"], points["next_rate"])
    assert told == ("2026-11-10", "in_force", 24)
    assert "31 October 2026" in points["contested"]
    assert rows["cn-us-september-2019-5"]["rate"] == 2.5
    assert rows["us-forced-labor-301-2026"]["standing"] == "not_begun"


def test_no_line_but_an_address_is_wider_than_the_terminal() -> None:
    lines = [*tariffs_lines(list(stands(load().values(), on=AS_OF, as_of=AS_OF)))]
    for one in load().values():
        lines += tariff_lines(one)
    lines += stack_lines(stack())
    wide = [text for text, _ in lines if len(text) > 80 and not text.startswith("    http")]
    assert wide == []


def test_a_stack_prints_its_layers_totals_and_who_disagrees() -> None:
    text = "\n".join(line for line, _ in stack_lines(stack()))
    for words in (
        "40.5 %  in all, without an exclusion",
        "13 %  in all, with every exclusion",
        "lifted for who is granted cn-us-market-exclusion-2020",
        "near 24",
    ):
        assert words in text
    assert "base duty is not held" not in text
    assert "base duty is not held" in "\n".join(
        line for line, _ in stack_lines(stack(code="271111"))
    )


def test_the_rows_of_a_stack_add_up_to_its_total() -> None:
    rows = stack_rows(stack())
    assert all(tuple(row) == STACK_COLUMNS for row in rows)
    rates = {
        part: [row["rate"] for row in rows if row["part"] == part] for part in ("layer", "total")
    }
    assert sum(rates["layer"]) == rates["total"][0] == 40.5
    (excluded,) = (row["rate"] for row in rows if row["part"] == "total_with_exclusions")
    assert excluded == 13


def test_what_is_only_scheduled_is_marked_and_what_is_only_in_part_too() -> None:
    made = barrier(step("2026-03-10", "2026-03-02", rate="10"), of=goods("12019011"))
    found = stacked(
        [made],
        hs="1201",
        imposed_by="CHN",
        against="USA",
        on=day("2026-03-10"),
        as_of=day("2026-03-09"),
    )
    assert any("made-up~ (part)" in line for line, _ in stack_lines(found))


def test_a_list_that_is_not_held_is_named_apart() -> None:
    made = barrier(step("2026-03-10", "2026-03-02", rate="10"), of=goods("10", is_complete=False))
    (one,) = stands([made], on=AS_OF, as_of=AS_OF)
    assert one.standing is Standing.IN_FORCE
    found = stacked([made], hs="1201", imposed_by="CHN", against="USA", on=AS_OF, as_of=AS_OF)
    lines = [line for line, _ in stack_lines(found)]
    heading = lines.index("Their lists are not held, so they may cover the code too")
    assert lines[heading + 1].strip() == "made-up"


@given(st.sets(st.integers(0, 60), max_size=20))
def test_months_as_spans_name_each_month_once(picked: set[int]) -> None:
    months = [month_after(date(2024, 1, 1), n) for n in sorted(picked)]
    named: list[date] = []
    for span in filter(None, month_list(months).split(", ")):
        ends = [day(f"{end}-01") for end in span.split(" to ")]
        month = ends[0]
        while month <= ends[-1]:
            named.append(month)
            month = month_after(month, 1)
    assert named == months
