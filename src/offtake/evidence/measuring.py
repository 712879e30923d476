"""What would have to be measured to judge a statement that gives no figure and no date."""

from collections.abc import Mapping

from offtake.domain import Action, Direction, Gap, Pledge, Statement
from offtake.statements.comparing_fields import quantity_text, time_text

MEASURES = {
    Direction.FASTER: "the weekly rate after it, against the weeks before and the usual season",
    Direction.MORE: "the total after it, against the same months of earlier years",
    Direction.LESS: "the total after it, against what was due by then",
    Direction.SLOWER: "the weekly rate, against the weeks before and what was due by then",
    Direction.RESUME: "the first sale or shipment after the pause, and that others follow",
    Direction.CONTINUE: "that sales go on week by week, with no longer gap than usual",
    Direction.HALT: "that nothing is sold or shipped from the day named",
}
ACTS = {
    Action.BUY: "purchases in a named book (sales, shipments, inspections or customs)",
    Action.SELL: "sales in a named book (sales, shipments, inspections or customs)",
}
BARE = "the order in force on each day, since no book of trade holds it"


def what_to_measure(statement: Statement) -> str | None:
    """Return what it would take to check a statement without figure and date, else none.

    It is asked of statements that promise: what is done or denied needs no measure to be due.

    >>> from offtake.domain import Firmness, Span
    >>> vague = Statement(id="a#1", quote=Span(0, 0, ""), chain=(), obligor="CN",
    ...     counterparty="US", action=Action.BUY, direction=(Direction.FASTER,), goods=(),
    ...     quantity=None, time=None, firmness=Firmness(2),
    ...     missing=(Gap.QUANTITY, Gap.DEADLINE, Gap.GOODS))
    >>> what_to_measure(vague).split(":")[0]
    'no figure and no date, so it enters the register as it is; to judge it, measure'
    """
    if not {Gap.QUANTITY, Gap.DEADLINE} <= set(statement.missing):
        return None
    goods = "of which goods is open too" if Gap.GOODS in statement.missing else ""
    of = f" of {', '.join(statement.goods)}" if statement.goods else ""
    act = ACTS.get(statement.action)
    ways = [MEASURES[one] for one in statement.direction if one in MEASURES] if act else []
    needed = "; ".join([f"{act}{of}" if act else BARE, *ways, *([goods] if goods else [])])
    return (
        f"no figure and no date, so it enters the register as it is; to judge it, measure: {needed}"
    )


def measured_by(statement: Statement, register: Mapping[str, Pledge]) -> tuple[str, ...]:
    """Return what a statement would be measured by, each way in a line.

    Where it bears on a pledge of the register, those are the pledge's readings. Where it does not,
    the books of its act, against its own figure and time, and what it leaves open.
    """
    pledge = register.get(statement.pledge or "")
    if pledge is not None:
        ways = (
            f"{one.book.value}, {one.destinations.value}, from {one.window.start} ({one.id})"
            for one in pledge.readings
        )
        return tuple(dict.fromkeys(way.replace("_", " ") for way in ways))
    needed = what_to_measure(statement)
    if needed is not None:
        return (needed,)
    act = ACTS.get(statement.action)
    if act is None:
        return (BARE,)
    of = f" of {', '.join(statement.goods).replace('_', ' ')}" if statement.goods else ""
    against = f", against {quantity_text(statement.quantity)}" if statement.quantity else ""
    when = f", {time_text(statement.time)}" if statement.time else ""
    return (f"{act}{of}{against}{when}",)
