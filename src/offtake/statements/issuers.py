"""Whose own text a document is: a readout's author is a party, a newspaper's is none."""

import re

from offtake.domain import Document
from offtake.statements.actors import Actor, Kind, actor_of, names_in

OWN_SIDE = re.compile(
    r"\bthe (U\.?S\.?|American|Chinese|Japanese|Korean|Indian|European) side\b", re.IGNORECASE
)
PRESS = re.compile(r"\b(?:reported|told reporters|Reuters|according to|officials said|said on)\b")


def issuer_of(document: Document) -> str | None:
    """Return the code of the state whose own readout a document is, or none for the press.

    What the document says of itself counts first; else a text that speaks of *the U.S. side* and
    *the Chinese side*, and quotes nobody, is the other side's readout or its own.
    """
    if document.issuer is not None:
        known = actor_of(document.issuer)
        return known.state if known is not None else document.issuer.upper()[:2]
    for one in names_in(document.outlet or ""):
        if one.actor.kind is Kind.BODY:
            return one.actor.state
    return _by_diction(document.text)


def issuing_body(document: Document) -> Actor | None:
    """Return the ministry or office whose readout a document says it is, or none."""
    own = actor_of(document.issuer)
    if own is not None:
        return own
    named = names_in(document.outlet or "")
    return next((one.actor for one in named if one.actor.kind is Kind.BODY), None)


def _by_diction(text: str) -> str | None:
    sides = [match[1].replace(".", "").lower() for match in OWN_SIDE.finditer(text)]
    if len(sides) > 1 and not PRESS.search(text):
        return "CN" if "us" in sides else None
    return None
