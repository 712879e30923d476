"""From a PDF to text: its text layer, with lines put together into paragraphs."""

import logging
import re
import struct
import zlib
from io import BytesIO
from typing import Any

from offtake.errors import PdfUnreadable, TextLayerMissing, TextTooLarge
from offtake.statements.cleaning_bytes import extra

MOST_PAGES = 400
FEWEST_LETTERS = 20
"""A page with fewer letters holds a page number, not text."""
HYPHEN = re.compile(r"(?<=[a-z])[-\u00ad]\n(?=[a-z])")
DAMAGED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What a reader of PDF stumbles over in a damaged file, besides its own errors."""


def pdf_text(content: bytes, *, name: str) -> str:
    """Return the text layer of a PDF, pages one after another.

    Raises:
        PdfUnreadable: It is damaged or locked.
        TextLayerMissing: It holds only pictures of text.
        TextTooLarge: It has more pages than any readout.
        ExtraMissing: The extra `reading` is not installed.
    """
    pypdf = extra("pypdf", needed_for="reading a PDF")
    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    try:
        pages = _pages(pypdf, content, name=name)
    except (pypdf.errors.PyPdfError, *DAMAGED) as error:
        if isinstance(error, (PdfUnreadable, TextTooLarge)):
            raise
        raise PdfUnreadable(name, str(error)[:120] or type(error).__name__) from None
    if not any(len(re.findall(r"[^\W\d_]", page)) >= FEWEST_LETTERS for page in pages):
        raise TextLayerMissing(name, len(pages))
    return HYPHEN.sub("", "\n\n".join(pages))


def _pages(pypdf: Any, content: bytes, *, name: str) -> list[str]:
    reader = pypdf.PdfReader(BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise PdfUnreadable(name, "it is locked with a password")
    if len(reader.pages) > MOST_PAGES:
        raise TextTooLarge(name, len(reader.pages), MOST_PAGES, "pages")
    return [page.extract_text() or "" for page in reader.pages]
