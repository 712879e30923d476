"""What the registers share: YAML that knows its lines, kinds of text, problems in one line."""

from offtake.registers.marked_yaml import MAX_BYTES, Marked, read_marked
from offtake.registers.problems import line_of, printable
from offtake.registers.texts import (
    PRINTABLE,
    Day,
    Identifier,
    Number,
    Part,
    Problem,
    Text,
    Url,
)

__all__ = [
    "MAX_BYTES",
    "PRINTABLE",
    "Day",
    "Identifier",
    "Marked",
    "Number",
    "Part",
    "Problem",
    "Text",
    "Url",
    "line_of",
    "printable",
    "read_marked",
]
