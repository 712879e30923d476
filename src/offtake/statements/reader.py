"""The reader: one call from a document to its statements."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Self

from offtake.domain import Document, Statement
from offtake.statements.anaphora import pointing_back
from offtake.statements.assembling import numbered, statements_of
from offtake.statements.attributing import attributions
from offtake.statements.attribution import Attribution
from offtake.statements.certainty import CERTAIN, certainty
from offtake.statements.drafts import drafts
from offtake.statements.goods import goods_in
from offtake.statements.issuers import issuer_of, issuing_body
from offtake.statements.leftovers import left_over
from offtake.statements.mentions import Memory
from offtake.statements.merging import merged_drafts
from offtake.statements.model import load_model
from offtake.statements.passages import Passage, grouped_passages, parsed_words, passages
from offtake.statements.reduced import read_reduced
from offtake.statements.scenes import Draft, Scene, scene
from offtake.statements.spans import Attributed, words_of
from offtake.statements.times import Anchor

if TYPE_CHECKING:
    from spacy.language import Language

TOGETHER = 16
"""Documents that are parsed at a time."""


class Reader:
    """Reads the statements out of documents.

    `is_reduced` is true of a reader without the language model.
    """

    def __init__(self, model: "Language | None") -> None:
        self._model = model

    @property
    def is_reduced(self) -> bool:
        """Whether this reader works without the language model and finds less."""
        return self._model is None

    @classmethod
    def load(cls) -> Self:
        """Return a reader with the pinned language model.

        Raises:
            ModelMissing: The model is not installed.
            ModelChanged: The installed model is not the one that was measured.
        """
        return cls(load_model())

    @classmethod
    def reduced(cls) -> Self:
        """Return a reader that needs no model and finds less."""
        return cls(None)

    def read(self, document: Document) -> tuple[Statement, ...]:
        """Return the statements of a document in the order of the text."""
        if self._model is None:
            return numbered(document.id, tuple(read_reduced(document)))
        return _statements(document, passages(document, model=self._model))

    def read_all(
        self, documents: Iterable[Document]
    ) -> Iterator[tuple[Document, tuple[Statement, ...]]]:
        """Yield each document with its statements: the faster way to read many.

        Some documents are parsed at a time, and no more of them are held than that.
        """
        waiting = iter(documents)
        while group := list(islice(waiting, TOGETHER)):
            if self._model is None:
                yield from ((one, self.read(one)) for one in group)
                continue
            for document, found in grouped_passages(group, model=self._model):
                yield document, _statements(document, found)

    def attributed(self, document: Document) -> tuple[Attributed, ...]:
        """Return who says what in a document, in the order of the text.

        A reduced reader finds none.
        """
        if self._model is None:
            return ()
        found = _attributed_passages(passages(document, model=self._model))
        return tuple(words_of(one) for _, attributed in found for one in attributed)

    def certainty(self, words: Sequence[str], *, at: int) -> float:
        """Return how sure a sentence makes the event of one of its words, from -3 to 3.

        The words are those of one sentence, parted as a treebank parts them; a reduced reader
        takes every event for certain.
        """
        if self._model is None:
            return CERTAIN
        return certainty(parsed_words(words, model=self._model)[at])


def _statements(document: Document, found: Iterable[Passage]) -> tuple[Statement, ...]:
    issuer = issuer_of(document)
    memory = Memory.of(document.text, issuer=issuer)
    memory.issuing = issuing_body(document)
    anchor = Anchor(document.published_on)
    past: list[Draft] = []
    made: list[Statement] = []
    for passage, attributed in _attributed_passages(found):
        view = scene(passage, attributed, memory=memory, anchor=anchor, past=past)
        for draft in _read_passage(view):
            made += statements_of(view, draft, issuer=issuer)
    return numbered(document.id, made)


def _attributed_passages(
    found: Iterable[Passage],
) -> Iterator[tuple[Passage, tuple[Attribution, ...]]]:
    """Yield each passage with its attributions; a cue before a colon introduces the next one."""
    waiting: Passage | None = None
    for passage in found:
        if waiting is not None:
            yield waiting, attributions(waiting, after=passage)
        waiting = passage
    if waiting is not None:
        yield waiting, attributions(waiting)


def _read_passage(view: Scene) -> list[Draft]:
    """Return the drafts of one passage in the order of the text, and add them to the story."""
    before = len(view.past)
    for draft in drafts(view):
        view.past.append(draft)
    own = merged_drafts(view.passage, view.past[before:])
    del view.past[before:]
    own += list(pointing_back(view, own))
    own += list(left_over(view, own))
    own = [replace(one, at=view.passage.start + one.act.head.idx) for one in own]
    own.sort(key=lambda one: one.at)
    view.past += own
    pairs = [(one.obligor, one.counterparty) for one in own if one.counterparty is not None]
    if pairs:
        view.memory.pair = tuple(code for code in pairs[-1] if code.isupper())
    view.memory.goods += goods_in(list(view.passage.doc))
    return own
