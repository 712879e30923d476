"""Who says what: one cue with its source and its content."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from offtake.domain import CueAct
from offtake.statements.contents import Piece
from offtake.statements.passages import Passage

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """A cue with its source and content, in tokens and offsets of one passage.

    `rule` names the pattern. `anchor` is the token the content hangs on, if it is a clause.
    """

    passage: Passage
    head: "Token"
    act: CueAct
    rule: str
    content: tuple[Piece, ...]
    source: "Token | None" = None
    anchor: "Token | None" = None

    @property
    def is_quoted(self) -> bool:
        """Whether the cue itself stands in a quotation."""
        return self.passage.quotation(self.head) is not None

    def covers(self, at: int) -> bool:
        """Tell whether an offset of the passage lies in the content."""
        return any(first <= at < last for first, last in self.content)
