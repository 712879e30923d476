"""One pledge, one pace, one tally, in the terminal at 80 columns."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from textwrap import wrap
from typing import Any

import msgspec

from offtake.domain import Observation, Pledge, Quantity, Tally, Verdict
from offtake.errors import VocabularyError
from offtake.pace import MirrorYear, amount_text
from offtake.reference.codes import place_by_id
from offtake.reference.crops import convert, marketing_year_label
from offtake.report.board import WIDTH, Line, unit_text, verdict_lines
from offtake.report.rows import report_rows


def pledges_lines(pledges: Iterable[Pledge]) -> Iterator[Line]:
    """Yield the register, one pledge a line."""
    for pledge in pledges:
        yield f"{pledge.id:<34}{pledge.made_on}  {_clip(pledge.title, 34)}", ""


def pledge_lines(pledge: Pledge, verdicts: Sequence[Verdict], *, unit: str = "t") -> Iterator[Line]:
    """Yield all that is known of a pledge: words, statements, deadlines, readings, verdicts."""
    yield pledge.id, "bold"
    yield from _wrapped(pledge.title)
    obligor, counterparty = (
        place_by_id(place).label for place in (pledge.obligor, pledge.counterparty)
    )
    yield f"{obligor} to {counterparty}, made {pledge.made_on}, group {pledge.group}", ""
    yield from _wrapped(pledge.status)
    if pledge.note:
        yield from _wrapped(pledge.note)
    units = unit_text(verdicts, unit=unit)
    yield from _section("Same words, different verdicts" + (f", in {units}" if units else ""))
    yield from verdict_lines(verdicts, unit=unit)
    if pledge.deadlines:
        yield from _section("Deadlines claimed")
    for deadline in pledge.deadlines:
        said = f" on {deadline.said_on}" if deadline.said_on else ""
        yield from _item(f"{deadline.on}  “{deadline.words}”: {deadline.said_by}{said}")
        yield f"    {deadline.url}", "dim"
    yield from _section("Who reads it so")
    for reading in pledge.readings:
        yield from _item(f"{reading.id}: {reading.held_by}")
        yield f"    {reading.citation}", "dim"
    yield from _section("What was said")
    for one in pledge.statements:
        text = f"“{one.text}”" if one.is_quote else one.text
        stance = one.stance.value.replace("_", " ")
        yield from _item(f"{one.on}  {one.speaker} ({one.side.value}, {stance}): {text}")
        yield f"    {one.url}", "dim"


def pace_lines(verdict: Verdict, *, unit: str = "t") -> Iterator[Line]:
    """Yield a count against what was due, and the rate needed against the fastest ever seen."""
    yield from _title(verdict)
    tally, pace = verdict.tally, verdict.pace
    if tally.counted is None:
        yield from _wrapped(verdict.why)
        return

    def show(value: Decimal | None) -> str:
        return "none" if value is None else _in_unit(verdict, value, unit)

    yield f"  counted by {tally.until}            {show(tally.counted)}", ""
    yield f"  due by then, straight line       {show(pace.due)}", ""
    yield f"  due by then, usual season *      {show(pace.due_season)}", ""
    yield f"  needed a week until the deadline {show(pace.required_weekly)}", ""
    yield "  fastest mean week on record over   4, 8 and 13 weeks", ""
    for name, rates in (
        ("this destination", pace.fastest_named),
        ("all destinations", pace.fastest_all),
    ):
        shown = ", ".join(show(rates.get(span)) for span in (4, 8, 13))
        yield f"    {name}               {shown}", ""
    yield (
        f"  a week, 13 weeks before / after  {show(pace.before_weekly)} / "
        + show(pace.after_weekly),
        "",
    )
    yield from _wrapped(f"{verdict.word.value.replace('_', ' ')}: {verdict.why}")
    yield "  * an illustration: the share of three to five earlier seasons; it binds nobody", "dim"


def tally_lines(verdict: Verdict, *, unit: str = "t") -> Iterator[Line]:
    """Yield what a reading counted and on which evidence."""
    yield from _title(verdict)
    tally = verdict.tally
    if tally.counted is None:
        yield from _wrapped(f"needs {tally.lacks}")
        return
    yield f"  counted by {tally.until}: {_in_unit(verdict, tally.counted, unit)}", ""
    straddling = _in_unit(verdict, tally.prorated, unit)
    yield f"  of which from weeks that straddle an edge: {straddling}", ""
    yield f"  figures used: {len(tally.contributions)}, vintages by {_bases(tally)}", ""
    for caveat in tally.caveats:
        yield from _wrapped(f"  {caveat}")


def explain_lines(verdict: Verdict, *, unit: str = "t") -> Iterator[Line]:
    """Yield every observation behind a number, with its vintage and place in the bytes."""
    yield from tally_lines(verdict, unit=unit)
    yield f"  {'week part':<22}{'counted':>12} {'share':>6}  known since (basis)", "dim"
    for one in verdict.tally.contributions:
        known = f"{one.vintage.known_at:%Y-%m-%d} ({one.vintage.basis.value})"
        yield f"  {one.period!s:<22}{one.counted:>12,.0f} {one.weight:>6.3f}  {known}", ""
        yield f"      {one.series}  {one.locator} of {one.snapshot[:12]}", "dim"
        if one.note:
            yield f"      {one.note}", "dim"


def revision_lines(observations: Sequence[Observation]) -> Iterator[Line]:
    """Yield competing values of one figure together, oldest vintage first."""
    last = ""
    for one in observations:
        name = f"{one.key} {one.period}"
        if name != last:
            yield name, "bold"
        last = name
        value = "withdrawn or missing" if one.value is None else f"{one.value:,f}"
        known = f"{one.vintage.known_at:%Y-%m-%d} {one.vintage.basis.value}"
        yield (
            f"  {value:>20} {one.status.value}  {known:<22} {one.locator} of {one.snapshot[:12]}",
            "",
        )


def revision_rows(observations: Iterable[Observation]) -> list[dict[str, Any]]:
    """Return every value a figure has had as flat rows, none where it was withdrawn."""
    return [
        {
            "series": str(one.key),
            "period_start": one.period.start.isoformat(),
            "period_end": one.period.last_day.isoformat(),
            "value": None if one.value is None else float(one.value),
            "unit": one.key.unit_code,
            "status": one.status.value,
            "known_at": one.vintage.known_at.isoformat(),
            "vintage_basis": one.vintage.basis.value,
            "snapshot": one.snapshot,
            "locator": one.locator,
        }
        for one in observations
    ]


def pledge_rows(pledges: Iterable[Pledge]) -> list[dict[str, Any]]:
    """Return the register as flat rows, one a pledge."""
    return [
        {"pledge": one.id, "title": one.title, "made_on": str(one.made_on), "group": one.group}
        for one in pledges
    ]


def pledge_data(
    pledge: Pledge, verdicts: Iterable[Verdict], *, as_of: date, revision: int, unit: str = "t"
) -> dict[str, Any]:
    """Return all that is known of a pledge: its words, statements and readings, and the verdicts.

    Decimals of the pledge are text, so that they keep their digits; verdicts are rows as of the
    report.
    """
    return {
        "as_of": as_of.isoformat(),
        "revision": revision,
        "pledge": msgspec.to_builtins(pledge),
        "verdicts": report_rows(verdicts, unit=unit),
    }


def mirror_rows(years: Iterable[MirrorYear]) -> list[dict[str, Any]]:
    """Return inspections beside shipments as flat rows, one a marketing year."""
    return [
        {
            "year": marketing_year_label(one.year),
            "year_start": one.year.start.isoformat(),
            "year_end": one.year.last_day.isoformat(),
            "weeks": one.weeks,
            "inspections_t": float(one.inspections),
            "shipments_t": float(one.shipments),
            "ratio": round(float(one.ratio), 6),
        }
        for one in years
    ]


def mirror_lines(years: Sequence[MirrorYear]) -> Iterator[Line]:
    """Yield inspections beside shipments by marketing year."""
    yield "Weeks held whole in both books; straddling weeks are left out.", "dim"
    yield f"{'year':<10}{'weeks':>6}{'inspected t':>14}{'shipped t':>14}{'ratio':>8}", "dim"
    for one in years:
        label = marketing_year_label(one.year)
        figures = f"{one.inspections:>14,}{one.shipments:>14,}{one.ratio:>8.3f}"
        yield f"{label:<10}{one.weeks:>6}{figures}", ""


def _title(verdict: Verdict) -> Iterator[Line]:
    deadline = f"by {verdict.deadline.on}" if verdict.deadline else "no deadline"
    yield f"{verdict.pledge.id}  {verdict.reading.id}  {deadline}", "bold"
    names = f"{verdict.reading.book.value}, {verdict.reading.destinations.value}"
    start = f"from {verdict.reading.window.start}"
    yield f"  {names}, {start}; as of {verdict.as_of}, revision {verdict.revision}", "dim"


def _in_unit(verdict: Verdict, value: Decimal, unit: str) -> str:
    quantity = Quantity(value, verdict.tally.unit_code)
    if unit == "t":
        return amount_text(value, verdict.tally.unit_code)
    try:
        shown = convert(quantity, verdict.reading.product, unit).value
    except VocabularyError:
        return amount_text(value, verdict.tally.unit_code)
    return f"{shown:,.2f} {unit}"


def _bases(tally: Tally) -> str:
    counts = Counter(one.vintage.basis.value for one in tally.contributions)
    return ", ".join(f"{basis} {count}" for basis, count in sorted(counts.items())) or "none"


def _section(title: str) -> Iterator[Line]:
    yield "", ""
    yield title, "bold"


def _wrapped(text: str) -> Iterator[Line]:
    yield from ((line, "") for line in wrap(text, WIDTH))


def _item(text: str) -> Iterator[Line]:
    yield from (
        (line, "") for line in wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")
    )


def _clip(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
