"""The reader: one call from a document to its statements."""

from typing import Self

from offtake.domain import Document, Statement


class Reader:
    """Reads the statements out of documents.

    `is_reduced` is true of a reader without the language model.
    """

    def __init__(self, *, is_reduced: bool) -> None:
        self.is_reduced = is_reduced

    @classmethod
    def load(cls) -> Self:
        """Return a reader with the pinned language model.

        Raises:
            ModelMissing: The model is not installed.
            ModelChanged: The installed model is not the one that was measured.
        """
        return cls(is_reduced=False)

    @classmethod
    def reduced(cls) -> Self:
        """Return a reader that needs no model and finds less."""
        return cls(is_reduced=True)

    def read(self, document: Document) -> tuple[Statement, ...]:
        """Return the statements of a document in the order of the text."""
        return ()
