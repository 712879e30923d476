"""The second, lexical look: are a text's words for goods and acts anywhere in another text?"""

import re
from collections.abc import Iterable, Iterator

from offtake.domain import Block, BlockKind, Document, Span, Statement

GOODS = {
    "soybeans": r"soy(?:a|bean)?s?\b|soya ?beans?\b|beans\b",
    "sorghum": r"sorghum|milo\b",
    "wheat": r"wheat",
    "corn": r"corn\b|maize",
    "cotton": r"cotton",
    "beef": r"beef|cattle",
    "pork": r"pork|hogs?\b|swine",
    "poultry": r"poultry|chicken",
    "logs": r"logs?\b|timber|lumber|hardwood|softwood|wood\b",
    "farm_goods": r"farm\w*|agricultur\w*|agri\w*|crops?\b|grains?\b|food\b",
    "us_goods": r"goods|products|imports?\b",
    "energy": r"energy|oil\b|gas\b|fuel|lng\b",
    "lng": r"lng\b|liquefied|natural gas|gas\b",
    "crude": r"crude|oil\b|petroleum",
    "coal": r"coal\b",
    "ethanol": r"ethanol",
    "aircraft": r"aircraft|planes?\b|jets?\b|boeing|airliners?|airplanes?",
    "manufactured_goods": r"manufactur\w*|machinery|industrial",
    "services": r"services",
    "rare_earths": r"rare[ -]earths?",
    "critical_minerals": r"minerals?\b|gallium|germanium|antimony|graphite",
    "chips": r"chips?\b|semiconductors?",
    "tariffs": r"tariffs?\b|dut(?:y|ies)\b|lev(?:y|ies)\b",
    "port_fees": r"port fees?|shipping fees?|docking|shipbuilding|maritime",
    "export_controls": r"export (?:controls?|curbs?|restrictions?|bans?)|licen[sc]\w+|curbs?\b",
    "entity_listings": r"entity list\w*|blacklist\w*|affiliates rule",
    "fentanyl_precursors": r"fentanyl|precursors?",
}
"""Words that stand for each kind of goods, in any text."""
ACTS = {
    "buying": r"buy\w*|bought|purchas\w+|import\w*|order\w*|acquir\w+|book\w*|sales?\b|sell\w*"
    r"|sold\b",
    "easing": r"lift\w*|suspend\w*|suspension|paus\w+|halt\w*|eas(?:e|ed|ing)\b|remov\w+|reduc\w+"
    r"|cut\w*|lower\w*|scrap\w*|drop\w*|roll\w* back|waiv\w+",
    "raising": r"impos\w+|rais\w+|increas\w+|hik\w+|ban\w*|restrict\w*|tighten\w*",
    "extending": r"exten[ds]\w*|renew\w*|prolong\w*",
    "allowing": r"licen[sc]\w+|approv\w+|grant\w*|regist\w+|allow\w*",
    "visits": r"visit\w*|invit\w+|travel\w*|trip\b|summit",
    "talks": r"talk\w*|call\w*|discuss\w*|negotiat\w+|consult\w*|meet\w*|met\b|spoke|phone\w*",
}
SENTENCE = re.compile(
    r"\S.*?(?:(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St|vs))(?<!\b(?:Mrs|Sen|Rep|Gov|Gen))[.!?…]+[\"'”’)\]]*"
    r"(?=\s+[\"'“‘(]*[A-Z0-9]|\s*$)|$)",
    re.DOTALL,
)
READ = frozenset(
    {
        BlockKind.HEADLINE,
        BlockKind.DEK,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.LIST_ITEM,
        BlockKind.POST,
    }
)
"""The kinds of blocks that are read for statements."""
TOO_COMMON = frozenset({"us_goods"})
"""Goods that texts often leave unnamed, so that the act is looked for instead."""


def mention_of(statement: Statement, document: Document, *, act: str) -> Span | None:
    """Return where another text names a statement's goods, or its act where it names no goods.

    This is the check before an omission is claimed: a word found means "not read", not "left out".
    """
    goods = [one for one in statement.goods if one in GOODS or one.startswith("other:")]
    telling = [one for one in goods if one not in TOO_COMMON]
    if telling:
        return first_of([goods_pattern(one) for one in telling], document)
    return first_of([ACTS[act]], document) if act in ACTS else None


def goods_pattern(goods: str) -> str:
    """Return the pattern of the words that stand for goods.

    >>> goods_pattern("other:films")
    'films'
    """
    return GOODS.get(goods) or re.escape(goods.removeprefix("other:").replace("_", " "))


def first_of(patterns: Iterable[str], document: Document) -> Span | None:
    """Return the first words in the blocks that are read that fit one of some patterns."""
    pattern = re.compile("|".join(rf"\b(?:{one})" for one in patterns), re.IGNORECASE)
    for block in read_blocks(document):
        if match := pattern.search(block.span.text):
            return _piece(block, match)
    return None


def read_blocks(document: Document) -> Iterator[Block]:
    """Yield the blocks of a document that are read for statements."""
    return (one for one in document.blocks if one.kind in READ)


def sentences(document: Document) -> Iterator[Span]:
    """Yield the sentences of the blocks that are read, roughly: full stops before capitals."""
    for block in read_blocks(document):
        for match in SENTENCE.finditer(block.span.text):
            yield _piece(block, match)


def unread(document: Document, statements: Iterable[Statement]) -> tuple[Span, ...]:
    """Return the sentences that name goods and an act beside them, and gave no statement.

    They are what the reader may have missed; they are shown with every comparison.
    """
    quotes = [one.quote for one in statements]
    goods = re.compile("|".join(rf"\b(?:{one})" for one in GOODS.values()), re.IGNORECASE)
    acts = re.compile("|".join(rf"\b(?:{one})" for one in ACTS.values()), re.IGNORECASE)
    return tuple(
        one
        for one in sentences(document)
        if _differ(goods.search(one.text), acts, one.text)
        and not any(quote.start < one.end and one.start < quote.end for quote in quotes)
    )


def _differ(found: re.Match[str] | None, acts: re.Pattern[str], text: str) -> bool:
    """Tell whether there is an act in other words than those that name the goods."""
    if found is None:
        return False
    spans = (match.span() for match in acts.finditer(text))
    return any(end <= found.start() or start >= found.end() for start, end in spans)


def _piece(block: Block, match: re.Match[str]) -> Span:
    start = block.span.start + match.start()
    return Span(start=start, end=start + len(match[0]), text=match[0])
