"""From drafts to statements: span, firmness, gaps, and one statement for each listed year."""

from collections.abc import Iterator, Sequence

from offtake.domain import (
    Action,
    CueAct,
    Firmness,
    Gap,
    Modifier,
    Reason,
    Span,
    StatedQuantity,
    StatedTime,
    Statement,
    TimeRole,
)
from offtake.statements.chains import Link
from offtake.statements.conditions import condition_of
from offtake.statements.firmness import graded
from offtake.statements.goods import ALL_GOODS
from offtake.statements.leftovers import LEFT_OVER
from offtake.statements.quantities import Figure
from offtake.statements.scenes import Draft, Scene
from offtake.statements.times import Time, each_year

CHECKED = {Action.BUY, Action.SELL, Action.LIFT, Action.SUSPEND, Action.REDUCE}
COUNTED = {Action.BUY, Action.SELL, Action.REDUCE}
DONE, DENIED = 6, 0


def statements_of(view: Scene, draft: Draft, *, issuer: str | None) -> Iterator[Statement]:
    """Yield the statements of one draft: one, or one for each year that is listed."""
    firmness = graded(
        view.passage,
        draft.act.top,
        links=draft.links,
        obligor=draft.obligor,
        issuer=issuer,
        is_pace=draft.act.is_pace,
    )
    runs = list(each_year(draft.times, view.passage.text)) if draft.figure else []
    for time in runs[0] if runs else draft.times[:1] or (None,):
        yield _statement(view, draft, firmness, time)


def _statement(view: Scene, draft: Draft, firmness: Firmness, time: Time | None) -> Statement:
    quantity = None if draft.figure is None else _quantity(view, draft.figure)
    stated = None if time is None else _time(view, time)
    return Statement(
        id="",
        quote=_quote(view, draft),
        chain=tuple(link.hop for link in draft.links if not _is_own_voice(link, draft, view)),
        obligor=draft.obligor,
        counterparty=draft.counterparty,
        action=draft.act.action,
        direction=draft.directions,
        goods=draft.goods,
        quantity=quantity,
        time=stated,
        firmness=firmness,
        missing=tuple(_missing(draft, firmness, quantity, stated)),
        why=(Reason(draft.rule, view.passage.words([draft.act.head])),),
        condition=condition_of(view.passage, draft.act),
    )


def _is_own_voice(link: Link, draft: Draft, view: Scene) -> bool:
    """Tell whether an undertaking is the author's own, so that nobody else tells it."""
    issuer = view.memory.issuer
    if issuer is None or issuer != draft.obligor or link.actor is None:
        return False
    return link.hop.act is CueAct.COMMIT and link.actor.party == issuer


def _quantity(view: Scene, figure: Figure) -> StatedQuantity:
    return StatedQuantity(
        value=figure.value,
        upper=figure.upper,
        unit=figure.unit,
        modifier=figure.modifier,
        per_year=figure.per_year,
        span=view.passage.span(figure.start, figure.end),
        assumptions=figure.assumptions,
    )


def _time(view: Scene, time: Time) -> StatedTime:
    start, end = time.days
    return StatedTime(
        span=view.passage.span(time.start, time.end),
        role=time.role,
        start=start,
        end=end,
        anchor=view.anchor.day,
    )


def _quote(view: Scene, draft: Draft) -> Span:
    """Return the words of the innermost cue and of the act, from the first to the last."""
    spans = [view.passage.words(draft.tokens or [draft.act.head])]
    if draft.links and not _would_swallow(view, draft):
        hop = draft.links[-1].hop
        spans += [span for span in (hop.cue, hop.source) if span is not None]
    if draft.figure is not None:
        spans.append(view.passage.span(draft.figure.start, draft.figure.end))
    low, high = view.passage.start, view.passage.start + len(view.passage.text)
    inside = [one for one in spans if low <= one.start and one.end <= high]
    first, last = min(one.start for one in inside), max(one.end for one in inside)
    return view.passage.span(first - low, last - low)


def _would_swallow(view: Scene, draft: Draft) -> bool:
    """Tell whether words from the cue to a figure would hold another statement's figure."""
    if draft.figure is None or draft.rule != LEFT_OVER:
        return False
    cue = draft.links[-1].hop.cue.start - view.passage.start
    first, last = sorted((cue, draft.figure.start))
    return any(first < one.start < last for one in view.figures)


def _missing(
    draft: Draft, firmness: Firmness, quantity: StatedQuantity | None, time: StatedTime | None
) -> Iterator[Gap]:
    """Yield what the statement leaves open that checking it would need."""
    action = draft.act.action
    if action not in CHECKED or not DENIED < firmness.level < DONE or draft.act.is_pace:
        return
    if action in COUNTED and quantity is None:
        yield Gap.QUANTITY
    if not _is_done(draft) and not _has_end(time):
        yield Gap.DEADLINE
    if not draft.goods or draft.goods == (ALL_GOODS,):
        yield Gap.GOODS


def _is_done(draft: Draft) -> bool:
    """Tell whether the act is told as done: then no deadline is missing."""
    undertaken = {CueAct.COMMIT, CueAct.ASK, CueAct.THINK}
    if any(link.hop.act in undertaken for link in draft.links):
        return False
    helpers = {child.lower_ for child in draft.act.top.children if child.dep_ in {"aux", "auxpass"}}
    is_past = draft.act.top.tag_ == "VBD" or bool(
        helpers & {"has", "have", "had", "'ve", "was", "were"}
    )
    return is_past and not helpers & {"will", "would", "could", "may", "might", "should"}


def _has_end(time: StatedTime | None) -> bool:
    return (time is not None and time.role is not TimeRole.EVENT) or (
        time is not None and time.end is not None
    )


def numbered(doc: str, found: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the statements in the order of the text, each with its id."""
    from dataclasses import replace  # noqa: PLC0415 - used once

    ordered = sorted(found, key=lambda one: (one.quote.start, one.quote.end))
    return tuple(replace(one, id=f"{doc}#{i}") for i, one in enumerate(ordered, start=1))


__all__ = ["Modifier", "numbered", "statements_of"]
