"""Every figure of the reader on the corpora, in the order in which the page shows them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus import domain_gold, meantime, polnear
from corpus.intervals import Counts, Measured, f_score, share
from offtake.domain import Action, Document
from offtake.statements import Reader, record
from offtake.statements.spans import Attributed

POLNEAR = "eval/polnear/polnear_dev_train.tar.gz"
FACTUALITY = "eval/factuality/factuality.tar.gz"
GOLD = "gold_dev.jsonl"


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure, on which corpus it was taken, and what came out."""

    key: str
    corpus: str
    title: str
    measured: Measured


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def on_polnear(reader: Reader, texts: Path, *, part: str = "dev") -> Iterator[Figure]:
    """Yield who said what, measured on one part of PolNeAR."""
    found = [
        polnear.counts(article, predicted(reader, article))
        for article in polnear.articles(texts / POLNEAR, part=part)
    ]

    def of(key: str, title: str, hits: str, cases: str) -> Figure:
        return Figure(f"polnear.{key}", POLNEAR, title, share(found, hits=hits, cases=cases))

    yield of("recall", "speech cues found", "speech cue", "speech")
    yield of("precision", "cues found that are cues", "matched", "found")
    yield of("source", "source given the cue, overlapping", "speech source", "speech sourced")
    yield of("source_exact", "source given the cue, exact", "speech source exact", "speech sourced")
    yield of("joint", "cue, source and content together", "speech joint", "speech")
    yield of("all_recall", "cues of every kind found", "all cue", "all")
    score = f_score(found, hits="matched", found="found", wanted="gold")
    yield Figure("polnear.f1", POLNEAR, "cues of every kind, F1", score)


def predicted(reader: Reader, article: polnear.Article) -> list[polnear.Attribution]:
    """Return the reader's attributions of an article, those within quotations left out."""
    document = Document(id=article.id, text=article.text)
    return [_plain(one) for one in reader.attributed(document) if not one.is_quoted]


def _plain(one: Attributed) -> polnear.Attribution:
    return polnear.Attribution(
        cue=((one.cue.start, one.cue.end),),
        source=() if one.source is None else ((one.source.start, one.source.end),),
        content=tuple((span.start, span.end) for span in one.content),
    )


def on_meantime(reader: Reader, texts: Path, *, part: str = "dev") -> Iterator[Figure]:
    """Yield how sure events are, measured on one part of MEANTIME."""
    pairs: dict[int, list[meantime.Pair]] = {}
    for event in meantime.events(texts / FACTUALITY, part=part):
        level = reader.certainty(event.words, at=event.at)
        pairs.setdefault(event.sentence, []).append((event.label, level))
    score = meantime.correlation(list(pairs.values()))
    yield Figure("meantime.r", FACTUALITY, "certainty of events, Pearson's r", score)


def on_gold(reader: Reader, texts: Path) -> Iterator[Figure]:
    """Yield statements as a whole and field by field, measured on the development gold."""
    found = [_on_text(reader, text) for text in domain_gold.texts(texts / GOLD)]

    def of(key: str, title: str, hits: str, cases: str) -> Figure:
        return Figure(f"gold.{key}", GOLD, title, share(found, hits=hits, cases=cases))

    score = f_score(found, hits="fits", found="found", wanted="wanted")
    yield Figure("gold.f1", GOLD, "statements (obligor, action, goods), F1", score)
    yield of("precision", "statements found that are wanted", "fits", "found")
    yield of("recall", "statements wanted that are found", "fits", "wanted")
    yield of("chain", "chain exact: speakers and cue words", "chain", "fits")
    yield of("actors", "chain exact: speakers", "actors", "fits")
    yield of("level", "firmness exact", "level", "fits")
    yield of("level_within_one", "firmness within one level", "level within one", "fits")
    yield of("quantity", "quantity exact", "quantity right", "quantity wanted")
    yield of("time", "time: days and role exact", "time right", "time wanted")
    yield of("direction", "direction exact", "direction", "fits")
    yield of("missing", "what is missing, exact", "missing", "fits")
    yield of("counterparty", "counterparty", "counterparty", "fits")
    for action in Action:
        one = of(
            action.value, f"{action.value} found", f"{action.value} fits", f"{action.value} wanted"
        )
        if one.measured.cases:
            yield one


def _on_text(reader: Reader, text: domain_gold.Text) -> Counts:
    document = Document(
        id=text.id,
        text=text.text,
        published_on=date.fromisoformat(text.published_on),
        outlet=text.publisher,
    )
    rows = [record(one) for one in reader.read(document)]
    return domain_gold.counts(text.text, wanted=text.statements, found=rows)


def everything(reader: Reader, texts: Path) -> Iterator[Figure]:
    """Yield every figure."""
    yield from on_polnear(reader, texts)
    yield from on_meantime(reader, texts)
    yield from on_gold(reader, texts)
