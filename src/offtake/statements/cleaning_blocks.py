"""From lines to blocks: what is a headline, a paragraph, a post or an advertisement."""

import re
from collections.abc import Iterator
from itertools import pairwise

from offtake.domain import Block, BlockKind, Span

BYLINE = re.compile(
    r"^(?:[—–-]\s*)?(?:[Bb]y|BY)\s+\S.{0,80}$|^(?:Written|Reported|Edited) by\b.{0,80}$"
)
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
DATE_LINE = re.compile(
    rf"^(?:(?:Published|Updated|Posted|Last updated)\b.{{0,12}})?(?:\d{{1,2}}:\d\d\b.{{0,12}})?"
    rf"(?:[A-Z][a-z]+day,?\s+)?(?:{MONTH}\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+{MONTH},?\s+\d{{4}}"
    rf"|\d{{4}}-\d\d-\d\d)\b.{{0,30}}$",
    re.IGNORECASE,
)
PLACE = r"[A-Z][A-Z'’-]{2,}(?:[ ,/]+[A-Z][A-Z.'’-]+){0,4}"
DATELINE = re.compile(
    rf"^{PLACE}(?:,?\s+{MONTH}\s+\d{{1,2}}(?:,\s*\d{{4}})?)?"
    r"(?:\s*\((?P<agency>[A-Z][\w./& -]{1,30})\))?\s*(?:\s[–—-]|[–—](?=\s)|--|\.(?=\s))\s*"
)
"""A place in capitals, perhaps a day and an agency, and what parts them from the text."""
SIGNATURE = re.compile(
    r"^[—–-]+\s*(?P<author>.{1,80}?)\s*\((?P<handle>@\w{1,40})\)\s*(?P<on>.{0,40})$"
)
PROMOTION = re.compile(
    r"^\W*(?:also read|read (?:also|more|next|the full)|see also"
    r"|related(?: (?:news|stories|articles?))?\s*:"
    r"|subscribe\b|sign up\b|advertis|sponsored\b|follow us|click here|share (?:this|on)\b"
    r"|download (?:the|our) app|join (?:our|us)\b|get the latest|recommended\b|trending\b"
    r"|watch\s*:|listen\s*:|newsletter)",
    re.IGNORECASE,
)
SYNDICATION = re.compile(
    r"^\W*(?:(?:this (?:article|story|post)\s+(?:was\s+)?)?(?:originally|first)"
    r" (?:published|appeared)\s+(?:on|in|at|by)\s+(?P<origin>.{2,80}?)"
    r"|\(?with (?:inputs?|reporting|agency inputs?)\b.{0,60}|\(?reporting by\b.{0,200}"
    r"|source\s*:\s*(?P<source>.{2,60}?)|(?:©|\(c\)|copyright)\s.{0,80}"
    r"|\((?P<agency>Reuters|AP|AFP|Xinhua|Bloomberg|ANI|PTI|UPI|dpa)\))\W*$",
    re.IGNORECASE,
)
BULLET = re.compile(r"^\s*(?:[•·‣▪◦*]|[-–]|\d{1,2}[.)])\s+\S")
SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
WRAP_AT = 100
LONGEST_HEADING = 140
MOST_WORDS, FEW_WORDS = 20, 4
"""A heading has at most so many words; so few need not be capitals."""
LONGEST_PARAGRAPH = 2000
STOP = re.compile(r"[.!?…][\"'”’)\]]*\s")
LONGEST_LINE = 7
"""A line of more words that ends like a sentence is one."""
SHORT = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"}

Line = tuple[int, int]
"""Where a line begins and ends, blanks at both ends left out."""


def blocks_of(text: str) -> tuple[Block, ...]:
    r"""Return the blocks of a text, in order, none of them empty, none over another.

    >>> found = blocks_of("Xi Agrees\n\nBEIJING, Nov 25 (AP) – China bought beans.")
    >>> [one.kind.value for one in found]
    ['headline', 'dateline', 'paragraph']
    """
    pieces = list(_pieces(text))
    kinds = [_kind(text[start:end]) for start, end in pieces]
    blocks: list[Block] = []
    for index, ((start, end), kind) in enumerate(zip(pieces, kinds, strict=True)):
        if kind is BlockKind.POST and blocks:
            blocks.append(_joined(text, blocks.pop(), end))
        elif kind is BlockKind.HEADING and not index and len(pieces) > 1:
            blocks.append(_block(text, BlockKind.HEADLINE, start, end))
        elif kind is BlockKind.PARAGRAPH:
            blocks += _paragraph(text, start, end)
        else:
            blocks.append(_block(text, kind, start, end))
    return tuple(_with_dek(blocks))


