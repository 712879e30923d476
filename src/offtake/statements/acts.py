"""Acts of trade in a passage: what would be done, by the verb or noun that says so.

An act hangs on a head, the verb or noun of trade (*buy*, *purchases*, *lift* with a tariff), and
has a top, the verb above it that says how it goes on (*resume* buying) and carries the tense.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from offtake.domain import Action, Direction
from offtake.statements.actors import names_in
from offtake.statements.dealings import dealing
from offtake.statements.goods import BARRIERS, goods_in

if TYPE_CHECKING:
    from spacy.tokens import Token

VERB_TAGS = {"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"}
OBJECTS = {"dobj", "nsubjpass", "attr", "oprd", "dative"}
CLIMBED = {"dobj", "xcomp", "pobj", "pcomp", "prep", "nsubjpass", "ccomp"}
LONGEST_CLIMB = 6


@dataclass(frozen=True, slots=True)
class Act:
    """An act as the grammar gives it, before anybody is resolved.

    `path` holds the verbs from the head up to the top, both included.
    """

    head: "Token"
    top: "Token"
    action: Action
    directions: tuple[Direction, ...]
    object_words: tuple["Token", ...]
    path: tuple["Token", ...] = field(default=())
    is_pace: bool = False

    @property
    def is_nominal(self) -> bool:
        """Whether the head is a noun: *purchases*, not *buy*."""
        return self.head.pos_ in {"NOUN", "PROPN"}


@cache
def _data() -> dict[str, Any]:
    path = files("offtake.statements") / "data" / "acts.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _words(section: str, key: str) -> frozenset[str]:
    return frozenset(_data()[section][key].split())


@cache
def _barrier_verbs() -> dict[str, Action]:
    return {
        verb: Action(action) for action, verbs in _data()["verbs"].items() for verb in verbs.split()
    }


@cache
def direction_words() -> dict[str, tuple[Direction, ...]]:
    """Return each word that says faster, more, less and so on, with what it says."""
    table: dict[str, tuple[Direction, ...]] = {}
    for name, words in _data()["directions"].items():
        for word in words.split():
            table[word] = (*table.get(word, ()), Direction(name))
    return table


def acts_in(sentence: list["Token"]) -> Iterator[Act]:
    """Yield the acts of one sentence in the order of their heads."""
    for token in sentence:
        act = _flow(token) or _barrier(token) or _dealing(token)
        if act is not None:
            yield act


def _dealing(token: "Token") -> Act | None:
    """Return a talk, a visit, an invitation or another dealing between states."""
    action = dealing(token)
    if action is None:
        return None
    words = _object_words(token) or tuple(word for word in token.subtree if word.i > token.i)
    act = _act(token, action, words)
    kept = (Direction.MORE, Direction.CONTINUE) if action is Action.OTHER else ()
    return replace(act, directions=tuple(one for one in act.directions if one in kept))


def _flow(token: "Token") -> Act | None:
    """Return trade itself: buying or selling."""
    lemma = token.lemma_.lower()
    if token.tag_ in VERB_TAGS and token.pos_ != "NOUN" and lemma in _words("flow", "buy_verbs"):
        words = _object_words(token)
        return _act(token, Action.BUY, words) if _is_trade(token, words) else None
    if token.tag_ in VERB_TAGS and lemma in _words("flow", "sell_verbs") and token.pos_ == "VERB":
        words = _object_words(token)
        # What is sold to a country is that country's purchase.
        action = Action.SELL if destination(token) is None else Action.BUY
        return _act(token, action, words) if goods_in(words) else None
    if token.pos_ not in {"NOUN", "PROPN"} or token.dep_ == "compound":
        return None
    if lemma in _words("flow", "buy_nouns") and not _is_order_of_state(token):
        return _act(token, Action.BUY, _noun_words(token))
    if lemma in _words("flow", "sell_nouns"):
        return _sale(token)
    return None


def _is_trade(verb: "Token", words: tuple["Token", ...]) -> bool:
    """Tell whether a verb of buying is about goods: one may book a room or order a review."""
    if verb.lemma_.lower() in {"book", "order", "contract", "snap", "acquire"}:
        return bool(set(goods_in(words)) - BARRIERS) or any(
            word.lemma_ == "cargo" for word in words
        )
    return True


def _is_order_of_state(noun: "Token") -> bool:
    """Tell whether an order is an executive's and no buyer's."""
    return noun.lemma_.lower() == "order" and any(
        child.lemma_.lower() in {"executive", "court", "implement", "presidential"}
        for child in noun.children
    )


def destination(noun: "Token") -> "Token | None":
    """Return the place that goods are sold to: sales *to Japan*, *for delivery to Japan*."""
    above = noun.head.head if noun.dep_ == "pobj" else noun.head
    wider = above.subtree if above.pos_ == "VERB" and noun.dep_ in {"dobj", "pobj"} else ()
    for around in (noun.subtree, wider):
        for word in around:
            if word.lower_ == "to" and word.dep_ == "prep" and word.i > noun.i:
                below = [child for child in word.children if child.dep_ == "pobj"]
                if below and names_in(below[0].text):
                    return below[0]
    return None


def _sale(noun: "Token") -> Act | None:
    """Return a sale or export *to* somebody as that somebody's purchase."""
    words = _noun_words(noun)
    return None if destination(noun) is None else _act(noun, Action.BUY, words)


