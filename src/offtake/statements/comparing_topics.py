"""The second layer of a comparison: subjects by name and by word, also those no pledge is about."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from offtake.domain import BlockKind, Document, Span
from offtake.statements.actors import names_in
from offtake.statements.comparing_words import read_blocks, sentences
from offtake.statements.stories_shingles import FUNCTION_WORDS

TOKEN = re.compile(r"[^\W\d_][^\W_]*(?:[-’'][^\W_]+)*")
OPENING = re.compile(r"(?:^|[.!?…:][\"'”’)\]]*\s+|\n)[\"'“‘(•\s]*$")
"""What stands before a word that begins a sentence, and so has its capital for no reason."""
NO_SUBJECT = frozenset(
    TOKEN.findall(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may "
        "june july august september october november december president minister secretary "
        "spokesperson spokesman spokeswoman chairman chief mr mrs ms sen rep news agency reuters "
        "bloomberg xinhua associated press ap afp aljazeera the state states united"
    )
)
TITLE_CASE = frozenset({BlockKind.HEADLINE, BlockKind.HEADING, BlockKind.BYLINE})
LOOK_BACK = 12
STEM, FEWEST, MOST = 5, 2, 12
"""Words are the same where their first five letters are; a plain word counts from two on."""
ENDINGS = ("'s", "’s", "ing", "ed", "es", "s")


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject that one text has and the other has not, and the sentences that have it.

    `is_name` is true of a name, and false of a plain word that comes up at least twice.
    """

    word: str
    is_name: bool
    count: int
    sentences: tuple[Span, ...]


def topics_only_in(document: Document, *, other: Document) -> tuple[Topic, ...]:
    """Return the subjects of one text that another has nowhere, names first, the most named first.

    >>> from offtake.statements.cleaning import document_of
    >>> one = document_of("In the call Xi spoke of Taiwan at length.", name="a")
    >>> two = document_of("In the call Trump spoke of beans at length.", name="b")
    >>> [topic.word for topic in topics_only_in(one, other=two)]
    ['Xi', 'Taiwan']
    """
    absent = {_stem(word) for word in TOKEN.findall(other.text)}
    text = [*sentences(document)]
    names, words = _names(document), _words(document)
    found = [
        *(_topic(word, count, text, is_name=True) for word, count in names.most_common()),
        *(_topic(word, count, text, is_name=False) for word, count in words.most_common(4 * MOST)),
    ]
    seen: set[str] = set()
    kept: list[Topic] = []
    for one in found:
        stems = {_stem(word) for word in one.word.split()}
        if not stems & absent and not stems <= seen and one.sentences:
            seen |= stems
            kept.append(one)
    return tuple(_few(kept))


def _few(topics: list[Topic]) -> Iterator[Topic]:
    names = [one for one in topics if one.is_name]
    yield from names[: 2 * MOST]
    yield from [one for one in topics if not one.is_name][:MOST]


def _names(document: Document) -> Counter[str]:
    """Return the names: words with a capital that no beginning of a sentence accounts for."""
    lower = set(re.findall(r"\b[a-z][\w’'-]*", document.text))
    found: Counter[str] = Counter()
    inner: set[str] = set()
    for block in read_blocks(document):
        text = block.span.text
        for start, words in _capital_runs(text, lower):
            name = " ".join(words)
            found[name] += 1
            is_plain = len(words) == 1 and _is_opening(text, start)
            if block.kind not in TITLE_CASE and (not is_plain or names_in(name)):
                inner.add(name)
    return Counter({name: count for name, count in found.items() if name in inner})


def _is_opening(text: str, start: int) -> bool:
    """Tell whether a sentence begins at a place, by the few characters before it."""
    before = text[max(0, start - LOOK_BACK) : start]
    return OPENING.search(before if start <= LOOK_BACK else f"x{before}") is not None


def _capital_runs(text: str, lower: set[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield where each run of capitalised words begins, and the words; offices are left out."""
    run: list[str] = []
    start, end = 0, -1
    for match in TOKEN.finditer(text):
        word = _bare(match[0])
        is_name = (
            word[0].isupper()
            and len(word) > 1
            and word.casefold() not in NO_SUBJECT | FUNCTION_WORDS
            and word.lower() not in lower
        )
        if run and not (is_name and text[end : match.start()] == " "):
            yield start, run
            run = []
        if is_name:
            start = start if run else match.start()
            run.append(word)
        end = match.end()
    if run:
        yield start, run


def _words(document: Document) -> Counter[str]:
    """Return the plain words that come up more than once."""
    stems: dict[str, str] = {}
    found: Counter[str] = Counter()
    for block in read_blocks(document):
        for match in TOKEN.finditer(block.span.text):
            word = _bare(match[0])
            if word.islower() and len(word) >= STEM and word not in FUNCTION_WORDS:
                found[stems.setdefault(_stem(word), word)] += 1
    return Counter({word: count for word, count in found.items() if count >= FEWEST})


def _topic(word: str, count: int, text: list[Span], *, is_name: bool) -> Topic:
    pattern = re.compile(rf"\b{re.escape(word)}", re.NOFLAG if is_name else re.IGNORECASE)
    return Topic(word, is_name, count, tuple(one for one in text if pattern.search(one.text)))


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s")


def _stem(word: str) -> str:
    """Return the letters by which a word is told: Taiwanese is Taiwan, purchases is purchase."""
    bare = word.casefold()
    for ending in ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= STEM - 1:
            bare = bare.removesuffix(ending)
            break
    return bare[:STEM]
