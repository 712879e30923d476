"""The shape of a file of the register of tariffs, as models that validate and publish it."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from offtake.domain import BarrierKind, Standing
from offtake.reference.codes import places, products
from offtake.registers import PRINTABLE, Day, Identifier, Part, Problem, Text, Url

Code = Annotated[
    str, Field(pattern=r"^[0-9]{2,10}$", description="Digits only, leading zero kept.")
]
Rate = Annotated[Decimal, Field(gt=0, le=1000, max_digits=8, decimal_places=4)]
Note = Annotated[str, Field(max_length=1200), PRINTABLE]

_RATED = {BarrierKind.BASE_DUTY, BarrierKind.TARIFF}


class GoodsPart(Part):
    """What is covered: in words, and as customs codes where they are held."""

    words: Text
    hs: list[Code] | Literal["all", "no_goods"] = Field(
        default_factory=list,
        description="Codes, `all`, or `no_goods` where firms or ships are bound; none if unknown.",
    )
    is_complete: bool = Field(
        default=True, description="false where the law lists more codes than stand here."
    )
    not_hs: list[Code] = Field(
        default_factory=list, description="Codes known to be off a list that is not complete."
    )
    exempt: Note = Field(default="", description="What the law leaves out, in words.")

    @model_validator(mode="after")
    def _says_which_codes(self) -> "GoodsPart":
        if not self.hs and self.is_complete:
            raise ValueError("no code stands here; list codes, or say is_complete: false")
        if self.not_hs and self.is_complete:
            raise ValueError("a complete list needs no not_hs; remove it, or is_complete: false")
        return self


class StepPart(Part):
    """From `start` on it stands so. `rate` is percent of value."""

    start: Day
    standing: Literal[Standing.IN_FORCE, Standing.SUSPENDED, Standing.ENDED] = Standing.IN_FORCE
    rate: Rate | None = None
    announced: Day
    legal: Note = Field(default="", description="The text of law, as its issuer numbers it.")
    words: Note = ""
    url: Url

    @model_validator(mode="after")
    def _is_announced_in_time(self) -> "StepPart":
        if self.announced > self.start:
            raise ValueError(
                f"announced {self.announced}, after it began on {self.start}; correct one of them"
            )
        return self


class DisputePart(Part):
    """Another reading of it: by whom, where, and from which day to which it matters."""

    words: Text
    held_by: Text
    url: Url
    start: Day
    end: Day | None = None
    hs: list[Code] = Field(default_factory=list, description="Codes it is about; none for all.")

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "DisputePart":
        if self.end is not None and self.end < self.start:
            raise ValueError("it ends before it starts; correct one of the days")
        return self


class BarrierFile(Part):
    """One tariff, fee, ban, control or exclusion, with every step it took."""

    id: Identifier
    title: Text
    kind: BarrierKind
    imposed_by: Text = Field(description="Place id of the government, e.g. USA.")
    against: Text = Field(description="Place id of whose goods or firms, WORLD for all.")
    authority: Text = Field(description="The power it rests on, e.g. Section 301.")
    goods: GoodsPart
    products: list[Text] = Field(default_factory=list, description="Product ids, if any fit.")
    watch: list[Code] = Field(
        default_factory=list, description="Customs codes whose trade is laid beside it."
    )
    lifts: list[Identifier] = Field(
        default_factory=list, description="For an exclusion: ids of the tariffs it lifts."
    )
    steps: list[StepPart] = Field(min_length=1)
    known_to: Day = Field(description="Last day on which a source says how it stands.")
    disputes: list[DisputePart] = Field(default_factory=list)
    note: Note = ""


def problems_of(barrier: BarrierFile) -> list[Problem]:
    """Return what is wrong across the parts: the place in the file, and the remedy."""
    parties = {"imposed_by": barrier.imposed_by, "against": barrier.against}
    found: list[Problem] = [
        ((name,), f"unknown place {place!r}; use e.g. CHN, USA, WORLD")
        for name, place in parties.items()
        if place not in places()
    ]
    found += [
        (("products", index), f"unknown product {one!r}; use one of {', '.join(products())}")
        for index, one in enumerate(barrier.products)
        if one not in products()
    ]
    if (barrier.kind is BarrierKind.EXCLUSION) != bool(barrier.lifts):
        found.append((("kind",), "an exclusion lifts at least one tariff, nothing else lifts any"))
    first = min(step.announced for step in barrier.steps)
    if barrier.known_to < first:
        problem = f"known to {barrier.known_to}, before it was announced on {first}; correct one"
        found.append((("known_to",), problem))
    return found + _step_problems(barrier)


def _step_problems(barrier: BarrierFile) -> list[Problem]:
    found: list[Problem] = []
    seen: set[tuple[Any, Any]] = set()
    for index, step in enumerate(barrier.steps):
        place = ("steps", index)
        needs_rate = barrier.kind in _RATED and step.standing is Standing.IN_FORCE
        if needs_rate and step.rate is None:
            found.append(((*place, "rate"), "a duty in force has a rate; give it in percent"))
        if barrier.kind not in _RATED and step.rate is not None:
            found.append(((*place, "rate"), f"{barrier.kind} has no rate; say it in words"))
        if (step.start, step.announced) in seen:
            problem = f"two steps of {step.start} announced on {step.announced}; keep one"
            found.append(((*place, "start"), problem))
        seen.add((step.start, step.announced))
    if min(barrier.steps, key=lambda one: one.start).standing is Standing.ENDED:
        found.append((("steps",), "it ends before it began; add the step that begins it"))
    return found


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a file of the register."""
    return BarrierFile.model_json_schema()
