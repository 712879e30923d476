"""From bytes to characters: what kind of file it is, and which encoding it has."""

import codecs
import re
from importlib import import_module
from types import ModuleType

from offtake.errors import (
    ExtraMissing,
    TextEmpty,
    TextEncodingWrong,
    TextIsBinary,
    TextNotEnglish,
    TextTooLarge,
)

MAX_BYTES = 32 * 1024 * 1024
MAX_CHARACTERS = 1_000_000
"""About 170,000 words: far more than any article, readout or fact sheet holds."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MAGIC = (
    (b"PK\x03\x04", "a packed file (zip, Word, Excel)"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"PAR1", "a table of figures (Parquet)"),
    (b"SQLite format 3", "a database"),
)
DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "the of to and a in that is for on with as it by at from be was were are has have had not "
        "its this an or but he she they will would which their his said says",
    )
)
ENOUGH_WORDS = 40
FEWEST_FUNCTION_WORDS = 0.12
FEWEST_LATIN = 0.5


def checked_bytes(content: bytes, *, name: str) -> bytes:
    """Return bytes that may hold a text.

    Raises:
        TextEmpty: There are none, or blanks only.
        TextTooLarge: There are more than any text needs.
        TextIsBinary: They begin as a packed file, a picture or a program does.
    """
    if len(content) > MAX_BYTES:
        raise TextTooLarge(name, len(content), MAX_BYTES, "bytes")
    if not content.strip():
        raise TextEmpty(name)
    for magic, looks_like in MAGIC:
        if content.startswith(magic):
            raise TextIsBinary(name, looks_like)
    return content


def is_pdf(content: bytes) -> bool:
    """Tell whether bytes are a PDF, which may begin a little late.

    >>> is_pdf(b"%PDF-1.7 ...")
    True
    """
    return b"%PDF-" in content[:1024]


def is_html(content: bytes, *, media_type: str) -> bool:
    """Tell whether bytes are a page, by what was declared or by how they begin.

    >>> is_html(b"<!doctype html><title>A</title>", media_type="")
    True
    """
    if media_type.partition(";")[0].strip().lower() in {"text/html", "application/xhtml+xml"}:
        return True
    head = content[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    starts = (
        b"<!doctype html",
        b"<html",
        b"<head",
        b"<body",
        b"<article",
        b"<?xml",
        b"<div",
        b"<p>",
    )
    return head.startswith(starts) or b"<html" in head


def decoded(content: bytes, *, name: str, media_type: str = "") -> str:
    """Return the characters of bytes: by their mark, what is declared, UTF-8, or detection.

    Line ends become those of Unix. What a page declares is believed only where the bytes agree.

    Raises:
        TextEncodingWrong: No encoding fits.
        TextIsBinary: They are control characters for a good part.
        TextEmpty: Nothing but blanks is left.
        TextTooLarge: There are more characters than any text needs.

    >>> decoded("“agreed”".encode("cp1252"), name="a", media_type="text/plain; charset=cp1252")
    '“agreed”'
    """
    text = _decoded(content, name=name, media_type=media_type)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise TextEmpty(name)
    _refuse_controls(text, name=name)
    return text


def refuse_too_long(text: str, *, name: str) -> None:
    """Refuse a text that is longer than any article.

    Raises:
        TextTooLarge: It is.
    """
    if len(text) > MAX_CHARACTERS:
        raise TextTooLarge(name, len(text), MAX_CHARACTERS, "characters")


def refuse_other_languages(text: str, *, name: str) -> None:
    """Refuse a text that is not English: its statements would be missed, which looks like none.

    Raises:
        TextNotEnglish: Most letters are not Latin, or hardly any of the words English texts are
            full of (the, of, to) is there.
    """
    letters = [one for one in text[:20_000] if one.isalpha()]
    latin = sum(one < "\u0250" for one in letters)
    if letters and latin < FEWEST_LATIN * len(letters):
        raise TextNotEnglish(name, "most of its letters are not Latin")
    words = [one.lower() for one in WORD.findall(text[:20_000])]
    if len(words) < ENOUGH_WORDS:
        return
    if sum(one in FUNCTION_WORDS for one in words) < FEWEST_FUNCTION_WORDS * len(words):
        raise TextNotEnglish(name, "it holds too few English function words (the, of, to)")


def extra(module: str, *, needed_for: str) -> ModuleType:
    """Return a module of the extra `reading`, imported when first needed.

    Raises:
        ExtraMissing: It is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise ExtraMissing(needed_for, "reading") from error


def _decoded(content: bytes, *, name: str, media_type: str) -> str:
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding) or _fail(name, encoding)
    found = DECLARED.search(media_type.encode("ascii", "ignore")) or DECLARED.search(content[:4096])
    declared = found[1].decode("ascii") if found else ""
    for encoding in (declared, "utf-8"):
        text = _strictly(content, encoding)
        if text is not None and "\x00" not in text:
            return text
    return _detected(content, name=name, declared=declared)


def _fail(name: str, declared: str) -> str:
    raise TextEncodingWrong(name, declared)


def _strictly(content: bytes, encoding: str) -> str | None:
    """Return the characters where every byte fits, else none; an unknown encoding fits none."""
    try:
        return content.decode(encoding) if encoding else None
    except (UnicodeDecodeError, LookupError):
        return None


def _detected(content: bytes, *, name: str, declared: str) -> str:
    """Return the characters by the encoding that the bytes look like.

    Raises:
        TextEncodingWrong: They look like none, or it takes too much guessing.
        TextIsBinary: They look like no text at all.
    """
    for encoding, zeros in (("utf-16-le", content[1:2000:2]), ("utf-16-be", content[0:2000:2])):
        if zeros.count(0) > 0.8 * len(zeros) and (text := _strictly(content, encoding)):
            return text
    if content.count(0) > len(content) // 1000:
        raise TextIsBinary(name, "a binary file")
    detector = extra("charset_normalizer", needed_for="telling the encoding of this text")
    best = detector.from_bytes(content[:200_000]).best()
    text = _strictly(content, best.encoding) if best else None
    if text is None:
        raise TextEncodingWrong(name, declared)
    return text


def _refuse_controls(text: str, *, name: str) -> None:
    sample = text[:100_000]
    controls = sum(one < " " and one not in "\n\t\f\v" for one in sample)
    if controls > len(sample) // 100:
        raise TextIsBinary(name, "a binary file")
