"""Errors of taking a text out of bytes, and of the language model that may help to read it."""

from offtake.errors.statements import StatementError


class TextUnreadable(StatementError, ValueError):
    """Bytes that hold no text a person could read."""


class TextEmpty(TextUnreadable):
    """Nothing, or blanks only."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name}: there is no text in it; check that the download was whole")


class TextTooLarge(TextUnreadable):
    """More than any article, readout or fact sheet holds."""

    def __init__(self, name: str, size: int, cap: int, measure: str) -> None:
        self.name, self.size, self.cap, self.measure = name, size, cap, measure
        super().__init__(
            f"{name}: {size:,} {measure}, and no text of more than {cap:,} is read; cut it into "
            f"the documents it is made of"
        )


class TextIsBinary(TextUnreadable):
    """Bytes of a program, a picture or a packed file."""

    def __init__(self, name: str, looks_like: str) -> None:
        self.name, self.looks_like = name, looks_like
        super().__init__(
            f"{name}: it looks like {looks_like}, not like text, HTML or PDF; save it as one of "
            f"these"
        )


class TextEncodingWrong(TextUnreadable):
    """Text in an encoding that is neither declared rightly nor to be found out."""

    def __init__(self, name: str, declared: str) -> None:
        self.name, self.declared = name, declared
        told = (
            f"it says {declared!r}, which its bytes contradict" if declared else "none is declared"
        )
        super().__init__(
            f"{name}: the encoding cannot be told ({told}); save the text as UTF-8 and try again"
        )


class PageIsNavigation(TextUnreadable):
    """A page of links and menus with no running text."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"{name}: the page holds no article, only navigation or what a script would load; open "
            f"the article itself and save its text"
        )


class TextLayerMissing(TextUnreadable):
    """A PDF of pictures of text."""

    def __init__(self, name: str, pages: int) -> None:
        self.name, self.pages = name, pages
        super().__init__(
            f"{name}: {pages} page{'s' * (pages != 1)} without a text layer, so only pictures of "
            f"text; run it through text recognition first"
        )


class PdfUnreadable(TextUnreadable):
    """A PDF that is damaged or locked with a password."""

    def __init__(self, name: str, problem: str) -> None:
        self.name, self.problem = name, problem
        super().__init__(f"{name}: the PDF cannot be read ({problem}); save it anew, unlocked")


class TextNotEnglish(TextUnreadable):
    """A text in a language whose statements are not read."""

    def __init__(self, name: str, why: str) -> None:
        self.name, self.why = name, why
        super().__init__(
            f"{name}: {why}, and only English is read; give an English rendering of it"
        )


class LanguageModelFailed(StatementError):
    """The language model that was configured gave no answer that can be used."""

    def __init__(self, model: str, problem: str) -> None:
        self.model, self.problem = model, problem
        super().__init__(
            f"the language model {model!r} gave no usable answer: {problem}; the rules' reading "
            f"stands; correct OFFTAKE_MODEL_URL and OFFTAKE_MODEL, or unset them"
        )
