"""Compiles the list of goods of Phase One, Annex 6.1, into `offtake.reference`.

Run: python -m scripts.bundle.annex61_list SHARED_DATA
"""

import csv
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "src/offtake/reference/annex61.csv"
SECTIONS = {
    "Manufactured Goods": "annex61_manufactured",
    "Agriculture": "annex61_agriculture",
    "Energy": "annex61_energy",
}
CATEGORIES = {
    1: "Industrial machinery",
    2: "Electrical equipment and machinery",
    3: "Pharmaceutical products",
    4: "Aircraft (orders and deliveries)",
    5: "Vehicles",
    6: "Optical and medical instruments",
    7: "Iron and steel",
    8: "Other manufactured goods",
    9: "Oilseeds",
    10: "Meat",
    11: "Cereals",
    12: "Cotton",
    13: "Other agricultural commodities",
    14: "Seafood",
    15: "Liquefied natural gas",
    16: "Crude oil",
    17: "Refined products",
    18: "Coal",
}
"""The eighteen categories as the annex numbers and names them."""

_OTHER_MANUFACTURED = 8
SPLITS = {
    "8800": ("schedule_b:8800", "hs:88", "", "annex prints 8802; US exports appear under 8800"),
    "2710122500": ("schedule_b:2710122500", "", "hs:27", "annex prints 27101225: naphtha"),
    "2711190020": ("schedule_b:2711190020", "", "hs:27", "annex prints 27111990: other LPG"),
    "290543": ("hs:290543", "", "hs:2905", "annex prints it apart from the rest of 2905"),
    "290544": ("hs:290544", "", "hs:2905", "annex prints it apart from the rest of 2905"),
}
"""Codes counted otherwise than printed: code, stand-in, wider code that holds it, why."""

_REST_OF_2905 = "hs:2905-290511"
"""Heading 2905 less methanol: the rest of it but for two small codes."""


def rows(shared: Path) -> list[dict[str, str]]:
    """Return one row a code, in the order of categories."""
    with (shared / "trade/annex61/annex61_clean.csv").open(encoding="utf-8") as file:
        printed = list(csv.DictReader(file))
    return [
        _row(line)
        for line in sorted(printed, key=lambda one: (int(one["category_no"]), one["hs_code"]))
    ]


def _row(line: dict[str, str]) -> dict[str, str]:
    number, code = int(line["category_no"]), line["hs_code"]
    counted, instead, within, note = SPLITS.get(code, (f"hs:{code}", "", "", ""))
    if code.startswith("2905") and number == _OTHER_MANUFACTURED:
        instead = _REST_OF_2905
        note = "annex prints 2905 less methanol, mannitol and sorbitol"
    return {
        "basket": SECTIONS[line["section"]],
        "code": counted,
        "group": f"annex61:{number}",
        "group_label": CATEGORIES[number],
        "apart": "yes" if within == "hs:27" else "",
        "within": within,
        "instead": instead,
        "note": note,
    }


def main() -> None:
    found = rows(Path(sys.argv[1]))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
    print(f"{len(found)} codes in {TARGET.name}")


if __name__ == "__main__":
    main()
