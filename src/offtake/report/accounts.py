"""Accounts side by side, stories and claims: in the terminal, and as data."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from offtake.domain import Side as PledgeSide
from offtake.domain import Span, Statement
from offtake.evidence import Claims, ToldStory
from offtake.report.printable import Segment, segments
from offtake.statements import record
from offtake.statements.comparing import Comparison, Match, Side
from offtake.statements.drift import Drift

Row = list[Segment]
SHORT = 100


def comparison_lines(found: Comparison) -> Iterator[Row]:
    """Yield two accounts side by side: the same, different, only one's, subjects, not read."""
    names = (found.first.read.document.id, found.second.read.document.id)
    same = [one for one in found.matches if not one.differences]
    yield from _heading(f"Both say the same ({len(same)})")
    for match in same:
        yield from _pair(match, names)
    yield from _heading(f"Both say it differently ({len(found.differing)})")
    for match in found.differing:
        yield from _pair(match, names)
    for side, other in ((found.first, names[1]), (found.second, names[0])):
        yield from _only(side, other)
    for side in (found.first, found.second):
        name = side.read.document.id
        yield from _heading(f"Not read in {name}: {len(side.unread)} of {side.sentences} sentences")
        for span in side.unread:
            yield segments([(f"  “{_short(span.text)}”", "dim")])


def comparison_data(found: Comparison) -> dict[str, Any]:
    """Return two accounts side by side, ready for JSON."""
    return {
        "first": _side_data(found.first),
        "second": _side_data(found.second),
        "both": [_match_data(one) for one in found.matches if not one.differences],
        "differ": [_match_data(one) for one in found.differing],
    }


def story_lines(told: Sequence[ToldStory]) -> Iterator[Row]:
    """Yield texts put together by event, with origin, witnesses and what changed."""
    for number, one in enumerate(told, start=1):
        yield from _heading(f"Event {number}: {', '.join(one.story.members)}")
        for link in one.story.links:
            tier = link.retelling.value.replace("_", " ")
            yield segments([(f"  {link.first} and {link.second}: {tier}; {link.why}", "")])
        origin = one.origin.named or one.origin.text or "not known"
        place = f" ({one.origin.text})" if one.origin.text and one.origin.named else ""
        yield segments([(f"  likely origin: {origin}{place}; {one.origin.why}", "")])
        yield from _witness_lines(one)
        for name, drifts in one.drifts.items():
            yield from _drift_lines(name, against=one.against, drifts=drifts)


def story_data(told: Sequence[ToldStory]) -> dict[str, Any]:
    """Return texts put together by event, ready for JSON."""
    return {"events": [_story_data(one) for one in told]}


def claims_lines(found: Iterable[Claims]) -> Iterator[Row]:
    """Yield pledges as timelines: who said, denied or stayed silent, and the deadlines named."""
    for one in found:
        yield from _heading(f"{one.pledge.id}: {one.pledge.title}")
        for side in PledgeSide:
            counts = ", ".join(f"{claim.value} {count}" for claim, count in one.count(side).items())
            yield [(f"  {side.value}: {counts or 'nothing on record'}", "bold")]
        for said, claim in one.timeline:
            text = f"“{said.text}”" if said.is_quote else said.text
            style = {"denied": "red", "silent": "yellow"}.get(claim.value, "")
            head = f"  {said.on}  {claim.value}: "
            yield segments([(head, style), (f"{said.speaker} ({said.side.value}): {text}", "")])
            yield segments([(f"              {said.url}", "dim")])
        if one.deadlines:
            yield [("  deadlines, in the order they were named", "bold")]
        for deadline in one.deadlines:
            on = f"named {deadline.said_on}" if deadline.said_on else "day of naming not recorded"
            words = f"  {deadline.on}  “{deadline.words}”: {deadline.said_by}, {on}"
            yield segments([(words, "")])


def claims_rows(found: Iterable[Claims]) -> list[dict[str, Any]]:
    """Return timelines as flat rows: statements and deadlines named, by pledge and day."""
    rows = []
    for one in found:
        rows += [
            {
                "pledge": one.pledge.id,
                "on": said.on.isoformat(),
                "kind": "statement",
                "claim": claim.value,
                "speaker": said.speaker,
                "side": said.side.value,
                "text": said.text,
                "is_quote": said.is_quote,
                "deadline": None,
                "url": said.url,
            }
            for said, claim in one.timeline
        ]
        rows += [
            {
                "pledge": one.pledge.id,
                "on": deadline.said_on.isoformat() if deadline.said_on else None,
                "kind": "deadline",
                "claim": "deadline named",
                "speaker": deadline.said_by,
                "side": None,
                "text": deadline.words,
                "is_quote": None,
                "deadline": deadline.on.isoformat(),
                "url": deadline.url,
            }
            for deadline in one.deadlines
        ]
    return rows


CLAIM_COLUMNS = (
    *("pledge", "on", "kind", "claim", "speaker", "side", "text", "is_quote", "deadline", "url"),
)


def _heading(text: str) -> Iterator[Row]:
    yield []
    yield segments([(text, "bold")])