def _pieces(text: str) -> Iterator[Line]:
    """Yield each paragraph: a line, or lines that were wrapped at a width."""
    group: list[Line] = []
    for line in [*_lines(text), None]:
        if line is not None and group and not text[group[-1][1] : line[0]].count("\n") > 1:
            group.append(line)
            continue
        yield from _unwrapped(text, group)
        group = [] if line is None else [line]


def _lines(text: str) -> Iterator[Line]:
    for match in re.finditer(r"[^\n\f\v\u2028\u2029]+", text):
        bare = match[0].strip()
        if bare:
            start = match.start() + match[0].index(bare)
            yield start, start + len(bare)


def _unwrapped(text: str, group: list[Line]) -> Iterator[Line]:
    """Yield lines one by one, or as one where they were plainly wrapped at one width."""
    lengths = [end - start for start, end in group[:-1]]
    is_wrapped = (
        len(group) > 1
        and max(lengths) <= WRAP_AT
        and min(lengths) > max(45, 0.6 * max(lengths))
        and not any(_stands_alone(text[start:end]) for start, end in group)
    )
    if is_wrapped:
        yield group[0][0], group[-1][1]
    else:
        yield from group


def _stands_alone(line: str) -> bool:
    return _kind(line) not in {BlockKind.PARAGRAPH, BlockKind.HEADING}


def _kind(line: str) -> BlockKind:
    """Return what a line is by itself; a signature counts as a post."""
    tests = (
        (SIGNATURE, BlockKind.POST),
        (PROMOTION, BlockKind.PROMOTION),
        (SYNDICATION, BlockKind.SYNDICATION),
        (BYLINE, BlockKind.BYLINE),
        (DATE_LINE, BlockKind.DATELINE),
        (BULLET, BlockKind.LIST_ITEM),
    )
    for pattern, kind in tests:
        if pattern.match(line):
            return BlockKind.PARAGRAPH if _is_prose(line, kind) else kind
    return BlockKind.HEADING if _is_heading(line) else BlockKind.PARAGRAPH


def _is_prose(line: str, kind: BlockKind) -> bool:
    """Tell whether a line only begins like something else and goes on as a sentence."""
    prose = {BlockKind.BYLINE, BlockKind.DATELINE}
    return kind in prose and bool(SENTENCE_END.search(line)) and len(line.split()) > LONGEST_LINE


def _is_heading(line: str) -> bool:
    """Tell whether a line is short, has no full stop, and is written like a title."""
    if len(line) > LONGEST_HEADING or re.search(r"[.!…,;][\"'”’)\]]*$", line):
        return False
    words = [word for word in re.findall(r"[^\W_][\w'’.-]*", line) if word.lower() not in SHORT]
    if not words or len(words) > MOST_WORDS:
        return False
    capital = sum(word[0].isupper() or word[0].isdigit() for word in words)
    return capital >= 0.6 * len(words) or (len(words) <= FEW_WORDS and line[0].isupper())


def _paragraph(text: str, start: int, end: int) -> Iterator[Block]:
    """Yield a paragraph, its dateline apart."""
    dateline = DATELINE.match(text[start:end])
    if dateline and dateline.end() < end - start:
        body = start + dateline.end()
        yield _block(text, BlockKind.DATELINE, start, start + len(dateline[0].rstrip()))
        start = body
    for first, last in _cut(text, start, end):
        yield _block(text, BlockKind.PARAGRAPH, first, last)


def _cut(text: str, start: int, end: int) -> Iterator[Line]:
    """Yield a paragraph in pieces that a grammar can take: cut after a sentence, else at a blank.

    No paragraph of an article is so long; what is so long was made to tire a reader.
    """
    while end - start > LONGEST_PARAGRAPH:
        window = text[start : start + LONGEST_PARAGRAPH]
        stops = [match.end() for match in STOP.finditer(window)]
        cut = start + (stops[-1] if stops else max(window.rfind(" "), 0) or LONGEST_PARAGRAPH)
        last = start + len(text[start:cut].rstrip())
        if last > start:
            yield start, last
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    if end > start:
        yield start, end


def _with_dek(blocks: list[Block]) -> list[Block]:
    """Return the blocks, the paragraph under a headline being its dek where a heading follows."""
    found = list(blocks)
    if not found or found[0].kind is not BlockKind.HEADLINE:
        return found
    for index, (one, following) in enumerate(pairwise(blocks)):
        if one.kind is BlockKind.PARAGRAPH:
            if following.kind is BlockKind.HEADING:
                found[index] = Block(BlockKind.DEK, one.span)
            break
    return found


def _joined(text: str, first: Block, end: int) -> Block:
    return _block(text, BlockKind.POST, first.span.start, end)


def _block(text: str, kind: BlockKind, start: int, end: int) -> Block:
    return Block(kind, Span.of(text, start=start, end=end))
