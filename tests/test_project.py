"""What the project says of itself is so: dependencies, errors, exports, the README, file sizes."""

import inspect
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import offtake.domain
import offtake.errors
from loading import ROOT, settings

LONGEST = 400
FOLDERS = ("src", "tests", "docs", "scripts", "benchmarks")
REASON = re.compile(r"^- `(?P<name>[a-z0-9-]+)`: (?P<sentence>.+)$", re.MULTILINE)
BRANCH = re.compile(r"^(?P<lead>[ |]*)(?:\|--|`--) (?P<name>\w+) +(?P<words>\S.*)$")


def names_of(requirements: Iterable[str]) -> set[str]:
    """Return the package names of requirements, in lower case."""
    return {re.split(r"[^\w.-]", one)[0].lower() for one in requirements}


def needed(pyproject: Mapping[str, Any]) -> set[str]:
    """Return every package the project asks for, whether to run or to develop."""
    project, groups = pyproject["project"], pyproject["dependency-groups"]
    extras = project.get("optional-dependencies", {})
    lists = [project["dependencies"], *extras.values(), *groups.values()]
    return names_of(one for some in lists for one in some if isinstance(one, str))


def unexplained(needs: set[str], page: str) -> list[str]:
    """Return the packages without a full sentence, and the sentences without a package."""
    reasons = {match["name"]: match["sentence"] for match in REASON.finditer(page)}
    full = {name for name, why in reasons.items() if len(why.split()) > 4 and why.endswith(".")}
    found = [f"{name} has no sentence" for name in sorted(needs - full)]
    return found + [f"{name} is no dependency" for name in sorted(set(reasons) - needs)]


def drawn_errors(docstring: str) -> dict[str, str]:
    """Return each error of the drawn tree with the one it hangs from."""
    parents: dict[str, str] = {}
    above = ["OfftakeError"]
    for line in docstring.splitlines():
        if branch := BRANCH.match(line):
            depth = len(branch["lead"].removeprefix("    ")) // 4
            above = [*above[: depth + 1], branch["name"]]
            parents[branch["name"]] = above[depth]
    return parents


def written_errors(module: ModuleType) -> dict[str, str]:
    """Return each public error of a module with the error it is derived from."""
    classes = inspect.getmembers(module, inspect.isclass)
    return {
        name: one.__bases__[0].__name__
        for name, one in classes
        if issubclass(one, Exception)
        and one.__module__.startswith(module.__name__)
        and not name.startswith("_")
        and name != "OfftakeError"
    }


def tree_faults(docstring: str, module: ModuleType) -> list[str]:
    """Return how the drawn tree and the classes disagree."""
    drawn, written = drawn_errors(docstring).items(), written_errors(module).items()
    found = [f"{name} under {parent} is not in the tree" for name, parent in written - drawn]
    return found + [f"{name} under {parent} is no such class" for name, parent in drawn - written]


def export_faults(module: ModuleType) -> list[str]:
    """Return what is wrong with a module's `__all__`: its order, repeats, names that are not there.

    The order is that of isort: constants, then classes, then the rest.
    """
    names: list[str] = module.__all__
    found = [f"{name} does not exist" for name in names if not hasattr(module, name)]
    if names != sorted(set(names), key=lambda name: (rank(name), name)):
        found.append("not sorted, or a name twice")
    return found


def rank(name: str) -> int:
    """Return 0 for a constant, 1 for a class, 2 for anything else."""
    return 0 if name.isupper() else 1 if name[0].isupper() else 2


def too_long(root: Path, folders: Iterable[str]) -> list[str]:
    """Return the Python files that cannot be read in one sitting."""
    files = (one for folder in folders for one in sorted((root / folder).rglob("*.py")))
    counts = ((one, len(one.read_text(encoding="utf-8").splitlines())) for one in files)
    return [f"{one.relative_to(root)}: {count} lines" for one, count in counts if count > LONGEST]


