"""Errors of register files, whichever register they are of."""

from collections.abc import Sequence

from offtake.errors.base import OfftakeError


class RegisterError(OfftakeError):
    """Something about a file of a register."""


class RegisterFileInvalid(RegisterError, ValueError):
    """A register file breaks its schema.

    `problems` are lines of text, each naming file, line and remedy.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))
