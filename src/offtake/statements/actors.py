"""Who is meant: names, offices, demonyms and capitals looked up in the gazetteer."""

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Kind(StrEnum):
    """What sort of speaker or doer somebody is."""

    STATE = "state"
    PERSON = "person"
    BODY = "body"
    OUTLET = "outlet"
    FIRM = "firm"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who speaks or acts.

    `state` is the ISO code of the state somebody acts for, `speaks_for` the id of the body whose
    words a spokesperson gives, `firm` the firm a person leads.
    """

    id: str
    kind: Kind
    state: str | None = None
    gender: str | None = None
    office: str | None = None
    speaks_for: str | None = None
    firm: str | None = None

    @property
    def party(self) -> str | None:
        """Who is bound by what this actor undertakes: a state, or a firm."""
        if self.kind is Kind.FIRM:
            return self.id
        return self.firm or self.state

    @property
    def voice(self) -> str:
        """The id under which this actor's words are kept."""
        return self.speaks_for or self.id


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in some words: where, whose, and whether it is a demonym."""

    start: int
    end: int
    actor: Actor
    is_demonym: bool = False


_SECTIONS = {
    "persons": Kind.PERSON,
    "bodies": Kind.BODY,
    "outlets": Kind.OUTLET,
    "firms": Kind.FIRM,
}


def names_in(words: str) -> tuple[Named, ...]:
    """Return the names of the gazetteer in some words, longest first where they overlap.

    >>> [one.actor.id for one in names_in("Chinese President Xi Jinping told Trump")]
    ['cn', 'xi', 'trump']
    """
    by_name, pattern = _names()
    return tuple(
        Named(found.start(), found.end(), *by_name[found[0]])
        for found in pattern.finditer(words.replace("\u2019", "'"))
    )


@cache
def _names() -> tuple[dict[str, tuple[Actor, bool]], re.Pattern[str]]:
    by_name: dict[str, tuple[Actor, bool]] = {}
    for name, actor, is_demonym in _entries():
        by_name.setdefault(name, (actor, is_demonym))
    longest_first = sorted(by_name, key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first))
    return by_name, re.compile(rf"(?<![\w.]){_grouped(pattern)}(?![\w])")


def _grouped(pattern: str) -> str:
    return f"(?:{pattern})"


def _entries() -> Iterator[tuple[str, Actor, bool]]:
    for section, kind in _SECTIONS.items():
        for key, entry in _data()[section].items():
            actor = Actor(
                id=key,
                kind=kind,
                state=entry.get("state"),
                gender=entry.get("gender"),
                office=entry.get("office"),
                speaks_for=entry.get("for"),
                firm=entry.get("firm"),
            )
            yield from ((name, actor, False) for name in entry["names"].split("|"))
    for row in _countries():
        actor = state(row["code"])
        for column in ("names", "capitals", "demonyms"):
            is_demonym = column == "demonyms"
            yield from ((name, actor, is_demonym) for name in row[column].split("|") if name)


def state(code: str) -> Actor:
    """Return a state as an actor.

    >>> state("CN").id
    'cn'
    """
    return Actor(id=code.lower(), kind=Kind.STATE, state=code)


@cache
def _by_id() -> dict[str, Actor]:
    return {actor.id: actor for _, actor, _ in _entries()}


def actor_of(actor_id: str | None) -> Actor | None:
    """Return the actor of the gazetteer with this id, or none."""
    return None if actor_id is None else _by_id().get(actor_id)


@cache
def leader_of(code: str) -> Actor | None:
    """Return the person at the head of a state, as far as the gazetteer knows, or none."""
    heads = ("president", "prime minister", "chancellor")
    mine = [one for one in _by_id().values() if one.kind is Kind.PERSON and one.state == code]
    return next((one for head in heads for one in mine if one.office == head), None)


@cache
def holder_of(code: str, office: str) -> Actor | None:
    """Return the person in an office of a state, or none."""
    mine = (one for one in _by_id().values() if one.kind is Kind.PERSON and one.state == code)
    return next((one for one in mine if one.office == office), None)


@cache
def ministries() -> tuple[tuple[str, str], ...]:
    """Return what ministries are called, with the end of their id, longest first."""
    pairs = [
        (name, suffix)
        for suffix, names in _data()["ministries"].items()
        for name in names.split("|")
    ]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _data() -> dict[str, Any]:
    path = files("offtake.statements") / "data" / "actors.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _countries() -> tuple[dict[str, str], ...]:
    path = files("offtake.statements") / "data" / "countries.csv"
    return tuple(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