def _pair(match: Match, names: tuple[str, str]) -> Iterator[Row]:
    again = "again, " if match.is_repeat else ""
    yield segments([(f"  {match.first.obligor or 'somebody'} {match.first.action.value}", "bold")])
    yield segments([(f"    {again}matched on {match.why}", "dim")])
    for name, one in zip(names, (match.first, match.second), strict=True):
        yield segments([(f"    {name}: “{_short(one.quote.text)}”", "")])
    for difference in match.differences:
        words = f"    {difference.field}: {difference.first}, but {difference.second}"
        spans = (difference.first_span, difference.second_span)
        cues = f"  (“{_short(spans[0].text)}” / “{_short(spans[1].text)}”)"
        yield segments([(words, "yellow"), (cues, "dim")])


def _only(side: Side, other: str) -> Iterator[Row]:
    name = side.read.document.id
    yield from _heading(f"Only in {name} ({len(side.only)})")
    for one in side.only:
        statement = one.statement
        yield segments([(f"  {statement.obligor or 'somebody'} {statement.action.value}", "bold")])
        yield segments([(f"    “{_short(statement.quote.text)}”", "")])
        if one.mention is None:
            verdict = f"    left out of {other}: no word for it there either"
            yield segments([(verdict, "red")])
        else:
            verdict = f"    not read in {other}, which has “{one.mention.text}”: no omission"
            yield segments([(verdict, "dim")])
    subjects = ", ".join(f"{topic.word} ({topic.count})" for topic in side.topics)
    yield segments([(f"  subjects that only {name} has: {subjects or 'none'}", "")])


def _witness_lines(one: ToldStory) -> Iterator[Row]:
    sure = [witness for witness in one.witnesses.to_the_words if witness.is_established]
    yield [(f"  witnesses to the words: {len(sure)} established", "bold")]
    for witness in one.witnesses.to_the_words:
        mark = "" if witness.is_established else "perhaps "
        yield segments([(f"    {mark}{witness.who} ({witness.text}): {witness.why}", "")])
    if one.witnesses.promise is None:
        return
    obligor, act, figure = one.witnesses.promise
    promise = " ".join(part for part in (obligor, act, figure) if part)
    count = len(one.witnesses.to_the_fact)
    yield segments([(f"  witnesses to the promise ({promise}): {count}", "bold")])
    for witness in one.witnesses.to_the_fact:
        yield segments([(f"    {witness.who}: {witness.why}", "")])


def _drift_lines(name: str, *, against: str, drifts: Sequence[Drift]) -> Iterator[Row]:
    yield segments([(f"  {name} against {against}: {len(drifts) or 'no'} changes", "bold")])
    for one in drifts:
        kind = one.shift.value.replace("_", " ")
        yield segments([(f"    {kind}: ", "yellow"), (one.words, "")])


def _side_data(side: Side) -> dict[str, Any]:
    return {
        "doc": side.read.document.id,
        "sentences": side.sentences,
        "only": [
            {
                "statement": record(one.statement),
                "is_omission": one.is_omission,
                "mention": _span(one.mention) if one.mention else None,
            }
            for one in side.only
        ],
        "topics": [
            {
                "word": one.word,
                "is_name": one.is_name,
                "count": one.count,
                "sentences": [_span(span) for span in one.sentences],
            }
            for one in side.topics
        ],
        "unread": [_span(span) for span in side.unread],
    }


def _match_data(match: Match) -> dict[str, Any]:
    return {
        "first": _brief(match.first),
        "second": _brief(match.second),
        "score": round(match.score, 2),
        "why": match.why,
        "is_repeat": match.is_repeat,
        "differences": [
            {
                "field": one.field,
                "first": one.first,
                "second": one.second,
                "first_span": _span(one.first_span),
                "second_span": _span(one.second_span),
            }
            for one in match.differences
        ],
    }


def _story_data(one: ToldStory) -> dict[str, Any]:
    origin, witnesses = one.origin, one.witnesses
    return {
        "texts": list(one.story.members),
        "links": [
            {
                "first": link.first,
                "second": link.second,
                "retelling": link.retelling.value,
                "containment": link.containment,
                "shared_quotations": list(link.shared_quotations),
                "why": link.why,
            }
            for link in one.story.links
        ],
        "origin": {"text": origin.text, "named": origin.named, "why": origin.why},
        "witnesses": {
            "to_the_words": [_witness(each) for each in witnesses.to_the_words],
            "to_the_fact": [_witness(each) for each in witnesses.to_the_fact],
            "promise": list(witnesses.promise) if witnesses.promise else None,
        },
        "against": one.against,
        "drift": {
            name: [
                {
                    "shift": each.shift.value,
                    "earlier": _span(each.earlier),
                    "later": _span(each.later),
                    "words": each.words,
                }
                for each in drifts
            ]
            for name, drifts in one.drifts.items()
        },
    }


def _witness(one: Any) -> dict[str, Any]:
    return {
        "who": one.who,
        "text": one.text,
        "why": one.why,
        "is_established": one.is_established,
    }


def _brief(statement: Statement) -> dict[str, Any]:
    return {"id": statement.id, **_span(statement.quote)}


def _span(span: Span) -> dict[str, Any]:
    return {"text": span.text, "start": span.start, "end": span.end}


def _short(text: str) -> str:
    """Return a text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[: SHORT - 1] + "…"
