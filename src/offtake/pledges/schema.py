"""The shape of a register file, as models that validate it and publish its JSON Schema."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from offtake.domain import (
    UNITS,
    Book,
    Destinations,
    Dimension,
    Side,
    Stance,
    WindowKind,
)
from offtake.reference.codes import places, product_by_id, products
from offtake.registers import PRINTABLE, Day, Identifier, Number, Part, Problem, Text, Url

_TONNAGE_BOOKS = {Book.EXPORT_SALES, Book.SHIPMENTS, Book.INSPECTIONS}
_WEIGHED = {Dimension.MASS, Dimension.BUSHELS, Dimension.RUNNING_BALES}


class BasePart(Part):
    """The span whose count, in the same book, the pledge is additional to."""

    start: Day
    end: Day = Field(description="The last day of it.")
    times: int = Field(default=1, ge=1, le=10, description="How many times over it counts.")

    @model_validator(mode="after")
    def _runs_forward(self) -> "BasePart":
        if self.end < self.start:
            raise ValueError(f"the span ends on {self.end}, before it starts; correct one of them")
        return self


class AmountPart(Part):
    """How much: exactly one of `at_least`, `at_most` and `about`, with its unit."""

    at_least: Number | None = None
    at_most: Number | None = None
    about: Number | None = None
    unit: Text
    additional_to: Number | BasePart | None = Field(
        default=None,
        description="The baseline if the pledge is on top: a number in the same unit, or a span.",
    )
    tolerance: Decimal | None = Field(
        default=None, gt=0, lt=1, description="For `about`: the share by which it may be missed."
    )

    @model_validator(mode="after")
    def _one_amount(self) -> "AmountPart":
        given = [one for one in (self.at_least, self.at_most, self.about) if one is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of at_least, at_most, about")
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit {self.unit!r}; use one of {', '.join(UNITS)}")
        if (self.about is None) != (self.tolerance is None):
            raise ValueError("`about` and `tolerance` go together: say how near is near enough")
        return self


class WindowPart(Part):
    """From when a reading counts."""

    kind: WindowKind
    start: Day


class DeadlinePart(Part):
    """One claimed last day: `on` is the last day that counts."""

    id: Identifier
    on: Day
    words: Text
    said_by: Text
    said_on: Day | None = None
    url: Url


class ReadingPart(Part):
    """One way to read the pledge. `product`, `partner` and `amount` default to the pledge's.

    `partner` is where the goods go, by default the obligor; `seller` where they come from, by
    default the counterparty. `amount: none` reads the pledge without its figure.
    """

    id: Identifier
    book: Book
    destinations: Destinations = Destinations.NAMED
    unknown_share: Decimal | None = Field(default=None, ge=0, le=1)
    product: Text | None = None
    seller: Text | None = None
    partner: Text | None = None
    window: WindowPart
    amount: AmountPart | Literal["none"] | None = None
    deadlines: list[Identifier] | Literal["all"] = "all"
    held_by: Text
    citation: Url
    needs: Text | None = Field(
        default=None, description="What it would take to judge this reading, if figures cannot."
    )

    @model_validator(mode="after")
    def _share_goes_with_its_rule(self) -> "ReadingPart":
        wants = self.destinations is Destinations.NAMED_PLUS_SHARE
        if wants != (self.unknown_share is not None):
            raise ValueError(
                "`unknown_share` goes with destinations: named_plus_share, and only it"
            )
        if self.destinations is not Destinations.NAMED and self.book is not Book.EXPORT_SALES:
            raise ValueError(
                f"only export_sales has unknown destinations; {self.book} wants destinations: named"
            )
        return self


class StatementPart(Part):
    """What someone said of the pledge: a short exact `quote`, or our `paraphrase`."""

    on: Day
    speaker: Text
    side: Side
    stance: Stance
    quote: Text | None = None
    paraphrase: Text | None = None
    url: Url
    language: str = Field(
        default="en",
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        max_length=35,
        description="Language of the quote as given, e.g. zh-Hant.",
    )
    english: Text | None = Field(default=None, description="The quote in English.")
    translator: Text | None = Field(default=None, description="Who put it into English.")

    @model_validator(mode="after")
    def _one_text(self) -> "StatementPart":
        if (self.quote is None) == (self.paraphrase is None):
            raise ValueError("give either `quote` (exact words) or `paraphrase`, not both")
        return self

    @model_validator(mode="after")
    def _translation_is_named(self) -> "StatementPart":
        if (self.english is None) != (self.translator is None):
            raise ValueError("`english` and `translator` go together: name who translated")
        is_english = self.language.partition("-")[0] == "en"
        if self.english is not None and (is_english or self.quote is None):
            raise ValueError(
                "`english` renders a quote in another language; name that in `language`"
            )
        return self


class PledgeFile(Part):
    """One pledge: who undertook what toward whom, in which words, and the ways to read it."""

    id: Identifier
    title: Text
    obligor: Text = Field(description="Place id of the party that is to deliver, e.g. CHN.")
    counterparty: Text = Field(description="Place id of the party it is pledged to, e.g. USA.")
    made_on: Day
    group: Identifier
    status: Text
    note: Annotated[str, Field(max_length=1200), PRINTABLE] = ""
    product: Text
    amount: AmountPart | None = None
    deadlines: list[DeadlinePart] = Field(default_factory=list)
    readings: list[ReadingPart] = Field(min_length=1)
    statements: list[StatementPart] = Field(min_length=1)


def problems_of(pledge: PledgeFile) -> list[Problem]:
    """Return what is wrong across the parts of a pledge: the place in the file, and the remedy."""
    parties = {"obligor": pledge.obligor, "counterparty": pledge.counterparty}
    found: list[Problem] = [
        ((name,), f"unknown place {place!r}; use e.g. CHN, USA")
        for name, place in parties.items()
        if place not in places()
    ]
    if pledge.product not in products():
        found.append((("product",), _unknown_product(pledge.product)))
    found += _deadline_problems(pledge)
    seen: set[str] = set()
    for index, reading in enumerate(pledge.readings):
        if reading.id in seen:
            found.append(
                (("readings", index, "id"), f"two readings are named {reading.id!r}; rename one")
            )
        seen.add(reading.id)
        found += [
            (("readings", index, *place), problem)
            for place, problem in _reading_problems(pledge, reading)
        ]
    return found


def _deadline_problems(pledge: PledgeFile) -> list[Problem]:
    found: list[Problem] = []
    seen: set[str] = set()
    for index, deadline in enumerate(pledge.deadlines):
        if deadline.id in seen:
            problem = f"two deadlines are named {deadline.id!r}; rename one"
            found.append((("deadlines", index, "id"), problem))
        seen.add(deadline.id)
        if deadline.on < pledge.made_on:
            problem = f"the deadline {deadline.on} is before the pledge was made, {pledge.made_on}"
            found.append((("deadlines", index, "on"), f"{problem}; correct one of them"))
    return found


def _reading_problems(pledge: PledgeFile, reading: ReadingPart) -> list[Problem]:
    found: list[Problem] = []
    product = reading.product or pledge.product
    if product not in products():
        return [(("product",), _unknown_product(product))] if reading.product else []
    ends = {"partner": reading.partner, "seller": reading.seller}
    found += [
        ((name,), f"unknown place {place!r}; use e.g. CHN, USA")
        for name, place in ends.items()
        if place and place not in places()
    ]
    known = {deadline.id: deadline.on for deadline in pledge.deadlines}
    wanted = list(known) if reading.deadlines == "all" else reading.deadlines
    for deadline_id in wanted:
        if deadline_id not in known:
            problem = f"no deadline {deadline_id!r}; the pledge has {', '.join(known) or 'none'}"
            found.append((("deadlines",), problem))
        elif known[deadline_id] < reading.window.start:
            problem = f"the window starts after the deadline {deadline_id!r}; correct one of them"
            found.append((("window", "start"), problem))
    amount = None if reading.amount == "none" else reading.amount or pledge.amount
    if amount and isinstance(amount.additional_to, BasePart) and not _is_customs(reading):
        problem = "a baseline that is to be counted needs a customs book; give it as a number"
        found.append((("amount",), problem))
    if amount and reading.book in _TONNAGE_BOOKS and not reading.needs:
        dimension = UNITS[amount.unit].dimension
        if dimension not in _WEIGHED:
            problem = f"{reading.book} counts weight, the amount is in {amount.unit}"
            found.append((("book",), f"{problem}; choose another book or unit"))
    if reading.window.kind is WindowKind.MARKETING_YEAR:
        month = product_by_id(product).year_starts
        if (reading.window.start.month, reading.window.start.day) != (month, 1):
            problem = f"the marketing year of {product} starts on day 1 of month {month}"
            problem = f"{problem}; start the window then, or use kind: dates"
            found.append((("window", "start"), problem))
    return found


def _is_customs(reading: ReadingPart) -> bool:
    return reading.book in (Book.CUSTOMS_EXPORTS, Book.CUSTOMS_IMPORTS)


def _unknown_product(product: str) -> str:
    return f"unknown product {product!r}; use one of {', '.join(products())}"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a register file."""
    return PledgeFile.model_json_schema()
