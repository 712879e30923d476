"""Errors of bytes that came but are not what was asked for."""

from datetime import date

from offtake.errors.base import OfftakeError


class AnswerError(OfftakeError, ValueError):
    """Bytes that came but are not what was asked for.

    `source` is the source's id and `where` the place in the bytes or the request.
    """

    def __init__(self, source: str, where: str, problem: str, remedy: str) -> None:
        self.source, self.where, self.problem = source, where, problem
        super().__init__(f"{source}: {where}: {problem}; {remedy}")


class AnswerIsNotData(AnswerError):
    """A page or an error report under status 200."""

    def __init__(self, source: str, where: str, problem: str) -> None:
        super().__init__(source, where, problem, "nothing was read: try again later")


class AnswerCut(AnswerError):
    """The document ends before it is whole."""

    def __init__(self, source: str, where: str, problem: str) -> None:
        super().__init__(source, where, problem, "nothing was read: fetch or export it again")


class AnswerEmpty(AnswerError):
    """Nothing, where the calendar says there is something."""

    def __init__(self, source: str, where: str, problem: str) -> None:
        super().__init__(source, where, problem, "this is not 'no data': try again later")


class AnswerAtCap(AnswerError):
    """As many rows as the cap allows, so there may be more."""

    def __init__(self, source: str, where: str, cap: int) -> None:
        self.cap = cap
        problem = f"{cap:,} rows, which is the cap, so some may be missing"
        super().__init__(source, where, problem, "ask for a shorter span")


class VintagesMixed(AnswerError):
    """Rows that were never printed together: one figure twice, or parts that miss their whole."""

    def __init__(self, source: str, where: str, problem: str) -> None:
        remedy = "nothing was read: fetch or export all of it at one time"
        super().__init__(source, where, problem, remedy)


class RequestUnsaid(AnswerError):
    """A file that does not say by itself what it is an answer to; `example` is how to say it."""

    def __init__(self, source: str, problem: str, *, example: str) -> None:
        self.example = example
        remedy = (
            f"nothing was read: say what was asked for, as in --request {example!r}, "
            f"or let the file's name say it"
        )
        super().__init__(source, "request", problem, remedy)


class EncodingWrong(AnswerError):
    """Text in another encoding than the publisher's, as a program leaves it that saved it anew."""

    def __init__(self, source: str, found: str, wanted: str) -> None:
        self.found, self.wanted = found, wanted
        remedy = "nothing was read: import the file as the site exported it, or an XLSX"
        super().__init__(source, "body", f"it is {found}, where the site writes {wanted}", remedy)


class FormatChanged(AnswerError):
    """A column, unit or heading never seen before, or one missing."""

    def __init__(self, source: str, where: str, problem: str) -> None:
        super().__init__(
            source, where, problem, "nothing was read: the parser must learn the new form first"
        )


class ReleaseSuspect(AnswerError):
    """A check failed: the release is kept in quarantine, the log is unchanged."""

    def __init__(self, source: str, where: str, problem: str) -> None:
        super().__init__(source, where, problem, "see `offtake doctor --rows`")


class StaleRelease(AnswerError):
    """Nothing newer than the calendar promises, after the publisher's grace time."""

    def __init__(self, source: str, newest: date, due: date) -> None:
        self.newest, self.due = newest, due
        super().__init__(
            source,
            "freshness",
            f"the newest period is {newest}, though the one to {due} should be out",
            "an answer may be stale: look at the publisher's page before trusting it",
        )
