"""The text of a PDF, line by line as it is laid out.

The library for it (the extra `pdf`) is loaded only when a PDF is read.
"""

from io import BytesIO

from offtake.errors import AnswerCut, AnswerIsNotData, ExtraMissing

_MARK, _END = b"%PDF-", b"%%EOF"
_MOST_PAGES = 60


def is_pdf(content: bytes) -> bool:
    r"""Tell whether bytes begin like a PDF.

    >>> is_pdf(b"%PDF-1.4\n"), is_pdf(b"<Report/>")
    (True, False)
    """
    return content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_MARK)


def pdf_text(source: str, content: bytes) -> str:
    """Return the text of a PDF, page after page.

    Raises:
        ExtraMissing: The extra `pdf` is not installed.
        AnswerIsNotData: It is no PDF that can be read, or has far more pages than a report.
        AnswerCut: It has no end.
    """
    if _END not in content[-1024:]:
        if b"endobj" in content:
            raise AnswerCut(source, "last line", "the PDF has no end")
        raise AnswerIsNotData(source, "body", "it begins like a PDF and is none")
    try:
        from pypdf import PdfReader  # noqa: PLC0415 - an extra, and slow to load
        from pypdf.errors import PyPdfError  # noqa: PLC0415 - as above
    except ImportError:
        raise ExtraMissing("reading a PDF", "pdf") from None
    try:
        pages = PdfReader(BytesIO(content.removeprefix(b"\xef\xbb\xbf").lstrip())).pages
        if len(pages) > _MOST_PAGES:
            raise AnswerIsNotData(source, "body", f"a PDF of {len(pages)} pages is no such report")
        return "\n".join(page.extract_text(extraction_mode="layout") for page in pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError) as fault:
        if isinstance(fault, AnswerIsNotData):
            raise
        problem = f"the PDF cannot be read ({type(fault).__name__})"
        raise AnswerIsNotData(source, "body", problem) from None
