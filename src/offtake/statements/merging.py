"""Drafts that say one thing twice in a breath are one statement: buy it faster, and buy more."""

from collections.abc import Sequence
from dataclasses import replace

from offtake.domain import CueAct
from offtake.statements.passages import Passage
from offtake.statements.scenes import Draft

UNDERTAKEN = {CueAct.ASK, CueAct.COMMIT, CueAct.THINK}


def merged_drafts(passage: Passage, found: Sequence[Draft]) -> list[Draft]:
    """Return the drafts of a passage with those that go on with one another made one."""
    result: list[Draft] = []
    for draft in found:
        earlier = next((one for one in reversed(result) if _goes_on(passage, one, draft)), None)
        if earlier is None:
            result.append(draft)
        else:
            result[result.index(earlier)] = _joined(earlier, draft)
    return result


def _goes_on(passage: Passage, one: Draft, two: Draft) -> bool:
    same = (one.obligor, one.act.action, one.goods) == (two.obligor, two.act.action, two.goods)
    plain = not (one.figure or two.figure or one.act.is_pace or two.act.is_pace)
    if not same or not plain or _voice(one) != _voice(two):
        return False
    if one.act.head.sent == two.act.head.sent:
        return bool(one.links) or one.act.top == two.act.top
    here = passage.quotation(one.act.head)
    close = two.act.head.sent.start - one.act.head.sent.end < 1
    return here is not None and here == passage.quotation(two.act.head) and close and _asked(one)


def _voice(draft: Draft) -> str | None:
    return draft.links[-1].hop.actor if draft.links else None


def _asked(draft: Draft) -> bool:
    return bool(draft.links) and draft.links[-1].hop.act in {CueAct.ASK, CueAct.THINK}


def _joined(one: Draft, two: Draft) -> Draft:
    """Return both as one: the stronger chain, the directions and the words of both."""
    links = one.links
    if two.links and _rank(two) > _rank(one):
        links = two.links
    return replace(
        one,
        links=links,
        directions=tuple(dict.fromkeys((*one.directions, *two.directions))),
        tokens=(*one.tokens, *two.tokens),
        times=one.times or two.times,
    )


def _rank(draft: Draft) -> int:
    return int(bool(draft.links) and draft.links[-1].hop.act in UNDERTAKEN)
