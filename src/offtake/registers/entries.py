"""What the files of a register hold, by id, with every problem named by file and line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from offtake.errors import RegisterFileInvalid
from offtake.registers.folders import content_of, register_of, shipped
from offtake.registers.marked_yaml import read_marked
from offtake.registers.problems import line_of, printable
from offtake.registers.texts import Problem


class Entry(Protocol):
    """What a register holds one of in each file."""

    @property
    def id(self) -> str:
        """The name no other entry has."""


_Schema = TypeVar("_Schema", bound=BaseModel)
_Entry = TypeVar("_Entry", bound=Entry)


@dataclass(frozen=True)
class Kind(Generic[_Schema, _Entry]):
    """How a register reads a file: what it is called, its schema, and what comes of it.

    `parts` are the models whose keys a file may have, the schema first; `faults` are the problems
    a schema cannot say.
    """

    noun: str
    package: str
    schema: type[_Schema]
    parts: tuple[type[BaseModel], ...]
    faults: Callable[[_Schema], Iterable[Problem]]
    made: Callable[[_Schema], _Entry]

    def gathered(self, files: Iterable[tuple[str, bytes]]) -> "Gathered[_Entry]":
        """Return what files hold, given with their names, the first of an id where two have it."""
        found: Gathered[_Entry] = Gathered()
        for name, content in files:
            entry, problems = self._read(name, content)
            found.problems += problems
            if entry is None:
                continue
            first = found.origin.setdefault(entry.id, name)
            if entry.id in found.entries:
                found.problems.append(f"{name}:1: id {entry.id!r} is taken by {first}; rename")
            found.entries.setdefault(entry.id, entry)
        return found

    def beside_shipped(self, paths: Iterable[Path]) -> "Gathered[_Entry]":
        """Return what the shipped files and these hold; one is not compared with itself."""
        mine = {path.resolve(): path for path in paths}
        place = Path(str(register_of(self.package)))
        others = [one for one in shipped(self.package) if (place / one[0]).resolve() not in mine]
        return self.gathered([*others, *((str(path), content_of(path)) for path in mine.values())])

    def _read(self, name: str, content: bytes) -> tuple[_Entry | None, list[str]]:
        try:
            marked = read_marked(name, content, noun=self.noun)
        except RegisterFileInvalid as error:
            return None, [printable(problem) for problem in error.problems]
        try:
            parsed = self.schema.model_validate(marked.data)
        except ValidationError as error:
            keys = sorted({key for part in self.parts for key in part.model_fields})
            return None, [
                line_of(name, marked, problem, noun=self.noun, keys=keys)
                for problem in error.errors()
            ]
        problems = [f"{name}:{marked.line(path)}: {text}" for path, text in self.faults(parsed)]
        return (None, problems) if problems else (self.made(parsed), [])


@dataclass
class Gathered(Generic[_Entry]):
    """Entries by id, the file each came from, and the problems of all files."""

    entries: dict[str, _Entry] = field(default_factory=dict)
    origin: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
