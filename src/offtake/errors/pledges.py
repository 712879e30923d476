"""Errors of the register."""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches

from offtake.errors.base import OfftakeError, near


class PledgeError(OfftakeError):
    """Something about the register of pledges."""


class PledgeFileInvalid(PledgeError, ValueError):
    """A register file breaks the schema.

    `problems` are lines of text, each naming file, line and remedy.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class PledgeUnknown(PledgeError, LookupError):
    """No pledge has this id."""

    def __init__(self, pledge_id: str, known: Sequence[str]) -> None:
        self.pledge_id, self.near = pledge_id, tuple(get_close_matches(pledge_id, known, n=3))
        super().__init__(
            f"no pledge {pledge_id!r}{near(pledge_id, known)}; "
            f"`offtake pledges` lists those in the register"
        )


class StatementUnknown(PledgeError, LookupError):
    """No statement of the register has this id."""

    def __init__(self, statement_id: str, known: Sequence[str]) -> None:
        self.statement_id, self.near = statement_id, tuple(get_close_matches(statement_id, known))
        super().__init__(
            f"no statement {statement_id!r}{near(statement_id, known)}; "
            f"`offtake export statements.csv --table statements` lists those in the register"
        )


class ReadingUnknown(PledgeError, LookupError):
    """No reading of the pledge has this id."""

    def __init__(self, pledge_id: str, reading_id: str, known: Sequence[str]) -> None:
        self.pledge_id, self.reading_id, self.known = pledge_id, reading_id, tuple(known)
        super().__init__(
            f"pledge {pledge_id!r} has no reading {reading_id!r}; it has {', '.join(known)}"
        )


class DeadlineUnknown(PledgeError, LookupError):
    """No deadline of the reading has this id."""

    def __init__(self, reading_id: str, deadline_id: str, known: Sequence[str]) -> None:
        self.reading_id, self.deadline_id, self.known = reading_id, deadline_id, tuple(known)
        remedy = f"it has {', '.join(known)}" if known else "it has none: leave it out"
        super().__init__(f"reading {reading_id!r} has no deadline {deadline_id!r}; {remedy}")


class PledgeNotMade(PledgeError):
    """A pledge asked for as of a day on which it had not been made."""

    def __init__(self, pledge_id: str, made_on: date, asked: date) -> None:
        self.pledge_id, self.made_on, self.asked = pledge_id, made_on, asked
        super().__init__(
            f"{pledge_id} was made on {made_on}, so on {asked} there is nothing to show; "
            f"ask for {made_on} or later"
        )
