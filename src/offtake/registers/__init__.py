"""What the registers share: YAML that knows its lines, kinds of text, problems in one line."""

from offtake.registers.entries import Entry, Gathered, Kind
from offtake.registers.folders import files_of, shipped
from offtake.registers.problems import printable
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
    "Entry",
    "Gathered",
    "Identifier",
    "Kind",
    "Number",
    "Part",
    "Problem",
    "Text",
    "Url",
    "files_of",
    "printable",
    "shipped",
]
