"""What a page says of its data to machines that collect data sets: schema.org, as JSON-LD.

A script of type application/ld+json is data and never run, so the strict policy lets it stand.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from offtake.domain import Pledge, Verdict
from offtake.report.html.rendering import Page
from offtake.report.rows import COLUMNS
from offtake.sources import registry

_MEDIA = {"csv": "text/csv", "json": "application/json"}
_MEASURED = ("counted", "due", "required_weekly", "verdict", "probability", "p05", "p50", "p95")


def pledge_data(page: Page, pledge: Pledge, verdicts: Sequence[Verdict]) -> str:
    """Return what the page of a pledge says of its verdicts as a schema.org Dataset."""
    name = f"Verdicts on: {pledge.title}"
    found = _dataset(page, name, pledge.status, page.path)
    found["identifier"] = pledge.id
    found["about"] = pledge.title
    starts = [one.reading.window.start for one in verdicts]
    ends = [one.deadline.on for one in verdicts if one.deadline]
    if starts:
        found["temporalCoverage"] = f"{min(starts)}/{max(ends, default='..')}"
    found["isBasedOn"] = _homes(verdicts)
    found["variableMeasured"] = _measured()
    return json_ld(found)


def board_data(page: Page) -> str:
    """Return what the page of data says of all verdicts as a schema.org Dataset, with its parts."""
    about = (
        "Every trade promise in the register under each of its readings: what was pledged, what "
        "has counted by the official books, the verdict, and how likely it is to be met."
    )
    found = _dataset(page, "Trade promises and their verdicts", about, "/board")
    parts = {
        "/track-record": "Track record of the forecasts",
        "/tariffs": "Tariffs and controls",
        "/sources": "Sources and how far they are held",
    }
    found["hasPart"] = [_dataset(page, name, f"{name}.", path) for path, name in parts.items()]
    found["variableMeasured"] = _measured()
    return json_ld(found)


def json_ld(data: Mapping[str, Any]) -> str:
    r"""Return data as JSON that can stand in a script element, whatever its texts hold.

    >>> json_ld({"name": "</script><b>&"})
    '{"name":"\\u003c/script\\u003e\\u003cb\\u003e\\u0026"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _dataset(page: Page, name: str, about: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": name,
        "description": about,
        "url": _address(page, "/" if path == "/board" else path),
        "creator": {"@type": "Organization", "name": "offtake"},
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": media,
                "contentUrl": _address(page, f"{path}.{form}"),
            }
            for form, media in _MEDIA.items()
        ],
    }
    if page.as_of is not None or page.last is not None:
        found["dateModified"] = str(page.as_of or page.last)
    if page.revision is not None:
        found["version"] = str(page.revision)
    return found


def _measured() -> list[dict[str, str]]:
    return [
        {"@type": "PropertyValue", "name": name, "description": COLUMNS[name]} for name in _MEASURED
    ]


def _address(page: Page, path: str) -> str:
    address = page.links(path)
    return page.base_url + address if page.links.is_live else address


def _homes(verdicts: Iterable[Verdict]) -> list[str]:
    """Return the home pages of the sources whose books the verdicts count by."""
    books = {one.reading.book for one in verdicts if not one.tally.lacks}
    return sorted({row.home for row in registry().values() if books & set(row.books)})
