"""Who had a story first-hand: its likely origin, and the witnesses behind its copies."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import islice

from offtake.domain import CueAct, Statement
from offtake.statements.comparing_fields import LAGGING, family, is_asked, quantity_text
from offtake.statements.stories import Account
from offtake.statements.stories_shingles import quotations, quoted_runs, words_of

AGENCIES = ("reuters", "ap", "afp", "bloomberg", "xinhua", "aljazeera")
NAMED = re.compile(
    r"\b(?P<agency>Reuters|Associated Press|AP|AFP|Bloomberg|Xinhua|Al ?[Jj]azeera)"
    r"(?:\s+[Nn]ews(?:\s+[Aa]gency)?)?\s+(?:has\s+)?(?:reported|reports|said|wrote)\b"
    r"|\b(?:[Aa]ccording to|[Cc]iting|told)\s+(?:\w+[’']s\s+)?"
    r"(?P<cited>Reuters|AP|AFP|Bloomberg|Xinhua|Al ?[Jj]azeera)\b"
)
Promise = tuple[str, str, str]
"""An obligor, a family of actions, and a figure or nothing."""
PROMISED = (2, 5)
HEDGED = 2
"""The levels of firmness of a promise, which is neither sought nor done."""
LONG = 8
"""So many quoted words that nobody else has are a transcript of one's own."""
ALIKE, MOST_QUOTATIONS = 0.5, 40
SPELLINGS = {"associated press": "ap", "al jazeera": "aljazeera"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a story probably comes from: one of its texts, or an agency that its texts name."""

    text: str | None
    named: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody with access of their own, which text shows it, and by what.

    `is_established` is false of a text that only quotes what no other has: it may have been there.
    """

    who: str
    text: str
    why: str
    is_established: bool = True


@dataclass(frozen=True, slots=True)
class Witnesses:
    """How many stand behind the texts: for what was said, and for what it says is so.

    Copies and rewrites add none. `to_the_fact` are the principals on whose word the most told
    promise rests, and `promise` is its obligor, its kind of act and its figure.
    """

    to_the_words: tuple[Witness, ...]
    to_the_fact: tuple[Witness, ...]
    promise: Promise | None


def origin_of(accounts: Sequence[Account], *, named: bool = True) -> Origin:
    """Return where texts that retell one another probably come from.

    An agency's own dispatch goes first, then an agency that the texts name, then the text with
    most of the shared quotations, then the earliest. With `named` false the answer is one of the
    texts, whatever they name.

    >>> wire = Account(id="a", text="“We will buy beans,” he said.", origin="reuters")
    >>> origin_of([wire, Account(id="b", text="He said: “We will buy beans.”")]).text
    'a'
    """
    held = {one.id: quoted_runs(one.text) for one in accounts}
    spread = Counter(run for some in held.values() for run in some)
    shared = {run for run, count in spread.items() if count > 1}

    def rank(one: Account) -> tuple[bool, int, date]:
        has_all = len(held[one.id] & shared)
        return (not _is_dispatch(one), -has_all, one.published_on or date.max)

    best = min(accounts, key=rank)
    told = Counter(name for one in accounts for name in named_agencies(one))
    known = sorted(told, key=lambda name: (-told[name], AGENCIES.index(name)))
    agency = known[0] if known and named else None
    if _is_dispatch(best):
        return Origin(best.id, best.origin, f"it is {best.origin}'s own dispatch")
    if agency:
        by = [one.id for one in accounts if agency in named_agencies(one)]
        return Origin(None, agency, f"named by {', '.join(by)}; none of the texts is its dispatch")
    whole = f"it holds {len(held[best.id] & shared)} of {len(shared)} shared runs of quoted words"
    day = f", of {best.published_on}" if best.published_on else ", its day unknown"
    return Origin(best.id, None, whole + day)


def base_of(accounts: Sequence[Account], statements: Mapping[str, Sequence[Statement]]) -> str:
    """Return the id of the text that the others are held against: the nearest to the origin.

    An agency's dispatch is; without one it is the text that keeps most hedges, since hedges fall
    off in retelling and are seldom put on.
    """
    origin = origin_of(accounts, named=False)
    if any(_is_dispatch(one) for one in accounts) and origin.text:
        return origin.text
    kept = {
        one.id: sum(
            hop.act is CueAct.COMMIT and made.firmness.level == HEDGED
            for made in statements.get(one.id, ())
            for hop in made.chain[-1:]
        )
        for one in accounts
    }
    best = max(kept.values())
    return origin_of([one for one in accounts if kept[one.id] == best], named=False).text or ""


def named_agencies(account: Account) -> frozenset[str]:
    """Return the agencies a text names as the teller of something in it.

    >>> sorted(named_agencies(Account(id="a", text="China buys again, Reuters reported.")))
    ['reuters']
    """
    found = {(match["agency"] or match["cited"]).lower() for match in NAMED.finditer(account.text)}
    return frozenset(SPELLINGS.get(one, one) for one in found)


def witnesses(
    accounts: Sequence[Account], statements: Mapping[str, Sequence[Statement]]
) -> Witnesses:
    """Return who stands behind texts about one event, for the words and for the fact.

    `statements` are those of each text by its id; without them nobody stands for the fact.
    """
    every = (_promise(one) for some in statements.values() for one in some)
    told = Counter(one for one in every if one is not None)
    promise = told.most_common(1)[0][0] if told else None
    return Witnesses(
        to_the_words=tuple(_first_hand(accounts)),
        to_the_fact=tuple(_principals(statements, promise)) if promise else (),
        promise=promise,
    )


def _promise(statement: Statement) -> Promise | None:
    """Return what a statement says was promised; none where it was asked, done or denied."""
    is_promise = PROMISED[0] <= statement.firmness.level <= PROMISED[1] and not is_asked(statement)
    if statement.obligor is None or not is_promise or LAGGING & set(statement.direction):
        return None
    figure = quantity_text(statement.quantity) if statement.quantity else ""
    return statement.obligor, family(statement.action), figure


def _is_dispatch(account: Account) -> bool:
    return account.origin in AGENCIES or account.issuer is not None


def _first_hand(accounts: Sequence[Account]) -> Iterator[Witness]:
    """Yield those with access of their own, each once."""
    seen: set[str] = set()
    for one in accounts:
        who = one.issuer or (one.origin if _is_dispatch(one) else None)
        if who and who not in seen:
            seen.add(who)
            yield Witness(who, one.id, "its own dispatch" if not one.issuer else "its own readout")
    dispatches = [one.id for one in accounts if _is_dispatch(one)]
    for one in accounts:
        if one.id in dispatches:
            continue
        others = [other for other in accounts if other.id != one.id]
        own = _own_quotation(one, others)
        if own and others:
            why = f"quotes what no other text has: “{own}”"
            yield Witness(one.outlet or one.id, one.id, why, is_established=False)


def _own_quotation(account: Account, others: Iterable[Account]) -> str | None:
    """Return a long quotation of a text that no other has, not even in other words."""
    known = [
        words_of(one.text[start:end])
        for one in others
        for start, end in islice(quotations(one.text), MOST_QUOTATIONS)
    ]
    every = [set(words_of(one.text)) for one in others]
    for start, end in islice(quotations(account.text), MOST_QUOTATIONS):
        said = words_of(account.text[start:end])
        if len(said) < LONG or any(_is_alike(said, one) for one in known):
            continue
        if not any(len(set(said) & one) > 0.8 * len(set(said)) for one in every):
            return account.text[start:end]
    return None


def _is_alike(said: list[str], known: list[str]) -> bool:
    matcher = SequenceMatcher(None, said, known, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return same >= ALIKE * min(len(said), len(known))


def _principals(
    statements: Mapping[str, Sequence[Statement]], promise: Promise
) -> Iterator[Witness]:
    """Yield the principals on whose word a promise rests, the most told first.

    Relays and authors add nothing, nor does an author's own word that somebody agreed.
    """
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for text, some in statements.items():
        for one in some:
            principal = next((hop for hop in one.chain if hop.act is not CueAct.RELAY), None)
            if _promise(one) != promise or principal is None or principal.act is CueAct.COMMIT:
                continue
            if principal.actor is not None:
                texts[principal.actor].append(text)
    for actor, where in sorted(texts.items(), key=lambda item: -len(set(item[1]))):
        count = len(set(where))
        yield Witness(
            actor,
            where[0],
            f"on whose word {count} text{'s' * (count > 1)} tell{'s' * (count == 1)} it",
        )
