"""YAML as plain data that remembers the line of every value.

Register files come from anyone, so this reads less than YAML offers: no aliases (a file of a few
lines can otherwise unfold into gigabytes), no tags, no key twice, no deep nesting, no large file.
All scalars stay text; the schema says what they mean.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from offtake.errors import RegisterFileInvalid

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: slower, same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Marked:
    """Plain data, and the line each part of it starts on."""

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """Return the line of the part at `path`, or of the nearest part that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_marked(name: str, content: bytes, *, noun: str) -> Marked:
    r"""Return the data of one YAML document with its lines.

    `name` is how problems call the file, `noun` what it holds one of, e.g. `pledge`.

    Raises:
        RegisterFileInvalid: Not UTF-8, not YAML, too large or deep, or uses what is refused.

    >>> content = b"id: a\nreadings:\n  - book: shipments\n"
    >>> marked = read_marked("x.yaml", content, noun="pledge")
    >>> marked.data["readings"][0]["book"], marked.line(("readings", 0, "book"))
    ('shipments', 3)
    """
    if len(content) > MAX_BYTES:
        _refuse(name, 1, f"larger than {MAX_BYTES // 1024} KB; keep one {noun} to a file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(name, content[: error.start].count(b"\n") + 1, "not UTF-8; save it as UTF-8")
    try:
        return _Builder(name, noun, yaml.parse(text, Loader=_Loader)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _refuse(name, mark.line + 1 if mark else 1, f"not YAML: {error.problem}")
    except yaml.YAMLError as error:
        _refuse(name, 1, f"not YAML: {error}")


def _refuse(name: str, line: int, problem: str) -> NoReturn:
    raise RegisterFileInvalid([f"{name}:{line}: {problem}"])


class _Builder:
    """Folds parser events into data, one document a file."""

    def __init__(self, name: str, noun: str, events: Iterator[Any]) -> None:
        self.name, self.noun = name, noun
        self.events = (event for event in events if not isinstance(event, _BOUNDS))
        self.marked = Marked(None)

    def document(self) -> Marked:
        first = next(self.events, None)
        if first is None:
            _refuse(self.name, 1, f"empty; start from a shipped {self.noun} file")
        self.marked.data = self._value(first, ())
        if (extra := next(self.events, None)) is not None:
            line = extra.start_mark.line + 1
            _refuse(self.name, line, f"a second document; one {self.noun} a file")
        return self.marked

    def _value(self, event: Any, path: Path) -> Any:
        line = event.start_mark.line + 1
        self.marked.lines[path] = line
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            _refuse(self.name, line, "anchors and aliases are not read; write the value out")
        if getattr(event, "tag", None):
            _refuse(self.name, line, f"tag {event.tag} is not read; remove it")
        if len(path) > MAX_DEPTH:
            _refuse(self.name, line, f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        is_null = event.implicit[0] and event.value in ("", "~", "null")
        return None if is_null else event.value

    def _mapping(self, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent):
                _refuse(self.name, line, "a key must be plain text")
            if event.value in data:
                _refuse(self.name, line, f"key {event.value!r} stands here twice; keep one")
            data[event.value] = self._value(next(self.events), (*path, event.value))
        return data

    def _sequence(self, path: Path) -> list[Any]:
        data: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            data.append(self._value(event, (*path, len(data))))
        return data


_BOUNDS = (
    yaml.StreamStartEvent,
    yaml.StreamEndEvent,
    yaml.DocumentStartEvent,
    yaml.DocumentEndEvent,
)
