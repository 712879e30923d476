"""JSON lists whose rows all have one declared shape, read straight into it."""

import codecs
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import GenericAlias
from typing import TypeVar

import msgspec

from offtake.columns import Coded
from offtake.sources.cells import Cell, columns, json_rows

_Row = TypeVar("_Row", bound=msgspec.Struct)


def shaped_rows(source: str, content: bytes, shape: type[_Row]) -> list[_Row]:
    """Return the objects of a JSON list, each of a shape; an empty list is for the caller to judge.

    Bytes that are not a list of that shape are read once more, slowly: what is only spelled
    differently (blanks behind a name, `5.0`) is put right, anything else is refused by name.

    Raises:
        AnswerIsNotData: It is a page, an error report or no list of objects.
        AnswerCut: The list does not end.
        FormatChanged: A column is missing or new, or a value is of another kind.
    """
    try:
        return _decoder(shape).decode(content.removeprefix(codecs.BOM_UTF8))
    except msgspec.MsgspecError:
        rows = json_rows(source, content)
    return [_shaped(source, f"row {number}", row, shape) for number, row in enumerate(rows)]


def _decoder(shape: type[_Row]) -> msgspec.json.Decoder[list[_Row]]:
    # Spelled without brackets: to a type checker a variable is no type.
    return msgspec.json.Decoder(GenericAlias(list, (shape,)))


def _shaped(source: str, where: str, row: Mapping[str, object], shape: type[_Row]) -> _Row:
    fields = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    names = columns(source, where, row, required=fields)
    values = {}
    for name, printed in zip(names, row.values(), strict=True):
        value = int(printed) if isinstance(printed, float) and printed.is_integer() else printed
        try:
            values[name] = msgspec.convert(value, fields[name].type)
        except msgspec.ValidationError:
            problem = "is more than any quantity" if type(value) is int else "is not a whole number"
            cell = Cell(source, where, name, str(printed))
            raise cell.changed(f"holds {printed!r}, which {problem}") from None
    return msgspec.convert(values, shape)


@lru_cache(maxsize=16)
def row_names(rows: int) -> tuple[str, ...]:
    """Return where the rows of a list stand; lists of one length share them.

    >>> row_names(2)
    ('row 0', 'row 1')
    """
    return tuple(f"row {number}" for number in range(rows))


def cells_of(source: str, name: str, items: Sequence[object]) -> Coded[Cell]:
    """Return the values of a column as cells, each different one once and where it first stands.

    >>> cells_of("usda_export_sales", "countryCode", [5700, 2010, 5700]).mapped(Cell.whole).values
    (5700, 2010)
    """
    column = Coded.of(items)
    firsts = zip(column.values, column.first_rows(), strict=True)
    cells = (Cell(source, f"row {row}", name, str(value)) for value, row in firsts)
    return Coded(tuple(cells), column.places)
