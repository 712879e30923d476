"""A small file of the register that is in order, and barriers made by hand."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from offtake.domain import Barrier, BarrierKind, Dispute, Goods, Standing, Step
from offtake.tariffs import check

GOOD = """\
id: cn-us-corn-duty-2026
title: China's duty on corn of the US
kind: tariff
imposed_by: CHN
against: USA
authority: an answer
goods:
  words: corn
  hs: ["100590"]
products: [corn]
steps:
  - start: 2026-03-10
    rate: 10
    announced: 2026-03-02
    legal: announcement 1
    url: https://example.org/duty
  - start: 2026-06-10
    standing: suspended
    announced: 2026-06-01
    url: https://example.org/truce
known_to: 2026-06-30
disputes:
  - words: 15 percent
    held_by: a newspaper
    url: https://example.org/newspaper
    start: 2026-03-10
    end: 2026-06-09
note: Made up.
"""


def changed(old: str, new: str) -> str:
    """Return the good file with one part of it replaced."""
    if GOOD.count(old) != 1:
        raise ValueError(f"{old!r} stands {GOOD.count(old)} times in the good file")
    return GOOD.replace(old, new)


def problems(content: str) -> list[str]:
    """Return what the checks say of a file named x.yaml, without its folder."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.yaml"
        path.write_text(content, encoding="utf-8")
        return [one.removeprefix(f"{folder}/") for one in check([path])]


def day(text: str) -> date:
    return date.fromisoformat(text)


def step(
    start: str,
    announced: str,
    *,
    rate: str | None = None,
    standing: Standing = Standing.IN_FORCE,
    words: str = "",
) -> Step:
    return Step(
        start=day(start),
        standing=standing,
        rate=None if rate is None else Decimal(rate),
        announced=day(announced),
        legal="",
        words=words,
        url="https://example.org",
    )


def goods(*codes: str, is_complete: bool = True, not_hs: tuple[str, ...] = ()) -> Goods:
    return Goods("made up", codes, not codes, is_complete, not_hs)


def barrier(
    *steps: Step,
    name: str = "made-up",
    kind: BarrierKind = BarrierKind.TARIFF,
    of: Goods | None = None,
    lifts: tuple[str, ...] = (),
    disputes: tuple[Dispute, ...] = (),
    known_to: str = "2026-12-31",
    products: tuple[str, ...] = (),
) -> Barrier:
    return Barrier(
        id=name,
        title="Made up",
        kind=kind,
        imposed_by="CHN",
        against="USA",
        authority="none",
        goods=of or goods(),
        steps=steps,
        known_to=day(known_to),
        lifts=lifts,
        products=products,
        disputes=disputes,
    )
