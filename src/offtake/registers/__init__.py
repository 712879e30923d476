"""What the registers share: YAML that knows its lines, kinds of text, problems in one line."""

from offtake.registers.folders import content_of, files_of, register_of, shipped
from offtake.registers.marked_yaml import Marked, read_marked
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
    "PRINTABLE",
    "Day",
    "Identifier",
    "Marked",
    "Number",
    "Part",
    "Problem",
    "Text",
    "Url",
    "content_of",
    "files_of",
    "line_of",
    "printable",
    "read_marked",
    "register_of",
    "shipped",
]
