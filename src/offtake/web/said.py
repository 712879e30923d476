"""What is asked of the register's statements, by pages and by programs."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, Query, Request

from offtake.domain import Side
from offtake.evidence.retold import Said
from offtake.web.asking import edition_of

Words = Annotated[str, Query(max_length=200, description="Words that stand in it, all of them.")]
OfPledge = Annotated[str, Query(max_length=120, description="Id of a pledge.")]
OfSide = Annotated[Side | Literal[""], Query(description="Whose mouth it came from.")]


@dataclass(frozen=True)
class Search:
    """What is looked for among the statements: words, a pledge, a side; all that is left empty."""

    request: Request
    q: Words = ""
    pledge: OfPledge = ""
    side: OfSide = ""

    def found(self, day: date) -> list[Said]:
        """Return the statements made by a day that have all of it, newest first."""
        return edition_of(self.request).workspace.statements(
            until=day,
            pledge=self.pledge or None,
            side=Side(self.side) if self.side else None,
            words=self.q,
        )


Searched = Annotated[Search, Depends()]
