"""The texts' side of a workspace: what was said, by whom, and what it bears on."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from offtake.domain import Document, Pledge, Statement
from offtake.errors import (
    LanguageModelFailed,
    ModelMissing,
    NetworkError,
    PledgeUnknown,
    StatusRefused,
)
from offtake.http import Endpoint
from offtake.pledges import check, load
from offtake.settings import Settings

if TYPE_CHECKING:
    from offtake.evidence import Claims, Told, ToldStory
    from offtake.statements import Reader
    from offtake.statements.comparing import Comparison

CHAT = "/chat/completions"
UNSUPPORTED = frozenset({400, 404, 422})
"""What a server answers that does not know strict schemas."""


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one text, with what is known of them beside the bytes."""

    name: str
    content: bytes
    media_type: str = ""
    address: str | None = None
    published_on: date | None = None


class Accounts:
    """What was said, read out of texts and held against the register."""

    def __init__(self, config: Settings) -> None:
        self.settings = config

    @cached_property
    def register(self) -> dict[str, Pledge]:
        """Every pledge by id, shipped and own.

        Raises:
            PledgeFileInvalid: A register file breaks the schema.
        """
        return load(own=self.settings.own_pledges)

    def pledge(self, pledge_id: str) -> Pledge:
        """Return one pledge.

        Raises:
            PledgeUnknown: No pledge has this id; the error suggests near ones.
        """
        try:
            return self.register[pledge_id]
        except KeyError:
            raise PledgeUnknown(pledge_id, tuple(self.register)) from None

    def read(self, source: Source, *, keys: Callable[[str], str | None]) -> "Told":
        """Return the statements of a text, each with the pledge it bears on.

        A language model is asked for more only where one is configured; `keys` finds its key.

        Raises:
            TextUnreadable: The bytes hold no English text.
            ExtraMissing: They are a page or a PDF and the extra `reading` is not installed.
            ModelChanged: The installed model of the grammar is not the one that was measured.
        """
        document = _document(source)
        statements, notes = _reader().read(document), self._notes(document)
        if self.settings.model_url and self.settings.model:
            added, said = self._asked(document, statements, keys=keys)
            statements, notes = (*statements, *added), [*notes, *said]
        return self._linked(document, statements, notes)

    def read_alone(self, source: Source) -> "Told":
        """Return the statements of a text by the rules alone: no model elsewhere is asked.

        Nothing of the text is kept, wherever one is configured.

        Raises:
            TextUnreadable: The bytes hold no English text.
            ExtraMissing: They are a page or a PDF and the extra `reading` is not installed.
            ModelChanged: The installed model of the grammar is not the one that was measured.
        """
        document = _document(source)
        return self._linked(document, _reader().read(document), self._notes(document))

    def _linked(
        self, document: Document, statements: Sequence[Statement], notes: Sequence[str]
    ) -> "Told":
        from offtake.evidence import Told, borne  # noqa: PLC0415 - loads the grammar late

        ordered = sorted(statements, key=lambda one: (one.start, one.end, one.id))
        linked = borne(ordered, tuple(self.register.values()), published_on=document.published_on)
        return Told(document, linked, tuple(notes))

    def draft(self, told: "Told", *, number: int, path: Path) -> list[str]:
        """Write one statement of a text as the draft of a register file; return what it lacks.

        `number` counts the statements from 1. Each line returned names a line of the file and what
        to write there; none is returned of a file that the register takes as it is.

        Raises:
            FileExistsError: There is a file of this name.
            OSError: It cannot be written.
        """
        from offtake.evidence import draft_of, id_from  # noqa: PLC0415 - as above

        statement = told.statements[number - 1]
        text = draft_of(statement, told.document, pledge_id=id_from(path.stem))
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
        return check([path])

    def compare(self, first: "Told", second: "Told") -> "Comparison":
        """Return two texts side by side: what both say, what one says, where they differ."""
        from offtake.statements.comparing import Read, compare  # noqa: PLC0415 - as above

        return compare(
            Read(first.document, first.statements), Read(second.document, second.statements)
        )

    def stories(self, told: Sequence["Told"]) -> "list[ToldStory]":
        """Return texts put together by event, with origin, witnesses and drift."""
        from offtake.evidence import ToldStory  # noqa: PLC0415 - as above
        from offtake.statements.comparing import Read  # noqa: PLC0415 - as above
        from offtake.statements.drift import drift  # noqa: PLC0415 - as above
        from offtake.statements.stories import account_of, events  # noqa: PLC0415 - as above
        from offtake.statements.stories_origin import base_of, origin_of, witnesses  # noqa: PLC0415

        by_id = {one.document.id: one for one in told}
        accounts = {one.document.id: account_of(one.document, one.statements) for one in told}
        found = []
        for story in events(list(accounts.values())):
            members = [accounts[one] for one in story.members]
            origin = origin_of(members)
            said = {one: by_id[one].statements for one in story.members}
            against = base_of(members, said)
            source = Read(by_id[against].document, by_id[against].statements)
            drifts = {
                one: drift(source, Read(by_id[one].document, by_id[one].statements))
                for one in story.members
                if one != against
            }
            found.append(ToldStory(story, origin, witnesses(members, said), against, drifts))
        return found

    def claims(self, pledge_id: str | None = None, *, until: date | None = None) -> "list[Claims]":
        """Return the register's statements as timelines, of one pledge or of all.

        Raises:
            PledgeUnknown: No pledge has this id.
        """
        from offtake.evidence import claims_of  # noqa: PLC0415 - as above

        chosen = self.register.values() if pledge_id is None else [self.pledge(pledge_id)]
        return [claims_of(one, until=until) for one in chosen]

    def _notes(self, document: Document) -> list[str]:
        notes = []
        if _reader().is_reduced:
            notes.append(
                "read without the language model for grammar: only plain attributions are found; "
                "install it with: pip install 'offtake[reading]'"
            )
        if document.published_on is None:
            notes.append(
                f"{document.id} names no day of publication, so relative times stay as worded; "
                f"give one with --published-on"
            )
        return notes

    def _asked(
        self, document: Document, known: Sequence[Statement], *, keys: Callable[[str], str | None]
    ) -> tuple[tuple[Statement, ...], list[str]]:
        """Return what a language model adds, after checking, and what was refused and why."""
        from offtake.statements.candidates import proposals_of  # noqa: PLC0415 - pydantic, late
        from offtake.statements.verifying import verified  # noqa: PLC0415 - as above

        model = self.settings.model
        try:
            answer = self._answer(document, keys=keys)
            proposals = proposals_of(answer, model=model)
        except (NetworkError, LanguageModelFailed) as error:
            return (), [f"the language model added nothing: {error}"]
        found = verified(proposals, document, known=known, model=model)
        refused = [
            f"refused of {model}: {one.reason}" + (f" (near: “{one.near}”)" if one.near else "")
            for one in found.rejections
        ]
        return found.statements, [*refused, *(f"conflict: {one}" for one in found.conflicts)]

    def _answer(self, document: Document, *, keys: Callable[[str], str | None]) -> bytes:
        """Return a model's answer, the kept one where this text was asked about before."""
        from offtake.statements.candidates import PROMPT, question  # noqa: PLC0415 - as above

        model, url = self.settings.model, self.settings.model_url.rstrip("/") + CHAT
        name = hashlib.sha256(
            f"{document.text}\x00{PROMPT}\x00{model}\x00{url}".encode()
        ).hexdigest()
        kept = self.settings.home / "answers" / f"{name}.json"
        if kept.exists():
            return kept.read_bytes()
        endpoint = Endpoint(url, key=keys("model"))
        try:
            answer = endpoint.post(question(document, model=model))
        except StatusRefused as refusal:
            if refusal.status not in UNSUPPORTED:
                raise
            answer = endpoint.post(question(document, model=model, is_strict=False))
        _keep(kept, answer)
        return answer


def _document(source: Source) -> Document:
    from offtake.statements.cleaning import clean  # noqa: PLC0415 - loads trafilatura late

    return clean(
        source.content,
        name=source.name,
        media_type=source.media_type,
        address=source.address,
        published_on=source.published_on,
    )


@cache
def _reader() -> "Reader":
    """Return the full reader, or a reduced one where its model is missing; loaded once."""
    from offtake.statements import Reader  # noqa: PLC0415 - loads spaCy: a second

    try:
        return Reader.load()
    except ModelMissing:
        return Reader.reduced()


def _keep(path: Path, answer: bytes) -> None:
    """Keep an answer that is JSON, whole or not at all."""
    try:
        json.loads(answer)
    except (ValueError, RecursionError):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(answer)
    part.replace(path)