def _barrier(token: "Token") -> Act | None:  # noqa: PLR0911 - one line a kind of barrier
    """Return what is done to a tariff, control or other barrier."""
    if token.pos_ not in {"VERB", "AUX"} or token.tag_ not in VERB_TAGS:
        return None
    lemma = token.lemma_.lower()
    words = _object_words(token)
    if lemma in {"issue", "grant", "offer", "give"} and _has(
        words, {"license", "licence", "licenses"}
    ):
        return _act(token, Action.LICENSE, words)
    action = _barrier_verbs().get(lemma)
    if action is None or not words:
        return None
    if action is Action.APPROVE:
        return (
            _act(token, action, words)
            if _has(words, {"plant", "facility", "export", "sale", "listing"})
            else None
        )
    if lemma in {"ban", "bar", "prohibit", "restrict"}:
        act = _act(token, Action.IMPOSE, words)
        return replace(act, directions=(Direction.HALT,))
    if action is Action.LIFT and _is_for_now(token):
        action = Action.SUSPEND
    if not (_has(words, _words("barriers", "nouns")) or set(goods_in(words)) & BARRIERS):
        return None
    return _act(token, action, words)


def _is_for_now(verb: "Token") -> bool:
    return any(child.lower_ in {"temporarily", "provisionally"} for child in verb.children)


def _has(words: tuple["Token", ...], lemmas: frozenset[str] | set[str]) -> bool:
    return any(word.lemma_.lower() in lemmas or word.lower_ in lemmas for word in words)


def _object_words(verb: "Token") -> tuple["Token", ...]:
    """Return the words of a verb's object, also of one it shares with a verb joined to it."""
    objects = [child for child in verb.children if child.dep_ in OBJECTS]
    if not objects:
        joined = [child for child in verb.children if child.dep_ == "conj"]
        objects = [child for one in joined for child in one.children if child.dep_ in OBJECTS]
    if not objects and verb.dep_ == "relcl":
        objects = [verb.head]
    if not objects and verb.dep_ == "xcomp" and verb.head.dep_ == "relcl":
        objects = [verb.head.head]
    if not objects and verb.dep_ == "acl" and verb.tag_ == "VBN":
        objects = [verb.head]
    if not objects and verb.lemma_.lower() in _barrier_verbs():
        objects = _next_noun(verb)
    prepositions = [
        c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"of", "on", "for", "from"}
    ]
    words = [token for one in (*objects, *prepositions) for token in _phrase(one)]
    return tuple(sorted(set(words), key=lambda token: token.i))