def missing_commands(readme: str) -> list[str]:
    """Return which of the two commands the README does not show in a code block."""
    blocks = re.findall(r"^```sh\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    shown = {" ".join(line.split()[:2]) for block in blocks for line in block.splitlines()}
    return [one for one in ("make report", "make test") if one not in shown]


def test_each_dependency_has_a_sentence_that_says_why_it_is_there() -> None:
    page = (ROOT / "docs" / "explanation" / "dependencies.md").read_text(encoding="utf-8")
    assert unexplained(needed(settings()), page) == []


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        ("- `numpy`: Arrays for the numeric work.\n", "rich has no sentence"),
        ("- `rich`: Tables.\n- `numpy`: Arrays for the numeric work.\n", "rich has no sentence"),
        ("- `left-pad`: Pads a text on its left.\n", "left-pad is no dependency"),
    ],
)
def test_a_dependency_without_a_reason_is_found_out(page: str, complaint: str) -> None:
    assert complaint in unexplained({"numpy", "rich"}, page)


def test_groups_and_extras_count_as_dependencies() -> None:
    pyproject = {
        "project": {"dependencies": ["a>=1"], "optional-dependencies": {"x": ["B[c]>=2,<3"]}},
        "dependency-groups": {"test": ["d-e", {"include-group": "f"}]},
    }
    assert needed(pyproject) == {"a", "b", "d-e"}


def test_the_drawn_tree_of_errors_is_the_tree_of_classes() -> None:
    assert tree_faults(offtake.errors.__doc__ or "", offtake.errors) == []


def test_every_drawn_error_is_derived_from_the_base() -> None:
    drawn = drawn_errors(offtake.errors.__doc__ or "")
    assert all(
        issubclass(getattr(offtake.errors, one), offtake.errors.OfftakeError) for one in drawn
    )


TREE = """
    OfftakeError
    |-- StoreError              the log
    |   |-- StoreFull           the disk
    |   `-- StoreLocked         another
    `-- UsageError              asked for
"""


def module_of_errors(*extra: tuple[str, type[Exception]]) -> ModuleType:
    module = ModuleType("made_up")
    base = type("OfftakeError", (Exception,), {})
    store = type("StoreError", (base,), {})
    classes = [
        ("OfftakeError", base),
        ("StoreError", store),
        ("UsageError", type("UsageError", (base,), {})),
    ]
    classes += [(name, type(name, (store,), {})) for name in ("StoreFull", "StoreLocked")]
    for name, one in [*classes, *extra]:
        one.__module__ = "made_up"
        setattr(module, name, one)
    return module


def test_a_tree_drawn_right_has_no_fault() -> None:
    assert tree_faults(TREE, module_of_errors()) == []


@pytest.mark.parametrize(
    ("tree", "complaint"),
    [
        (
            TREE.replace("StoreFull  ", "StoreEmpty "),
            "StoreEmpty under StoreError is no such class",
        ),
        (TREE.replace("|   `-- StoreLocked", "|-- StoreLocked"), "StoreLocked under StoreError"),
        ("", "UsageError under OfftakeError is not in the tree"),
    ],
)
def test_a_tree_drawn_wrong_is_found_out(tree: str, complaint: str) -> None:
    assert any(one.startswith(complaint) for one in tree_faults(tree, module_of_errors()))


def test_an_error_left_out_of_the_tree_is_found_out() -> None:
    module = module_of_errors(("Stray", type("Stray", (ValueError,), {})))
    assert tree_faults(TREE, module) == ["Stray under ValueError is not in the tree"]


def test_the_exports_of_the_vocabulary_are_sorted_and_exist() -> None:
    assert export_faults(offtake.domain) == []


@pytest.mark.parametrize("names", [["Unit", "UNITS"], ["unit", "Unit"], ["Unit", "Unit"], ["Gone"]])
def test_exports_that_are_wrong_are_found_out(names: list[str]) -> None:
    module = ModuleType("made_up")
    module.__dict__.update(UNITS={}, Unit=object, unit=len, __all__=names)
    assert export_faults(module) != []


def test_the_readme_names_the_two_commands() -> None:
    assert missing_commands((ROOT / "README.md").read_text(encoding="utf-8")) == []


def test_a_readme_without_a_command_is_found_out() -> None:
    assert missing_commands("Run make test.\n\n```sh\nmake report\n```\n") == ["make test"]


def test_every_python_file_can_be_read_in_one_sitting() -> None:
    assert too_long(ROOT, FOLDERS) == []


def test_a_file_that_is_too_long_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "saga.py").write_text("pass\n" * (LONGEST + 1), encoding="utf-8")
    (tmp_path / "src" / "tale.py").write_text("pass\n" * LONGEST, encoding="utf-8")
    assert too_long(tmp_path, ["src"]) == ["src/saga.py: 401 lines"]
