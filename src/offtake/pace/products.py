"""A value pledge by product: what each group of goods had in the base year, and since.

A target by product is the product's count in the base year times the pledge's target over the
pledge's base, the method of PIIE's Phase One tracker: an illustration, since such pledges bind
sections and years only.
"""

from dataclasses import dataclass
from decimal import Decimal

from offtake.domain import Verdict
from offtake.pace.counting import Counter
from offtake.pace.customs import CUSTOMS_BOOKS
from offtake.reference.baskets import basket


@dataclass(frozen=True, slots=True)
class ProductScore:
    """One group of goods under a reading: base, illustrative target and count, in `unit_code`.

    `base` is over the reading's own length; figures are none where the book does not hold them,
    and `lacks` says what is needed. `target` binds nobody.
    """

    label: str
    base: Decimal | None
    target: Decimal | None
    counted: Decimal | None
    unit_code: str
    lacks: str

    @property
    def share(self) -> Decimal | None:
        """What was counted over the illustrative target."""
        if self.counted is None or not self.target:
            return None
        return self.counted / self.target


def product_scores(counter: Counter, verdict: Verdict) -> list[ProductScore]:
    """Return the groups of goods of a reading above a base; none for any other reading."""
    reading, amount = verdict.reading, verdict.reading.amount
    is_scored = amount is not None and amount.base is not None and verdict.target is not None
    if reading.book not in CUSTOMS_BOOKS or not is_scored or amount is None or amount.base is None:
        return []
    whole = verdict.target.value if verdict.target else Decimal(0)
    base_of_all = whole - amount.quantity.to(verdict.tally.unit_code).value
    found = []
    for label, part in basket(reading.product).groups().items():
        count = counter.customs.count_lines(reading, part.lines, verdict.tally.until)
        base = counter.customs.base(reading, part.lines)
        base_tally = None if base is None else base.tally(amount.base.period.last_day)
        held = None if base_tally is None else base_tally.counted
        base_counted = None if held is None else held * amount.base.times
        target = None if base_counted is None else base_counted * whole / base_of_all
        found.append(
            ProductScore(
                label=label,
                base=base_counted,
                target=target,
                counted=count.tally(verdict.tally.until).counted,
                unit_code=count.unit_code,
                lacks=count.lacks,
            )
        )
    return found


def base_of(verdict: Verdict) -> Decimal | None:
    """Return what a verdict's amount was counted to be additional to, or none."""
    amount = verdict.reading.amount
    if amount is None or amount.base is None or verdict.target is None:
        return None
    return verdict.target.value - amount.quantity.to(verdict.target.unit_code).value
