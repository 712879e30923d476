"""PolNeAR: who said what in 84 articles on a campaign, and how a reader's answer is scored.

The corpus keeps no attribution within another's content, so predictions that lie in one are
dropped before scoring. Where several people annotated a document the first file counts.
"""

import re
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from corpus.intervals import Counts

Piece = tuple[int, int]
Pieces = tuple[Piece, ...]

# Speech is what a say, claim or confirm verb reports: 1,144 of the 2,193 of the development part.
SPEECH = frozenset(
    [
        "say",
        "tell",
        "add",
        "note",
        "write",
        "post",
        "reply",
        "stress",
        "reiterate",
        "recall",
        "state",
        "report",
        "remark",
        "comment",
        "mention",
        "explain",
        "respond",
        "answer",
        "emphasize",
        "tweet",
        "describe",
        "observe",
        "recount",
        "relate",
        "quip",
        "joke",
        "declare",
        "announce",
        "warn",
        "call",
        "cite",
        "continue",
        "conclude",
        "quote",
        "claim",
        "argue",
        "insist",
        "contend",
        "allege",
        "assert",
        "boast",
        "imply",
        "accuse",
        "maintain",
        "charge",
        "complain",
        "confirm",
        "acknowledge",
        "admit",
        "concede",
        "disclose",
        "reveal",
    ]
)
IRREGULAR = frozenset({"said", "told", "wrote", "written", "replies", "put", "according"})
JOINT_CONTENT = 0.5


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution: the offsets of its cue, its source and its content."""

    cue: Pieces
    source: Pieces
    content: Pieces


@dataclass(frozen=True, slots=True)
class Article:
    """A text and its attributions."""

    id: str
    text: str
    gold: tuple[Attribution, ...]

    @property
    def outlet(self) -> str:
        """The publisher, as the file name has it."""
        return self.id.split("_", 1)[0]


def articles(archive: Path, *, part: str = "dev") -> tuple[Article, ...]:
    """Return the annotated articles of one part of the archive."""
    with tarfile.open(archive) as tar:
        files = {
            one.name: stream.read().decode()
            for one in tar.getmembers()
            if one.isfile() and (stream := tar.extractfile(one)) is not None
        }
    texts = {PurePosixPath(name): text for name, text in files.items() if f"{part}/text/" in name}
    notes = sorted(name for name in files if f"{part}/attributions/" in name)
    return tuple(
        Article(path.stem, text, tuple(_gold(files[mine[0]])))
        for path, text in sorted(texts.items())
        if (mine := [name for name in notes if PurePosixPath(name).name.startswith(path.stem)])
    )


def _gold(notes: str) -> Iterator[Attribution]:
    spans: dict[str, Pieces] = {}
    lines = [line.split("\t") for line in notes.splitlines() if "\t" in line]
    for name, value, *_ in lines:
        if name.startswith("T"):
            pieces = value.split(" ", 1)[1].split(";")
            spans[name] = tuple((int(a), int(b)) for a, b in (one.split() for one in pieces))
    for name, value, *_ in lines:
        if name.startswith("E"):
            parts = [one.split(":") for one in value.split()]
            yield Attribution(
                cue=_joined(spans, parts, "Cue"),
                source=_joined(spans, parts, "Source"),
                content=_joined(spans, parts, "Content"),
            )


def _joined(spans: dict[str, Pieces], parts: list[list[str]], role: str) -> Pieces:
    named = [span for kind, span in parts if re.fullmatch(rf"{role}\d*", kind)]
    return tuple(piece for span in named for piece in spans.get(span, ()))


def is_speech(text: str, cue: Pieces) -> bool:
    """Tell whether a cue reports speech: one of its words is a form of a listed verb."""
    words = re.findall(r"[a-z]+", " ".join(text[a:b] for a, b in cue).lower())
    return any(word in _forms() for word in words)


@cache
def _forms() -> frozenset[str]:
    regular = {verb + ending for verb in SPEECH for ending in ("", "s", "d", "ed", "ing")}
    dropped = {verb[:-1] + "ing" for verb in SPEECH if verb.endswith("e")}
    return frozenset(regular | dropped | IRREGULAR)


def outermost(found: Sequence[Attribution]) -> list[Attribution]:
    """Return the predictions whose cue lies in no other's content."""
    return [
        one
        for one in found
        if not any(
            other is not one
            and _overlap(one.cue, other.content)
            and not _overlap(one.cue, other.cue)
            for other in found
        )
    ]


def counts(article: Article, found: Sequence[Attribution]) -> Counts:
    """Return what one article adds to each measure."""
    kept = outermost(found)
    pairs = list(_pairs(article.gold, kept))
    matched = dict(pairs)
    result: Counts = Counter(found=len(kept), matched=len(pairs), gold=len(article.gold))
    for gold in article.gold:
        guess = matched.get(gold)
        for kind in ("all", "speech") if is_speech(article.text, gold.cue) else ("all",):
            result.update(_judged(article.text, gold, guess, kind))
    return result


def _judged(text: str, gold: Attribution, guess: Attribution | None, kind: str) -> Counts:
    result: Counts = Counter({f"{kind}": 1, f"{kind} cue": guess is not None})
    if guess is None:
        return result
    right = _overlap(gold.source, guess.source) > 0
    if gold.source:
        result += Counter({f"{kind} sourced": 1, f"{kind} source": right})
        result += Counter(
            {f"{kind} source exact": _words(text, gold.source) == _words(text, guess.source)}
        )
    want, have = _words(text, gold.content), _words(text, guess.content)
    both = len(want & have)
    result += Counter({f"{kind} want": len(want), f"{kind} have": len(have), f"{kind} both": both})
    good = 2 * both >= JOINT_CONTENT * (len(want) + len(have)) and both > 0
    source_fits = right or (not gold.source and not guess.source)
    result += Counter({f"{kind} joint": good and source_fits})
    return result


def _pairs(
    gold: Sequence[Attribution], found: Sequence[Attribution]
) -> Iterator[tuple[Attribution, Attribution]]:
    """Pair each cue with the one it shares most characters with, one to one."""
    shared = sorted(
        (
            (_overlap(one.cue, two.cue), i, j)
            for i, one in enumerate(gold)
            for j, two in enumerate(found)
        ),
        key=lambda entry: (-entry[0], entry[1], entry[2]),
    )
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    for characters, i, j in shared:
        if characters and i not in taken_gold and j not in taken_found:
            taken_gold.add(i)
            taken_found.add(j)
            yield gold[i], found[j]


def _overlap(one: Pieces, two: Pieces) -> int:
    return sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in two)


def _words(text: str, pieces: Pieces) -> frozenset[int]:
    """Return where the words of the pieces begin: a word counts as a whole."""
    starts = [match.start() for match in re.finditer(r"\w+", text)]
    return frozenset(at for at in starts if any(a <= at < b for a, b in pieces))
