"""What is traded or held back: words linked to goods, and goods to the reference tables."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from offtake.statements.actors import names_in

if TYPE_CHECKING:
    from spacy.tokens import Token

LONGEST_NAME = 4
BARRIERS = frozenset({"tariffs", "port_fees", "export_controls", "entity_listings"})
CONTROLS = frozenset({"control", "curb", "restriction", "ban", "limit", "licensing", "prohibition"})
ANY_GOODS = frozenset({"good", "product", "import", "purchase", "commodity", "item", "export"})
"""Nouns that say no more than that something is traded."""
ALL_GOODS = "us_goods"


@dataclass(frozen=True, slots=True)
class Good:
    """A kind of goods: its id here, in the reference tables, and the wider goods it belongs to."""

    id: str
    reference: str | None
    within: str | None


@cache
def goods() -> dict[str, Good]:
    """Return each kind of goods by its id.

    >>> goods()["soybeans"].reference
    'soybeans'
    """
    return {
        name: Good(name, entry.get("reference"), entry.get("within"))
        for name, entry in _entries().items()
    } | {ALL_GOODS: Good(ALL_GOODS, "all_goods", None)}


@cache
def _entries() -> dict[str, dict[str, str]]:
    path = files("offtake.statements") / "data" / "goods.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _by_words() -> dict[tuple[str, ...], str]:
    return {
        tuple(words.split()): name
        for name, entry in _entries().items()
        for words in entry["words"].split("|")
    }


def goods_in(tokens: Sequence["Token"]) -> tuple[str, ...]:
    """Return the goods that some words name, each once, in the order of the text.

    Restrictions on exports of rare earths are both rare earths and export controls; a tariff
    named after fentanyl is a tariff only.
    """
    found: list[str] = []
    at = 0
    tokens = [token for token in tokens if not _is_in_office(token)]
    lemmas = [_lemma(token) for token in tokens]
    while at < len(tokens):
        length = next(
            (n for n in range(LONGEST_NAME, 0, -1) if tuple(lemmas[at : at + n]) in _by_words()), 0
        )
        if length:
            found.append(_by_words()[tuple(lemmas[at : at + length])])
        at += length or 1
    controls = CONTROLS & set(lemmas)
    if controls and ("rare_earths" in found or {"export", "exports", "shipment"} & set(lemmas)):
        found.append("export_controls")
    if "entity_listings" in found and "export" in lemmas:
        found.append("export_controls")
    return tuple(dict.fromkeys(found))


def goods_named(words: str) -> tuple[str, ...]:
    """Return the goods that plain words name, found without a parse.

    >>> goods_named("curbs on rare earths exports")
    ('rare_earths', 'export_controls')
    """
    lower = words.lower()
    found = [
        (match.start(), name)
        for name, pattern in _patterns().items()
        if (match := pattern.search(lower)) is not None
    ]
    ids = [name for _, name in sorted(found)]
    if "rare_earths" in ids and any(word in lower for word in CONTROLS):
        ids.append("export_controls")
    return tuple(dict.fromkeys(ids))


def goods_places(words: str) -> tuple[tuple[int, int, str], ...]:
    """Return where plain words name goods, and which; the longest name where several fit.

    >>> goods_places("US soybeans")
    ((3, 11, 'soybeans'),)
    """
    lower = words.lower()
    found = sorted(
        (
            (match.start(), match.end(), name)
            for name, pattern in _patterns().items()
            for match in pattern.finditer(lower)
        ),
        key=lambda one: (one[0], -one[1]),
    )
    kept: list[tuple[int, int, str]] = []
    for one in found if len(lower) == len(words) else ():
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
    return tuple(kept)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(
            r"\b(?:"
            + "|".join(re.escape(one) for one in entry["words"].split("|"))
            + r")(?:s|es)?\b"
        )
        for name, entry in _entries().items()
    }


def _is_in_office(token: "Token") -> bool:
    """Tell whether *Agriculture* belongs to a department or its secretary."""
    if token.lower_ not in {"agriculture", "energy"}:
        return False
    around = token.doc[max(0, token.i - 2) : token.i + 3]
    return any(
        word.lower_ in {"department", "secretary", "ministry", "minister", "usda"}
        for word in around
    )


def _lemma(token: "Token") -> str:
    lower = token.lower_
    if lower in {"tariffs", "soybeans", "goods", "logistics"}:
        return {
            "tariffs": "tariff",
            "soybeans": "soybean",
            "goods": "good",
            "logistics": "logistic",
        }[lower]
    return token.lemma_.lower()


def names_any_goods(tokens: Iterable["Token"]) -> bool:
    """Tell whether some words say goods or products without saying which."""
    return any(token.lemma_.lower() in ANY_GOODS - {"purchase"} for token in tokens)


def origin_of(words: str, *, but: str | None) -> str | None:
    """Return the state that some words name besides one, such as where goods come from.

    >>> origin_of("China's purchases of American products", but="CN")
    'US'
    """
    codes = [one.actor.state for one in names_in(words) if one.actor.state not in {None, but}]
    return codes[0] if codes else None
