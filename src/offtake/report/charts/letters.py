"""How wide texts are, so that they can be given room before anything is drawn.

The widths are those of Helvetica (Adobe's AFM files), which Arial and Liberation Sans share, in
thousandths of the letters' size. A letter that is not listed is taken as wide as it is high.
"""

import re
from collections.abc import Iterator

_REGULAR = {
    191: "'",
    222: "ijl‘’",
    260: "|",
    278: " !,./:;I[\\]ft",
    333: "()-`r“”",
    355: '"',
    389: "*",
    500: "Jckxysvz",
    556: "#$0123456789?L_abdeghnopqu–",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
}
_BOLD = {
    238: "'",
    278: " ,./I\\ijl‘’",
    333: "!()-:;[]ft`",
    389: "*r",
    474: '"',
    500: "z“”",
    556: "#$0123456789J_aceksvxy–",
    584: "+<=>~",
    611: "?FLTZbdghnopqu",
    667: "EPSVXY",
    722: "&ABCDHKNRU",
    778: "GOQw",
    833: "M",
    889: "%m",
    944: "W",
}
_BY_LETTER = tuple(
    {letter: width for width, letters in widths.items() for letter in letters}
    for widths in (_REGULAR, _BOLD)
)
_WHOLE = 1000
_HARD_SPACE = "\N{NO-BREAK SPACE}"
_TOGETHER = re.compile(
    r"(?<=\d) (?=(?:[kM]?t|mbu|[A-Z][a-z]{2})\b)|(?<=\d [A-Z][a-z]{2}) (?=\d{4})"
)
"""What is not torn apart between lines: a figure from its unit, the parts of a day."""
_SAFE = (1.16, 1.27)
"""How much wider DejaVu Sans is, regular and bold, which Linux falls back to without the others."""


def width_of(text: str, size: float, *, is_bold: bool = False) -> float:
    """Return how many pixels wide a text may be in letters of a size, in the widest likely font.

    >>> round(width_of("25.00", 12), 1), round(width_of("大豆", 12), 1)
    (34.8, 27.8)
    """
    widths = _BY_LETTER[is_bold]
    return sum(widths.get(letter, _WHOLE) for letter in text) * size / _WHOLE * _SAFE[is_bold]


def wrapped(text: str, width: float, size: float, *, is_bold: bool = False) -> list[str]:
    """Return a text in lines no wider than a width; a word that is wider is broken.

    >>> wrapped("It sold 25 Mt by 1 Aug 2026", 72, 12)
    ['It sold', '25 Mt by', '1 Aug 2026']
    """
    lines: list[str] = []
    for word in _words(text, width, size, is_bold=is_bold):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, is_bold=is_bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _words(text: str, width: float, size: float, *, is_bold: bool) -> Iterator[str]:
    for whole in _TOGETHER.sub(_HARD_SPACE, text).split(" "):
        word = whole.replace(_HARD_SPACE, " ")
        while width_of(word, size, is_bold=is_bold) > width and len(word) > 1:
            fits = max(1, next(
                end for end in range(len(word))
                if width_of(word[: end + 1], size, is_bold=is_bold) > width
            ))  # fmt: skip
            yield word[:fits]
            word = word[fits:]
        yield word
