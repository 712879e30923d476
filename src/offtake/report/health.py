"""What is known of the state of sources, store and register, and how it is shown."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from textwrap import wrap
from typing import Any

from offtake.ingest import overruled_by
from offtake.report.board import WIDTH, Line
from offtake.sources import SourceRow
from offtake.store import StoredQuarantine


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How far a source has been looked at, and what is held of it."""

    source: SourceRow
    releases: int
    last_look: datetime | None
    newest_period: date | None
    quarantined: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Figures known to be missing for one reason: of what, and between which days.

    `count` says how many figures, `periods` over how many weeks, months or years (`span`): most of
    those between may be held.
    """

    products: tuple[str, ...]
    measures: tuple[str, ...]
    partners: tuple[str, ...]
    count: int
    periods: int
    span: str
    first: date
    last: date
    reason: str


@dataclass(frozen=True, slots=True)
class Overruled:
    """How many figures of a source are printed otherwise by one that ranks before it."""

    source: str
    by: str
    figures: int


def overruled(quarantine: Iterable[StoredQuarantine]) -> tuple[Overruled, ...]:
    """Return how many figures of which source are overruled by which, however often each came."""
    told = {
        (one.source, by, one.row.text)
        for one in quarantine
        if (by := overruled_by(one.row.reason)) is not None
    }
    counts = Counter((source, by) for source, by, _ in told)
    return tuple(Overruled(source, by, count) for (source, by), count in sorted(counts.items()))


@dataclass(frozen=True, slots=True)
class Health:
    """What `doctor` reports: sources, gaps, quarantine, and whether every file is whole.

    `disagreements` counts, by measure, figures that a later look prints otherwise; `overruled`
    those of a source that one ranked before it prints otherwise; `keys_missing` are the keys that
    sources want and nobody set; `bytes_held` is the size of the store; `settings` tells of each
    setting who set it, and `home` is the folder that came of it.
    """

    revision: int
    files_verified: int
    sources: tuple[SourceHealth, ...]
    gaps: tuple[Gap, ...]
    quarantine: tuple[StoredQuarantine, ...]
    disagreements: dict[str, int]
    overruled: tuple[Overruled, ...]
    keys_missing: tuple[str, ...]
    bytes_held: int
    register_problems: tuple[str, ...]
    home: Path
    settings: tuple[tuple[str, str], ...]


_NAMED = 3
"""How many places a gap names before it only counts them."""


def health_lines(health: Health, *, is_full: bool = False) -> Iterator[Line]:
    """Yield the state of everything; `is_full` lists each quarantined row."""
    size = f"{health.bytes_held / 1_000_000:,.1f} MB"
    yield f"store: revision {health.revision}, {health.files_verified} files whole, {size}", ""
    yield f"your own things: {health.home}", ""
    yield from ((f"  {name}: {origin}", "") for name, origin in health.settings)
    yield "", ""
    yield f"{'source':<33}{'last look':<12}{'figures to':<12}{'quarantined':>11}", "dim"
    for one in health.sources:
        looked = f"{one.last_look:%Y-%m-%d}" if one.last_look else "never"
        newest = one.newest_period.isoformat() if one.newest_period else "none held"
        yield f"{one.source.id:<33}{looked:<12}{newest:<12}{one.quarantined:>11}", ""
    yield "", ""
    yield "gaps", "bold"
    for gap in health.gaps:
        things = f"{_products(gap)} ({', '.join(gap.measures)})"
        text = f"{things}, {_places(gap)}, {_extent(gap)}: {gap.reason}"
        yield from ((line, "") for line in wrap(text, WIDTH, subsequent_indent="  "))
    yield "", ""
    yield "disagreements: figures that a later look prints otherwise; both are kept", "bold"
    for text in _disagreements(health):
        yield from ((line, "") for line in wrap(text, WIDTH, subsequent_indent="  "))
    if health.keys_missing:
        wanted = ", ".join(health.keys_missing)
        yield f"keys not set: {wanted}; see `offtake source ID` for where to get one", "yellow"
    yield "", ""
    yield "quarantine: rows that break an identity are kept here, not counted", "bold"
    yield from _quarantine_lines(health, is_full=is_full)
    for problem in health.register_problems:
        yield problem, "red"


def health_data(health: Health) -> dict[str, Any]:
    """Return the state of everything as one object, each quarantined row listed."""
    return {
        "revision": health.revision,
        "files_verified": health.files_verified,
        "bytes_held": health.bytes_held,
        "sources": [_source_data(one) for one in health.sources],
        "gaps": [
            asdict(gap) | {"first": gap.first.isoformat(), "last": gap.last.isoformat()}
            for gap in health.gaps
        ],
        "disagreements": health.disagreements,
        "overruled": [asdict(one) for one in health.overruled],
        "keys_missing": health.keys_missing,
        "quarantine": [
            {
                "source": one.source,
                "title": one.title,
                "locator": one.row.locator,
                "text": one.row.text,
                "reason": one.row.reason,
            }
            for one in health.quarantine
        ],
        "register_problems": health.register_problems,
        "home": str(health.home),
        "settings": dict(health.settings),
    }


def _source_data(one: SourceHealth) -> dict[str, Any]:
    return {
        "source": one.source.id,
        "releases": one.releases,
        "last_look": one.last_look.isoformat() if one.last_look else None,
        "newest_period": one.newest_period.isoformat() if one.newest_period else None,
        "quarantined": one.quarantined,
    }


def _disagreements(health: Health) -> Iterator[str]:
    counts = ", ".join(f"{name} {count}" for name, count in sorted(health.disagreements.items()))
    yield f"{counts or 'none'}; list them with `offtake revisions`"
    for one in health.overruled:
        yield f"overruled: {one.figures:,} of {one.source} that {one.by} prints otherwise"


def _extent(gap: Gap) -> str:
    periods = f"1 {gap.span}" if gap.periods == 1 else f"{gap.periods} {gap.span}s"
    counted = periods if gap.count == gap.periods else f"{gap.count:,} figures of {periods}"
    if gap.first == gap.last:
        return f"{counted}, {gap.first}"
    return f"{counted}, between {gap.first} and {gap.last}"


def _products(gap: Gap) -> str:
    if len(gap.products) <= _SHOWN_PRODUCTS:
        return ", ".join(gap.products)
    shown = ", ".join(gap.products[:_NAMED])
    return f"{shown} and {len(gap.products) - _NAMED} more"


_SHOWN_PRODUCTS = 6


def _places(gap: Gap) -> str:
    if len(gap.partners) <= _NAMED:
        return ", ".join(gap.partners)
    return f"{len(gap.partners)} places"


def _quarantine_lines(health: Health, *, is_full: bool) -> Iterator[Line]:
    if is_full:
        for one in health.quarantine:
            text = f"{one.title}, {one.row.locator}: {one.row.text}: {one.row.reason}"
            yield from ((line, "") for line in wrap(text, WIDTH, subsequent_indent="  "))
        return
    reasons = Counter(
        (one.title, _kind(one.row.reason))
        for one in health.quarantine
        if overruled_by(one.row.reason) is None
    )
    for (title, reason), count in reasons.items():
        text = f"{count} of {title}: {reason}"
        yield from ((line, "") for line in wrap(text, WIDTH, subsequent_indent="  "))
    yield "list each with `offtake doctor --rows`", "dim"


def _kind(reason: str) -> str:
    """Return the identity a reason names, without its figures."""
    head, _, _rest = reason.partition(":")
    return f"breaks identity {head}" if head in {"I1", "I2", "I5"} else reason
