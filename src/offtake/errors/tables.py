"""Codes and dates that the reference tables do not hold."""

from collections.abc import Sequence

from offtake.errors.base import OfftakeError, near


class ReferenceTableError(OfftakeError, LookupError):
    """A code or date the reference tables do not hold."""


class CodeUnknown(ReferenceTableError):
    """A commodity or place code never seen before: guessing is not reading."""

    def __init__(self, kind: str, system: str, code: str, known: Sequence[str] = ()) -> None:
        self.kind, self.system, self.code = kind, system, code
        hint = near(code, known)
        super().__init__(
            f"{kind} {code!r} of system {system!r} is not in the crosswalk{hint}; check the "
            f"publisher's code list, then add it to offtake/reference"
        )


class SourceUnknown(ReferenceTableError):
    """No source has this id."""

    def __init__(self, source_id: str, known: Sequence[str]) -> None:
        self.source_id = source_id
        super().__init__(f"no source {source_id!r}; known: {', '.join(known)}")
