"""What is wrong with a register file, each in one line: file, line, part, what to do."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from offtake.registers.marked_yaml import Marked
from offtake.registers.texts import is_control


def line_of(name: str, marked: Marked, problem: Any, *, noun: str, keys: Iterable[str]) -> str:
    """Return a problem that pydantic found, on one line: file, line, part, what to do.

    `keys` are those the file may have, to tell a near one where a key is unknown.
    """
    path = tuple(step for step in problem["loc"][:-1] if not _is_branch(step))
    last = problem["loc"][-1:]  # a key nobody knows may look like a branch
    path += last if problem["type"] == "extra_forbidden" or not any(map(_is_branch, last)) else ()
    where = ".".join(str(step) for step in path) or "file"
    remedy = _remedy(problem)
    text = problem["msg"].removeprefix("Value error, ") + (f"; {remedy}" if remedy else "")
    if problem["type"] == "extra_forbidden":
        text = f"unknown key{_near_key(str(path[-1]), keys)}; remove or rename it"
    elif problem["type"] == "missing":
        text = "missing; add it"
    elif problem["type"] == "model_type":
        text = f"should be keys with values; see a shipped {noun} file"
    return printable(f"{name}:{marked.line(path)}: {where}: {text}")


def printable(text: str) -> str:
    """Return a problem on one line, with what a terminal would obey written out."""
    return "".join(ascii(one)[1:-1] if is_control(one) else one for one in text.replace("\n", " "))


def _remedy(problem: Any) -> str:
    """Return what to do about a problem pydantic found; ours say it themselves."""
    limits = problem.get("ctx", {})
    if problem["type"] == "string_pattern_mismatch" and limits["pattern"].startswith("^https"):
        return "give a whole address, e.g. https://example.org/page"
    if problem["type"] == "string_pattern_mismatch" and limits["pattern"].startswith("^[0-9]"):
        return "write its digits without dots, the leading zero kept, e.g. 0201"
    return _REMEDIES.get(problem["type"], "").format_map(limits)


_NUMBER = "write a number, e.g. 12"
_SHORTER = "round it, or choose a larger unit"
_REMEDIES = {
    "date_from_datetime_parsing": "write a day there is, e.g. 2026-01-20",
    "date_type": "write a day, e.g. 2026-01-20",
    "decimal_max_digits": _SHORTER,
    "decimal_max_places": _SHORTER,
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_whole_digits": _SHORTER,
    "enum": "use one of these",
    "finite_number": _NUMBER,
    "greater_than": "give a number above {gt}",
    "greater_than_equal": "give {ge} or more",
    "less_than": "give a number below {lt}",
    "less_than_equal": "give {le} or less",
    "list_type": "write each item on a line of its own, after a dash",
    "literal_error": "write it so, or list ids",
    "string_pattern_mismatch": "use small letters and digits joined by hyphens, e.g. cn-us-corn",
    "string_too_long": "shorten it to {max_length}",
    "string_too_short": "fill it in, or remove the key",
    "string_type": "write text here",
    "too_short": "add one",
}
"""What to do about each kind of problem that pydantic words itself."""


def _is_branch(step: str | int) -> bool:
    """Whether a step of pydantic's path names a branch of a union, not a place in the file."""
    return isinstance(step, str) and (step.startswith(("list[", "literal[", "constrained-")))


def _near_key(key: str, keys: Iterable[str]) -> str:
    near = get_close_matches(key, sorted(keys), n=1)
    return f" {key!r} (did you mean {near[0]!r}?)" if near else f" {key!r}"
