"""Two pledges never share an id: a check names the file that has it already."""

from importlib.resources import files
from pathlib import Path

from offtake.pledges import check
from pledges.making import GOOD, problems


def test_an_id_of_a_shipped_pledge_is_taken() -> None:
    taken = "cn-us-soybeans-12mt-2025"
    found = problems(GOOD.replace("cn-us-corn-5mt-2026", taken))
    assert found == [f"x.yaml:1: id {taken!r} is taken by {taken}.yaml; rename"]


def test_a_shipped_file_has_its_own_id() -> None:
    shipped = Path(str(files("offtake.pledges").joinpath("register")))
    assert check(sorted(shipped.glob("*.yaml"))) == []


def test_an_id_is_taken_by_another_checked_file_but_not_by_the_same(tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text(GOOD, encoding="utf-8")
    second.write_text(GOOD, encoding="utf-8")
    assert check([first, first]) == []
    (told,) = check([first, second])
    assert told.startswith(f"{second}:1: ")
    assert told.endswith(f"is taken by {first}; rename")
