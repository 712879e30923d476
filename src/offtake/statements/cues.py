"""The words that attribute, from the data file: their class, and what they need beside them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from offtake.domain import CueAct


@dataclass(frozen=True, slots=True)
class CueWord:
    """A verb that attributes.

    `needs_clause` is true where a bare noun is no content for it, `stands_beside` where it may
    stand between commas, `infers` where a thing as its subject makes it the author's inference.
    `is_open` verbs report whatever words follow; one that `names` needs a thing and its name.
    `particles` are the prepositions that belong to it.
    """

    lemma: str
    act: CueAct
    needs_clause: bool
    stands_beside: bool
    infers: bool
    is_open: bool
    names: bool
    particles: frozenset[str]


@cache
def cue_verbs() -> dict[str, CueWord]:
    """Return each verb that attributes, by its lemma."""
    data = _data()
    flags = {name: frozenset(words.split()) for name, words in data["flags"].items()}
    return {
        lemma: CueWord(
            lemma=lemma,
            act=CueAct(act),
            needs_clause=lemma in flags["clause"],
            stands_beside=lemma in flags["parenthetical"],
            infers=lemma in flags["inference"],
            is_open=lemma in flags["open"],
            names=lemma in flags["naming"],
            particles=frozenset(data["particles"].get(lemma, "").split()),
        )
        for act, lemmas in data["verbs"].items()
        for lemma in lemmas.split()
    }


@cache
def cue_nouns() -> dict[str, CueAct]:
    """Return each noun that attributes with its class, by its lemma."""
    return {
        lemma: CueAct(act) for act, lemmas in _data()["nouns"].items() for lemma in lemmas.split()
    }


@cache
def cue_forms() -> frozenset[str]:
    """Return the forms of the verbs that attribute, to tell them from names in headlines."""
    endings = ("", "s", "es", "d", "ed", "ing")
    regular = {lemma + ending for lemma in cue_verbs() for ending in endings}
    dropped = {lemma[:-1] + "ing" for lemma in cue_verbs() if lemma.endswith("e")}
    return frozenset(regular | dropped)


def _data() -> dict[str, Any]:
    path = files("offtake.statements") / "data" / "cues.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