def _next_noun(verb: "Token") -> list["Token"]:
    """Return the noun after a verb and a time between commas that misled the parse."""
    for token in verb.doc[verb.i + 1 : min(verb.i + NEXT_NOUN, verb.sent.end)]:
        is_time = token.head.pos_ == "ADP" or token.lemma_ in {"year", "month"}
        if (
            token.pos_ == "NOUN"
            and not is_time
            and token.dep_ in {"nsubj", "nsubjpass", "dep", "ROOT"}
        ):
            return [token]
    return []


NEXT_NOUN = 16


def _phrase(head: "Token") -> list["Token"]:
    """Return a noun's words without the clauses that hang on it."""
    cut = {
        token
        for child in head.subtree
        if child.dep_ in {"relcl", "advcl", "ccomp"} and child != head
        for token in child.subtree
    }
    return [token for token in head.subtree if token not in cut]


def _noun_words(noun: "Token") -> tuple["Token", ...]:
    return tuple(_phrase(noun))


def _act(head: "Token", action: Action, words: tuple["Token", ...]) -> Act:
    path = tuple(_path(head))
    top = path[-1]
    found = [direction for token in _graders(path, head) for direction in _directions(token)]
    return Act(head, top, action, tuple(dict.fromkeys(found)), words, path)


def _path(head: "Token") -> Iterator["Token"]:
    """Yield the head and the verbs above it that only say how the act goes on."""
    yield head
    current = head
    for _ in range(LONGEST_CLIMB):
        above = current.head
        if above == current or current.dep_ not in CLIMBED | {"conj"}:
            return
        if current.dep_ == "conj" and (current == head or _has_own(above)):
            return
        is_aspect = above.lemma_.lower() in _words("aspects", "verbs") and above.pos_ == "VERB"
        is_step = above.pos_ in {"ADP", "NOUN"} and _is_part(above)
        if not (is_aspect or is_step or (current.dep_ == "conj" and current != head)):
            return
        current = above
        if is_aspect or current.lemma_.lower() in {"speed", "size"}:
            yield current


def _has_own(verb: "Token") -> bool:
    """Tell whether a verb has an object of its own, so that it shares none."""
    return any(child.dep_ in OBJECTS for child in verb.children) or verb.pos_ not in {"VERB", "AUX"}


def _is_part(token: "Token") -> bool:
    """Tell whether a word stands between an act and its verb: the pace *of* purchases."""
    return token.pos_ == "ADP" or token.lemma_.lower() in {
        "pace",
        "speed",
        "size",
        "volume",
        "amount",
        "quantity",
        "rate",
        "level",
    }


def _graders(path: tuple["Token", ...], head: "Token") -> Iterator["Token"]:
    """Yield the words that may say faster or more: the verbs above, adverbs and adjectives."""
    for verb in path:
        if verb != head:
            yield verb
            yield from (
                child for child in verb.children if child.dep_ == "conj" and child.i < head.i
            )
        yield from (
            child for child in verb.children if child.dep_ in {"advmod", "amod", "prt", "neg"}
        )
    for child in head.children:
        if child.dep_ in {"dobj", "acomp", "npadvmod", "advcl"} and child.pos_ in {"ADJ", "ADV"}:
            yield child
        if child.dep_ == "amod":
            yield from (one for one in child.children if one.dep_ == "conj")
        if child.dep_ == "advmod":
            yield from (one for one in child.children if one.dep_ == "conj")


def directions_around(noun: "Token") -> tuple[Direction, ...]:
    """Return what the words beside a figure say: *additional* tons, *more* jets."""
    found = [one for child in noun.children if child.dep_ == "amod" for one in _directions(child)]
    return tuple(dict.fromkeys(found))


def _directions(token: "Token") -> tuple[Direction, ...]:
    table = direction_words()
    return table.get(token.lower_) or table.get(token.lemma_.lower()) or ()
