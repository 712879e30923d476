"""What a statement would be measured by."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from offtake.domain import (
    Action,
    Firmness,
    Gap,
    Measure,
    Modifier,
    Span,
    StatedQuantity,
    StatedTime,
    Statement,
    TimeRole,
)
from offtake.evidence import measured_by
from offtake.pledges import load

PROMISE = Statement(
    id="a#1",
    quote=Span(0, 0, ""),
    chain=(),
    obligor="AU",
    counterparty="ID",
    action=Action.BUY,
    direction=(),
    goods=("coal",),
    quantity=StatedQuantity(Decimal(2_000_000), Measure.TONNES, Modifier.AT_LEAST, Span(0, 0, "")),
    time=StatedTime(Span(0, 0, ""), TimeRole.DEADLINE, end=date(2027, 12, 31)),
    firmness=Firmness(2),
)


def test_what_bears_on_a_pledge_is_measured_by_each_of_its_readings() -> None:
    register = load()
    one = replace(PROMISE, pledge="cn-us-soybeans-12mt-2025")
    ways = measured_by(one, register)
    assert len(ways) == len(register["cn-us-soybeans-12mt-2025"].readings)
    way = "export sales, named plus unknown, from 2025-09-01 (export-sales-plus-unknown-my)"
    assert way in ways


def test_what_bears_on_none_is_measured_by_books_against_its_own_figure_and_time() -> None:
    (way,) = measured_by(PROMISE, {})
    assert way == (
        "purchases in a named book (sales, shipments, inspections or customs) of coal, "
        "against at least 2,000,000 t, to 2027-12-31"
    )


def test_what_no_book_holds_and_what_is_vague_say_so() -> None:
    (tariff,) = measured_by(replace(PROMISE, action=Action.LIFT), {})
    vague = replace(PROMISE, quantity=None, time=None, missing=(Gap.QUANTITY, Gap.DEADLINE))
    (open_,) = measured_by(vague, {})
    assert tariff == "the order in force on each day, since no book of trade holds it"
    assert open_.startswith("no figure and no date")
