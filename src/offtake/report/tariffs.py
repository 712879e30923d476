"""Tariffs and controls as rows and lines: how they stand, how they stack, what trade did."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from textwrap import wrap
from typing import Any

from offtake.domain import Barrier, Coverage, Dispute, Step
from offtake.reference.codes import place_by_id
from offtake.report.board import WIDTH, Line
from offtake.tariffs import BeforeAndAfter, Mean, MonthlyTable, Stack, Stand, month_after

TARIFF_COLUMNS = (
    *("tariff", "kind", "imposed_by", "against", "authority", "on", "as_of", "standing"),
    *("is_scheduled", "rate", "since", "words", "legal", "next_on", "next_standing", "next_rate"),
    *("goods", "hs", "coverage", "contested", "known_to", "title", "url"),
)
STACK_COLUMNS = ("part", "tariff", "rate", "coverage", "lifted_by", "is_scheduled", "words", "url")
AROUND_COLUMNS = ("series", "month", "value", "reason", "events")


def tariff_rows(stands: Iterable[Stand]) -> list[dict[str, Any]]:
    """Return one row a tariff or control: how it stands, and what is announced to follow."""
    return [dict(zip(TARIFF_COLUMNS, _cells(one), strict=True)) for one in stands]


def _cells(one: Stand) -> Iterator[Any]:
    barrier, step, following = one.barrier, one.step, one.following
    yield from (barrier.id, barrier.kind.value, barrier.imposed_by, barrier.against)
    yield from (barrier.authority, str(one.on), str(one.as_of), one.standing.value)
    yield one.is_scheduled
    yield _number(step.rate) if step else None
    yield str(step.start) if step else None
    yield from (step.words if step else "", step.legal if step else "")
    yield str(following.start) if following else None
    yield following.standing.value if following else None
    yield _number(following.rate) if following else None
    yield from (barrier.goods.words, _codes(barrier))
    yield one.coverage.value if one.coverage else None
    yield "; ".join(_dispute_text(each) for each in one.disputes)
    yield from (str(barrier.known_to), barrier.title, (step or barrier.steps[0]).url)


def tariffs_lines(stands: Sequence[Stand]) -> Iterator[Line]:
    """Yield one line a tariff or control, by who imposes it on whom."""
    parties: tuple[str, str] | None = None
    shown = [one for one in stands if one.coverage is not Coverage.NOT_LISTED_HERE]
    for one in sorted(shown, key=lambda each: (each.barrier.imposed_by, each.barrier.against)):
        if parties != (one.barrier.imposed_by, one.barrier.against):
            parties = (one.barrier.imposed_by, one.barrier.against)
            yield _parties(one.barrier), "bold"
        yield _line(one), "dim" if one.is_scheduled else ""
    yield from _may_cover(one for one in stands if one.coverage is Coverage.NOT_LISTED_HERE)
    yield "", ""
    for text in (
        "*: someone reads it otherwise; `offtake tariffs show ID` says who and where.",
        "~: as announced; no source has yet told of it. (part): some lines of the code.",
    ):
        yield text, "dim"


def _may_cover(stands: Iterable[Stand]) -> Iterator[Line]:
    names = [one.barrier.id for one in stands]
    if names:
        yield "Their lists are not held, so they may cover the code too", "bold"
        yield from ((line, "dim") for line, _ in _wrapped(", ".join(names)))


_COVERAGE = {Coverage.PART: " (part)"}


def _line(one: Stand) -> str:
    step = one.step
    rate = f"{_percent(step.rate)} %" if step and step.rate is not None else ""
    marks = ("~" if one.is_scheduled else "") + ("*" if one.disputes else "")
    since = f" {step.start}" if step else ""
    standing = one.standing.value.replace("_", " ")
    coverage = _COVERAGE.get(one.coverage, "") if one.coverage else ""
    return f"  {one.barrier.id:<31}{rate:>7}  {standing}{since}{marks}{coverage}"


def tariff_lines(barrier: Barrier) -> Iterator[Line]:
    """Yield all that is known of a tariff or control: goods, steps, other readings, note."""
    yield barrier.id, "bold"
    yield from _wrapped(barrier.title)
    kind = barrier.kind.value.replace("_", " ")
    yield from _wrapped(f"{_parties(barrier)}: {kind}, {barrier.authority}")
    yield from _wrapped(f"Goods: {barrier.goods.words}")
    yield from _wrapped(f"Codes: {_codes(barrier) or 'not held'}{_rest(barrier)}")
    if barrier.goods.exempt:
        yield from _wrapped(f"Except: {barrier.goods.exempt}")
    if barrier.lifts:
        yield from _wrapped(f"Lifts: {', '.join(barrier.lifts)}")
    yield "", ""
    yield "Steps", "bold"
    for step in barrier.steps:
        yield from _wrapped(_step_text(step))
        yield f"    {step.url}", "dim"
    yield from _wrapped(f"Known to {barrier.known_to}; what follows is scheduled.")
    if barrier.disputes:
        yield "", ""
        yield "Read otherwise", "bold"
    for one in barrier.disputes:
        until = f" to {one.end}" if one.end else ""
        yield from _wrapped(f"{one.start}{until}: {_dispute_text(one)}")
        yield f"    {one.url}", "dim"
    if barrier.note:
        yield "", ""
        yield from _wrapped(barrier.note)


def _step_text(step: Step) -> str:
    rate = f" at {_percent(step.rate)} %" if step.rate is not None else ""
    parts = [f"{step.start}  {step.standing.value.replace('_', ' ')}{rate}"]
    parts += [part for part in (step.words, step.legal) if part]
    return f"{'; '.join(parts)}; announced {step.announced}"


def _rest(barrier: Barrier) -> str:
    return "" if barrier.goods.is_complete else " (the law lists more)"


def stack_rows(stack: Stack) -> list[dict[str, Any]]:
    """Return one row a layer, then the totals, the lists not held and the other readings."""
    rows = [
        _row(
            ("layer", one.stand.barrier.id, _number(one.rate), one.stand.coverage),
            (" ".join(one.lifted_by), one.stand.is_scheduled),
            (one.stand.barrier.title, one.stand.step.url if one.stand.step else ""),
        )
        for one in stack.layers
    ]
    totals = (("total", stack.rate), ("total_with_exclusions", stack.rate_excluded))
    rows += [
        _row((part, "", _number(rate), None), ("", stack.is_scheduled), (_base_words(stack), ""))
        for part, rate in totals
    ]
    rows += [
        _row(
            ("list_not_held", one.barrier.id, None, one.coverage),
            ("", one.is_scheduled),
            (one.barrier.title, one.step.url if one.step else ""),
        )
        for one in stack.unlisted
    ]
    return rows + [
        _row(("contested", name, None, None), ("", False), (_dispute_text(one), one.url))
        for name, one in stack.disputes
    ]


def _row(*parts: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(STACK_COLUMNS, (cell for part in parts for cell in part), strict=True))


def stack_lines(stack: Stack) -> Iterator[Line]:
    """Yield the duties on a good, layer by layer, with what lifts them and who disagrees."""
    goods = f"{place_by_id(stack.against).label} into {place_by_id(stack.imposed_by).label}"
    yield f"Duties on {stack.hs}, {goods}, on {stack.on}", "bold"
    yield f"  as announced by {stack.as_of}", "dim"
    for one in stack.layers:
        marks = ("~" if one.stand.is_scheduled else "") + ("*" if one.stand.disputes else "")
        part = _COVERAGE.get(one.stand.coverage, "") if one.stand.coverage else ""
        yield f"  {_percent(one.rate):>7} %  {one.stand.barrier.id}{marks}{part}", ""
        if one.lifted_by:
            yield f"             lifted for who is granted {', '.join(one.lifted_by)}", "dim"
    yield f"  {_percent(stack.rate):>7} %  in all, without an exclusion", "bold"
    if stack.rate != stack.rate_excluded:
        yield f"  {_percent(stack.rate_excluded):>7} %  in all, with every exclusion", "bold"
    yield from _wrapped(_base_words(stack))
    yield from _may_cover(stack.unlisted)
    for name, dispute in stack.disputes:
        yield from _wrapped(f"Contested, {name}: {_dispute_text(dispute)}")
        yield f"    {dispute.url}", "dim"


def _base_words(stack: Stack) -> str:
    if stack.has_base:
        return ""
    return "The base duty is not held: this is what is added to it."


def around_rows(tables: Iterable[MonthlyTable]) -> list[dict[str, Any]]:
    """Return one row a series and month, with what happened in it."""
    return [
        {
            "series": str(table.key),
            "month": f"{month.start:%Y-%m}",
            "value": _number(month.value),
            "reason": month.reason,
            "events": "; ".join(f"{one.on} {one.barrier} {one.words}" for one in month.events),
        }
        for table in tables
        for month in table.months
    ]


def comparison_rows(tables: Iterable[MonthlyTable]) -> list[dict[str, Any]]:
    """Return one row a series and event, with the means before and after it."""
    return [
        {
            "series": str(table.key),
            "event": str(one.event.on),
            "words": one.event.words,
            **_mean_cells("before", one.before),
            **_mean_cells("after", one.after),
            "change": _number(one.change),
        }
        for table in tables
        for one in table.comparisons
    ]


def _mean_cells(side: str, mean: Mean) -> dict[str, Any]:
    return {
        f"{side}_mean": _number(mean.value),
        f"{side}_held": mean.held,
        f"{side}_missing": month_list(mean.missing),
    }


def around_lines(tables: Iterable[MonthlyTable]) -> Iterator[Line]:
    """Yield each series by months with the events placed, then the means around each event."""
    for table in tables:
        yield str(table.key), "bold"
        for month in table.months:
            shown = month.reason if month.value is None else f"{month.value:,}"
            yield f"  {month.start:%Y-%m}  {shown}", "dim" if month.value is None else ""
            for event in month.events:
                yield from _wrapped(f"<- {event.on} {event.barrier}: {event.words}")
        yield "", ""
        for one in table.comparisons:
            yield from _wrapped(_comparison_text(one))
        yield "", ""


def _comparison_text(one: BeforeAndAfter) -> str:
    change = f", change {one.change:+.1%}" if one.change is not None else ""
    sides = f"before {_mean_text(one.before)}; after {_mean_text(one.after)}"
    return f"{one.event.on} {one.event.words}: a month on average {sides}{change}"


def _mean_text(mean: Mean) -> str:
    months = mean.held + len(mean.missing)
    missing = f", missing {month_list(mean.missing)}" if mean.missing else ""
    value = "none" if mean.value is None else f"{mean.value:,.0f}"
    return f"{value} ({mean.held} of {months} months held{missing})"


def month_list(months: Iterable[date]) -> str:
    """Return months as a person writes them, those that follow each other as a span.

    >>> month_list([date(2025, 4, 1), date(2025, 5, 1), date(2025, 6, 1), date(2026, 1, 1)])
    '2025-04 to 2025-06, 2026-01'
    """
    spans: list[list[date]] = []
    for month in sorted(months):
        if spans and month_after(spans[-1][-1], 1) == month:
            spans[-1].append(month)
        else:
            spans.append([month])
    return ", ".join(
        " to ".join(f"{one:%Y-%m}" for one in (span[0], *span[1:][-1:])) for span in spans
    )


def _parties(barrier: Barrier) -> str:
    imposed, against = (place_by_id(one).label for one in (barrier.imposed_by, barrier.against))
    return f"{imposed} on {against}"


def _codes(barrier: Barrier) -> str:
    return "all" if barrier.goods.is_all else " ".join(barrier.goods.hs)


def _dispute_text(one: Dispute) -> str:
    return f"{one.words} ({one.held_by})"


def _percent(rate: Decimal) -> str:
    return f"{rate.normalize():f}"


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _wrapped(text: str) -> Iterator[Line]:
    for line in wrap(text, WIDTH - 2, break_on_hyphens=False):
        yield f"  {line}", ""
