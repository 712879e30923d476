"""A wide comma-separated file of which few columns are read, a block of many lines at a time.

Separators are found for a whole block at once; of each line only the cells asked for are looked at,
as machine words of eight bytes. A cell that is more than a plain text or plain digits (quotes,
blanks, commas that group thousands) is read one by one.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from offtake.columns import Coded, Places
from offtake.errors import AnswerCut, FormatChanged
from offtake.sources.cells import Cell

_Read = TypeVar("_Read")
_BLOCK = 4 * 1024 * 1024
_COMMA, _LINE_FEED, _RETURN, _QUOTE = b',\n\r"'
_WORD = 8
_DIGITS = 18  # more would not fit

Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of a file: for each of them where the cells asked for begin and end."""

    source: str
    content: bytes
    names: tuple[str, ...]
    begins: Places
    ends: Places

    def __len__(self) -> int:
        return len(self.begins)

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell and where it stands."""
        where = _line(self.content, int(self.begins[row, column]))
        return Cell(self.source, where, self.names[column], self._text(row, column))

    def _text(self, row: int, column: int) -> str:
        """Return what stands in a cell, without quotes around it.

        Raises:
            FormatChanged: It is not UTF-8.
        """
        begin, end = int(self.begins[row, column]), int(self.ends[row, column])
        printed = self.content[begin:end]
        try:
            text = printed.decode()
        except UnicodeDecodeError:
            problem = f"column {self.names[column]!r} holds {printed!r}, which is not UTF-8"
            raise FormatChanged(self.source, _line(self.content, begin), problem) from None
        return next(csv.reader([text]))[0] if _QUOTE in printed else text

    def whole(self, column: int) -> NDArray[np.int64]:
        """Return the whole numbers of a column.

        Raises:
            FormatChanged: A cell is not a whole number, or has more digits than there is room for.
        """
        lengths = self.ends[:, column] - self.begins[:, column]
        numbers, is_plain = np.zeros(len(self), dtype=np.int64), lengths > 0
        is_plain &= lengths <= 2 * _WORD
        for back, weight in ((1, 1), (2, 10**_WORD)):
            digits = self._words(column, back) ^ _filled(lengths, back, _ZEROS)
            is_plain &= ((digits | (digits + _ABOVE_NINE)) & _HIGH_BITS) == 0
            numbers += _eight_digits(digits) * weight
        for row in np.flatnonzero(~is_plain).tolist():
            cell = self.cell(row, column)
            number = cell.whole()
            if abs(number) >= 10**_DIGITS:
                raise cell.changed(f"holds {cell.text!r}, which has more than {_DIGITS} digits")
            numbers[row] = number
        return numbers

    def texts(self, column: int) -> Coded[str]:
        """Return the texts of a column, each different one read once.

        Cells are told apart by a sum of their words; that no two different ones have the same sum
        is then checked.

        Raises:
            FormatChanged: A cell is not UTF-8.
        """
        words = np.stack([*self._all_words(column)])
        sums = np.zeros(len(self), dtype=np.uint64)
        for word in words:
            sums = (sums ^ word) * _SPREAD
            sums ^= sums >> np.uint64(29)
        _, firsts, places = np.unique(sums, return_index=True, return_inverse=True)
        if (words != words[:, firsts[places]]).any():
            _, firsts, places = np.unique(words, axis=1, return_index=True, return_inverse=True)
        return Coded(tuple(self._text(row, column) for row in firsts.tolist()), places)

    def _all_words(self, column: int) -> Iterator[Words]:
        lengths = self.ends[:, column] - self.begins[:, column]
        yield lengths.astype(np.uint64)
        for back in range(1, -(-int(lengths.max(initial=0)) // _WORD) + 1):
            yield self._words(column, back)

    def _words(self, column: int, back: int) -> Words:
        """Return eight bytes of each cell, counted from its end; bytes before the cell are zero."""
        every: Words = np.ndarray(
            len(self.content) - _WORD + 1, dtype="<u8", buffer=self.content, strides=(1,)
        )
        lengths = self.ends[:, column] - self.begins[:, column]
        found = every[np.maximum(self.ends[:, column] - back * _WORD, 0)]
        return found & _filled(lengths, back, _ONES)


def read_blocks(
    source: str,
    content: bytes,
    read: Callable[[Block], _Read],
    *,
    start: int,
    width: int,
    columns: dict[str, int],
    size: int = _BLOCK,
) -> list[_Read]:
    """Return what reading each block of lines gives, in order.

    The header ends at `start` and has `width` names. `columns` are the cells asked for and their
    place in a line. The last line must end.

    Raises:
        AnswerCut: A line has fewer cells than the header, or a quoted cell does not end.
        FormatChanged: A line has more cells than the header, and something in them.
    """
    places = np.array([*columns.values()])

    def block(span: tuple[int, int]) -> _Read:
        lines = _Lines.of(content, *span)
        begins, ends = lines.cells(lines.checked(source, width), places)
        return read(Block(source, content, tuple(columns), begins, ends))

    return [block(span) for span in _spans(source, content, start=start, size=size)]


def _spans(source: str, content: bytes, *, start: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield spans of whole lines, none of which ends within quotes."""
    while start < len(content):
        end, quotes, seen = min(start + size, len(content)) - 1, 0, start
        while seen == start or quotes % 2:
            end = content.find(b"\n", end) + 1
            if not end:
                raise AnswerCut(source, _line(content, start), "a quoted cell does not end")
            quotes, seen = quotes + content.count(b'"', seen, end), end
        yield start, end
        start = end


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where lines begin, and the marks in them: commas and line ends outside of quotes.

    All are counted from `start`. `firsts` and `ends` are the places of each line's first and last
    mark among `marks`.
    """

    content: bytes
    start: int
    marks: Places
    begins: Places
    firsts: Places
    ends: Places

    @classmethod
    def of(cls, content: bytes, start: int, end: int) -> "_Lines":
        """Return the lines of a span, the last of which ends with it."""
        text = np.frombuffer(content, dtype=np.uint8, count=end - start, offset=start)
        is_mark, is_end = text == _COMMA, text == _LINE_FEED
        if content.find(b'"', start, end) >= 0:
            is_quoted = np.cumsum(text == _QUOTE, dtype=np.int64) % 2 == 1
            is_mark &= ~is_quoted
            is_end &= ~is_quoted
        is_mark |= is_end
        marks, line_ends = np.flatnonzero(is_mark), np.flatnonzero(is_end)
        ends = np.searchsorted(marks, line_ends)
        begins = np.append(0, line_ends[:-1] + 1)
        return cls(content, start, marks, begins, np.append(0, ends[:-1] + 1), ends)

    def checked(self, source: str, width: int) -> Places:
        """Return which lines have something in them, each with as many cells as the header."""
        counts = self.ends - self.firsts + 1
        blank = []
        for line in np.flatnonzero(counts != width).tolist():
            begin = self.start + int(self.begins[line])
            end = self.start + int(self.marks[self.ends[line]])
            where, problem = _line(self.content, begin), f"{counts[line]} cells, not {width}"
            if not self.content[begin:end].strip():
                blank.append(line)
            elif counts[line] < width:
                raise AnswerCut(source, where, problem)
            else:
                last = self.start + int(self.marks[self.firsts[line] + width - 1])
                if self.content[last:end].strip(b", \t\r"):
                    raise FormatChanged(source, where, problem)
        return np.delete(np.arange(len(self.ends)), blank)

    def cells(self, lines: Places, places: Places) -> tuple[Places, Places]:
        """Return where cells of some lines begin and end, given their places in a line."""
        text = np.frombuffer(self.content, dtype=np.uint8)
        marks = self.firsts[lines, None] + places
        begins = np.where(
            places == 0, self.begins[lines, None], self.marks[np.maximum(marks - 1, 0)] + 1
        )
        begins, ends = begins + self.start, self.marks[marks] + self.start
        ends -= (text[ends - 1] == _RETURN) & (text[ends] == _LINE_FEED)
        return begins, np.maximum(begins, ends)


def _line(content: bytes, place: int) -> str:
    number = content.count(b"\n", 0, place) + 1
    return f"line {number}"


_ONES = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_ZEROS = np.uint64(0x3030_3030_3030_3030)  # eight times the digit 0
_ABOVE_NINE = np.uint64(0x7676_7676_7676_7676)  # lifts what is more than 9 to the high bit
_HIGH_BITS = np.uint64(0x8080_8080_8080_8080)
_SPREAD = np.uint64(0x9E37_79B9_7F4A_7C15)
_KEPT = np.array([2**64 - 256**missing for missing in range(_WORD + 1)], dtype=np.uint64)
"""What is left of a word of which so many bytes, the first ones, are not of the cell."""


def _filled(lengths: Places, back: int, pattern: np.uint64) -> Words:
    """Return a pattern in those bytes of a word that are of the cell."""
    filled: Words = pattern & _KEPT[np.clip(back * _WORD - lengths, 0, _WORD)]
    return filled


def _eight_digits(digits: Words) -> NDArray[np.int64]:
    """Return the numbers of which words hold the digits, a byte each, the last one highest.

    Neighbours are added in pairs, then in fours, then in eights.

    >>> word = int.from_bytes(bytes([0, 0, 1, 2, 3, 4, 5, 6]), "little")
    >>> _eight_digits(np.array([word], dtype=np.uint64)).tolist()
    [123456]
    """
    pairs = digits * np.uint64(10) + (digits >> np.uint64(8))
    odd = (pairs & _PAIRS) * np.uint64(100 + (10**6 << 32))
    even = (pairs >> np.uint64(16) & _PAIRS) * np.uint64(1 + (10**4 << 32))
    return ((odd + even) >> np.uint64(32)).astype(np.int64)


_PAIRS = np.uint64(0x0000_00FF_0000_00FF)
