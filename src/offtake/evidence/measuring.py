"""What would have to be measured to judge a statement that gives no figure and no date."""

from offtake.domain import Action, Direction, Gap, Statement

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
