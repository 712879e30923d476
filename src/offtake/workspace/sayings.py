"""What the register holds as said, one statement at a time, and what changes in retelling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from offtake.domain import Side
from offtake.errors import StatementUnknown
from offtake.workspace.accounts import Accounts

if TYPE_CHECKING:
    from offtake.evidence import Told
    from offtake.evidence.retold import Retold, Said
    from offtake.statements.drift import Drift


@dataclass(frozen=True, slots=True)
class SaidPage:
    """One statement with what stands around it on a day.

    `beside` are the other statements on its pledge by then, in the order they were made;
    `retellings` those of them that tell it again.
    """

    said: "Said"
    beside: "tuple[Said, ...]"
    retellings: "tuple[Retold, ...]"


class Sayings(Accounts):
    """The statements of the register, one at a time, and what a text changes against another."""

    @cached_property
    def _said(self) -> "tuple[Said, ...]":
        from offtake.evidence.retold import said_on  # noqa: PLC0415 - loads the grammar late

        return said_on(self.register.values())

    def statements(
        self,
        *,
        until: date | None = None,
        pledge: str | None = None,
        side: Side | None = None,
        words: str = "",
    ) -> "list[Said]":
        """Return the statements of the register made by a day, newest first.

        `words` keeps those in which each of the words stands, in the text, its English rendering,
        the speaker or the pledge.

        Raises:
            PledgeUnknown: No pledge has this id.
        """
        chosen = None if pledge is None else self.pledge(pledge)
        wanted = words.casefold().split()
        return [
            one
            for one in self._said
            if (until is None or one.record.on <= until)
            and (chosen is None or one.pledge.id == chosen.id)
            and (side is None or one.record.side is side)
            and (not wanted or all(word in _searched(one) for word in wanted))
        ]

    def statement(self, statement_id: str, *, until: date | None = None) -> SaidPage:
        """Return one statement, with what stood beside it by a day.

        Raises:
            StatementUnknown: No statement made by then has this id; the error suggests near ones.
        """
        from offtake.evidence.retold import retellings  # noqa: PLC0415 - as above

        known = self.statements(until=until)
        found = next((one for one in known if one.id == statement_id), None)
        if found is None:
            raise StatementUnknown(statement_id, [one.id for one in known])
        beside = [one for one in known if one.pledge.id == found.pledge.id and one is not found]
        return SaidPage(found, tuple(reversed(beside)), retellings(found, beside))

    def changed(self, first: "Told", second: "Told") -> "Sequence[Drift]":
        """Return what the second text changes against the first; neither is taken for the truth."""
        from offtake.statements.comparing import Read  # noqa: PLC0415 - as above
        from offtake.statements.drift import drift  # noqa: PLC0415 - as above

        return drift(
            Read(first.document, first.statements), Read(second.document, second.statements)
        )


def _searched(one: "Said") -> str:
    record = one.record
    return (
        f"{record.text} {record.english} {record.speaker} {one.pledge.id} {one.pledge.title}"
    ).casefold()
