"""From a text to who said what, how firmly, and what is missing to check it."""

from offtake.statements.reader import Reader
from offtake.statements.records import record, records

__all__ = ["Reader", "record", "records"]
