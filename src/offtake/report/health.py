"""What is known of the state of sources, store and register, and how it is shown."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from textwrap import wrap

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
    """Figures known to be missing for one reason: of what, and between which week ends."""

    products: tuple[str, ...]
    measures: tuple[str, ...]
    partners: tuple[str, ...]
    first: date
    last: date
    reason: str


@dataclass(frozen=True, slots=True)
class Health:
    """What `doctor` reports: sources, gaps, quarantine, and whether every file is whole.

    `disagreements` counts, by measure, figures that a later look prints otherwise; `keys_missing`
    are the keys that sources want and nobody set; `bytes_held` is the size of the store.
    """

    revision: int
    files_verified: int
    sources: tuple[SourceHealth, ...]
    gaps: tuple[Gap, ...]
    quarantine: tuple[StoredQuarantine, ...]
    disagreements: dict[str, int]
    keys_missing: tuple[str, ...]
    bytes_held: int
    register_problems: tuple[str, ...]


_NAMED = 3
"""How many places a gap names before it only counts them."""


def health_lines(health: Health, *, is_full: bool = False) -> Iterator[Line]:
    """Yield the state of everything; `is_full` lists each quarantined row."""
    size = f"{health.bytes_held / 1_000_000:,.1f} MB"
    yield f"store: revision {health.revision}, {health.files_verified} files whole, {size}", ""
    yield "", ""
    yield f"{'source':<33}{'last look':<12}{'figures to':<12}{'quarantined':>11}", "dim"
    for one in health.sources:
        looked = f"{one.last_look:%Y-%m-%d}" if one.last_look else "never"
        newest = one.newest_period.isoformat() if one.newest_period else "none held"
        yield f"{one.source.id:<33}{looked:<12}{newest:<12}{one.quarantined:>11}", ""
    yield "", ""
    yield "gaps", "bold"
    for gap in health.gaps:
        things = f"{', '.join(gap.products)} ({', '.join(gap.measures)})"
        text = f"{things}, {_places(gap)}, {gap.first} to {gap.last}: {gap.reason}"
        yield from ((line, "") for line in wrap(text, WIDTH, subsequent_indent="  "))
    yield "", ""
    yield "disagreements: figures that a later look prints otherwise; both are kept", "bold"
    counts = ", ".join(f"{name} {count}" for name, count in sorted(health.disagreements.items()))
    listed = f"{counts or 'none'}; list them with `offtake revisions`"
    yield from ((line, "") for line in wrap(listed, WIDTH, subsequent_indent="  "))
    if health.keys_missing:
        wanted = ", ".join(health.keys_missing)
        yield f"keys not set: {wanted}; see `offtake source ID` for where to get one", "yellow"
    yield "", ""
    yield "quarantine: rows that break an identity are kept here, not counted", "bold"
    yield from _quarantine_lines(health, is_full=is_full)
    for problem in health.register_problems:
        yield problem, "red"


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
    reasons = Counter((one.title, _kind(one.row.reason)) for one in health.quarantine)
    for (title, reason), count in reasons.items():
        text = f"{count} of {title}: {reason}"
        yield from ((line, "") for line in wrap(text, WIDTH, subsequent_indent="  "))
    yield "list each with `offtake doctor --rows`", "dim"


def _kind(reason: str) -> str:
    """Return the identity a reason names, without its figures."""
    head, _, _rest = reason.partition(":")
    return f"breaks identity {head}" if head in {"I1", "I2", "I5"} else reason
