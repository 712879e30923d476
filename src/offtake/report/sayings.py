"""Statements of the register to take elsewhere: flat rows, schema.org claims, Web Annotations."""

from collections.abc import Iterable
from typing import Any

from offtake.evidence.claims import CLAIMS
from offtake.evidence.retold import Retold, Said
from offtake.report.told import ANNO, mark_rows

SAYING_COLUMNS = (
    *("id", "pledge", "on", "speaker", "side", "stance", "claim", "text", "is_quote", "language"),
    *("english", "translator", "url"),
)
SCHEMA_ORG = "https://schema.org"
NAMESPACE = "urn:offtake:statement:"


def saying_rows(sayings: Iterable[Said]) -> list[dict[str, Any]]:
    """Return statements as flat rows, each under its id."""
    return [_row(one) for one in sayings]


def saying_data(one: Said, told_again: Iterable[Retold]) -> dict[str, Any]:
    """Return one statement with its marked words and its retellings, ready for JSON."""
    return {
        **_row(one),
        "marks": mark_rows(one.marks),
        "retellings": [
            {
                "id": other.said.id,
                "on": other.said.record.on.isoformat(),
                "speaker": other.said.record.speaker,
                "why": other.why,
                "is_compared": other.is_compared,
                "lost": list(other.lost),
                "changed": list(other.changed),
            }
            for other in told_again
        ],
    }


def linked_data(one: Said, *, base_url: str = "") -> list[dict[str, Any]]:
    """Return a statement as JSON-LD: a schema.org Claim, and Web Annotations of its words.

    Where a server has no address that the world knows, its pages are named by URNs.
    """
    return [claim(one, base_url=base_url), annotations_of(one, base_url=base_url)]


def claim(one: Said, *, base_url: str = "") -> dict[str, Any]:
    """Return a statement as a schema.org Claim.

    A quotation is its `text`; our paraphrase is no text of the claim, and is its `abstract`. Who
    spoke is named as the register names them: whether that is a person is not told.
    """
    record = one.record
    found: dict[str, Any] = {
        "@context": SCHEMA_ORG,
        "@type": "Claim",
        "@id": _address(one, base_url),
        "identifier": one.id,
        "text" if record.is_quote else "abstract": record.text,
        "author": {"name": record.speaker},
        "datePublished": record.on.isoformat(),
        "inLanguage": record.language,
        "appearance": {"@type": "CreativeWork", "url": record.url},
        "about": {
            "@type": "Thing",
            "identifier": one.pledge.id,
            "name": one.pledge.title,
            **({"url": f"{base_url}/pledges/{one.pledge.id}"} if base_url else {}),
        },
    }
    if record.english:
        found["workTranslation"] = {
            "@type": "CreativeWork",
            "text": record.english,
            "inLanguage": "en",
            "translator": {"name": record.translator},
        }
    return found


def annotations_of(one: Said, *, base_url: str = "") -> dict[str, Any]:
    """Return a statement as a page of W3C Web Annotations.

    The first says where a quotation stands: the page it was taken from, by its words. The others
    mark words of the statement as the register keeps it, by those words and by their place.
    """
    record, address = one.record, _address(one, base_url)
    items: list[dict[str, Any]] = []
    if record.is_quote:
        items.append(
            {
                "id": f"{address}#quote",
                "type": "Annotation",
                "motivation": "identifying",
                "body": {"type": "TextualBody", "value": one.pledge.title, "language": "en"},
                "target": {
                    "source": record.url,
                    "selector": {"type": "TextQuoteSelector", "exact": record.text},
                },
            }
        )
    words = record.english or record.text
    for number, mark in enumerate(one.marks, start=1):
        start, end = mark.span.start, mark.span.end
        quoted = {
            "type": "TextQuoteSelector",
            "exact": mark.span.text,
            "prefix": words[max(0, start - 32) : start],
            "suffix": words[end : end + 32],
        }
        items.append(
            {
                "id": f"{address}#{mark.kind.value}-{number}",
                "type": "Annotation",
                "motivation": "classifying",
                "body": [
                    {"type": "TextualBody", "purpose": "tagging", "value": mark.kind.value},
                    {"type": "TextualBody", "purpose": "describing", "value": mark.meaning},
                ],
                "target": {
                    "source": address,
                    "selector": [
                        quoted,
                        {"type": "TextPositionSelector", "start": start, "end": end},
                    ],
                },
            }
        )
    return {"@context": ANNO, "type": "AnnotationPage", "id": f"{address}#marks", "items": items}


def _address(one: Said, base_url: str) -> str:
    return f"{base_url}/statements/{one.id}" if base_url else f"{NAMESPACE}{one.id}"


def _row(one: Said) -> dict[str, Any]:
    record = one.record
    return {
        "id": one.id,
        "pledge": one.pledge.id,
        "on": record.on.isoformat(),
        "speaker": record.speaker,
        "side": record.side.value,
        "stance": record.stance.value,
        "claim": CLAIMS[record.stance].value,
        "text": record.text,
        "is_quote": record.is_quote,
        "language": record.language,
        "english": record.english,
        "translator": record.translator,
        "url": record.url,
    }
