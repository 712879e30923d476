"""Switches from unknown destinations, as the weekly highlights name them in their paragraphs.

A paragraph tells, for the larger increases, how much of them is a cargo sold before to "unknown
destinations" that was given its name: "China (124,700 MT, including 121,000 MT switched from
unknown destinations and decreases of 3,800 MT)". Smaller switches stay unnamed.
"""

import re

SWITCHED = "switched_from_unknown"
"""What was switched from unknown, by destination; of the unknown destinations, all that is named.

The latter is zero in a week whose paragraph names none, so that it can be told from a week whose
highlights nobody holds.
"""

_PATTERN = re.compile(
    r"(?:the )?([A-Z][A-Za-z .'-]+?) \(([^()]*?)([\d,]+) MT switched from unknown"
)
_ENDS = re.compile(
    r"[.)] +[A-Z][A-Za-z ,-]{2,40}: |[.)] +(?:Total )?[Nn]et sales |[.)] +Exports of "
)
_BEFORE_NAME = re.compile(r" for (?:the )?|^and (?:the )?")


def named_switches(text: str, heading: str) -> dict[str, float] | None:
    """Return the tonnes of this marketing year switched from unknown, by destination as printed.

    Only the paragraph that begins with `heading` is read, and of it what comes before the next
    year's sales; none where there is no such paragraph, an empty mapping where it names no switch.

    >>> named_switches("Soybeans: Increases primarily for China (141,000 MT, including 134,000 MT "
    ...                "switched from unknown destinations), were offset.", "Soybeans")
    {'China': 134000.0}
    """
    flat = " ".join(text.split())
    begins = re.search(rf"(?<![A-Za-z] ){re.escape(heading)}: ", flat)
    if begins is None:
        return None
    rest = flat[begins.end() :]
    ends = _ENDS.search(rest)
    paragraph = rest if ends is None else rest[: ends.start() + 1]
    return {
        _BEFORE_NAME.split(name)[-1].strip(): float(tonnes.replace(",", ""))
        for name, _, tonnes in _PATTERN.findall(paragraph)
    }
