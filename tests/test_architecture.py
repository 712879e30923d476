"""The map in docs/architecture.md is the house as it stands."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from loading import ROOT, settings

SOURCE = ROOT / "src" / "offtake"

Floors = tuple[frozenset[str], ...]
NOT_ROOMS = {"__init__", "__pycache__", "py.typed"}


def floors_on_map(page: str) -> Floors:
    """Return the rooms of each floor as the page draws them, top to bottom."""
    drawn = re.search(r"<!-- map: .*? -->\n```text\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    if drawn is None:
        return ()
    columns = (re.split(r"\s{2,}", line)[0] for line in drawn[1].splitlines())
    return tuple(frozenset(column.split(" | ")) for column in columns if column)


def floors_in_contract(pyproject: dict[str, Any]) -> Floors:
    """Return the rooms of each layer as import-linter holds them, top to bottom."""
    (contract,) = pyproject["tool"]["importlinter"]["contracts"]
    return tuple(
        frozenset(name.strip(" ()") for name in re.split(r"[|:]", layer))
        for layer in contract["layers"]
    )


def rooms_in_tree(source: Path) -> set[str]:
    """Return the top-level names of the package; an empty folder is not a room."""
    inside = (one for one in source.iterdir() if one.is_file() or any(one.rglob("*.py")))
    return {one.stem if one.suffix == ".py" else one.name for one in inside} - NOT_ROOMS


def differences(drawn: Floors, held: Floors, rooms: set[str]) -> list[str]:
    """Return in words how the map, the contract and the tree disagree."""
    on_map = {room for floor in drawn for room in floor}
    found = [f"{room} is in src/offtake but not on the map" for room in sorted(rooms - on_map)]
    found += [f"{room} is on the map but not in src/offtake" for room in sorted(on_map - rooms)]
    if drawn != held:
        found.append(f"the map's floors {shown(drawn)} are not the layers {shown(held)}")
    return found


def shown(floors: Sequence[frozenset[str]]) -> list[str]:
    """Return floors as a person writes them."""
    return [" | ".join(sorted(floor)) for floor in floors]


def test_the_map_the_layers_and_the_tree_are_the_same() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = floors_on_map(page)
    assert differences(drawn, floors_in_contract(settings()), rooms_in_tree(SOURCE)) == []


def test_every_room_on_the_map_is_described_below_it() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {room for floor in floors_on_map(page) for room in floor} - {"_version"}
    assert rooms == set(re.findall(r"^\*\*`(\w+)`\*\* ", page, re.MULTILINE))


HOUSE = """<!-- map: a house -->
```text
top          a roof
left | right
             two rooms
```
"""
FLOORS = (frozenset({"top"}), frozenset({"left", "right"}))


def test_the_map_is_read_floor_by_floor() -> None:
    assert floors_on_map(HOUSE) == FLOORS


def test_a_page_without_a_map_has_no_floors() -> None:
    assert floors_on_map("# Architecture\n") == ()


@pytest.mark.parametrize(
    ("drawn", "rooms", "complaint"),
    [
        (FLOORS, {"top", "left", "right", "cellar"}, "cellar is in src/offtake but not on the map"),
        (FLOORS, {"top", "left"}, "right is on the map but not in src/offtake"),
        (FLOORS[::-1], {"top", "left", "right"}, "the map's floors"),
        ((), {"top", "left", "right"}, "top is in src/offtake but not on the map"),
    ],
)
def test_a_map_that_is_wrong_is_found_out(drawn: Floors, rooms: set[str], complaint: str) -> None:
    found = differences(drawn, FLOORS, rooms)
    assert any(line.startswith(complaint) for line in found)


def test_a_folder_with_python_in_it_is_a_room_and_an_empty_one_is_not(tmp_path: Path) -> None:
    for name in ("__init__.py", "py.typed", "errors.py", "store/log.py", "__pycache__/x.pyc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "empty").mkdir()
    assert rooms_in_tree(tmp_path) == {"errors", "store"}
