"""The bootstrap says what is missing, and does nothing twice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from loading import ROOT, load_script

bootstrap = load_script("scripts/bootstrap.py")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a folder that looks like a clone with a sound environment."""
    root = tmp_path / "a clone"
    (root / "scripts").mkdir(parents=True)
    for name in ("uv.lock", "pyproject.toml", "scripts/bootstrap.py"):
        (root / name).write_text(name, encoding="utf-8")
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "python").touch()
    (root / ".venv" / "pyvenv.cfg").write_text("version = 3.12.1\n", encoding="utf-8")
    return root


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record the commands that would be run, with a uv that is always found."""
    commands: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "run", lambda command, **_: commands.append(command))
    monkeypatch.setattr(bootstrap, "find_uv", lambda _: "uv")
    return commands


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (2, 7)])
def test_a_python_outside_the_range_is_refused_with_a_remedy(version: tuple[int, ...]) -> None:
    with pytest.raises(bootstrap.BootstrapError, match=r"3\.11 to 3\.13.*make PYTHON="):
        bootstrap.check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_a_python_inside_the_range_is_accepted(version: tuple[int, ...]) -> None:
    bootstrap.check_python(version)


def test_without_ensurepip_and_uv_the_remedy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(bootstrap.BootstrapError, match="apt install python3-venv"):
        bootstrap.create(tmp_path / ".venv", uv=None)
    assert not (tmp_path / ".venv").exists()


def test_the_second_run_does_nothing(clone: Path, ran: list[list[str]]) -> None:
    bootstrap.make_ready(clone, groups=["test"])
    assert ran == [["uv", "sync", "--frozen", "--inexact", "--group", "test"]]
    bootstrap.make_ready(clone, groups=["test"])
    assert len(ran) == 1


def test_another_group_is_installed_beside_the_first(clone: Path, ran: list[list[str]]) -> None:
    bootstrap.make_ready(clone, groups=[])
    bootstrap.make_ready(clone, groups=["docs", "test"])
    bootstrap.make_ready(clone, groups=[])
    assert [command[4:] for command in ran] == [[], ["--group", "docs", "--group", "test"]]


def test_an_extra_is_installed_as_an_extra(clone: Path, ran: list[list[str]]) -> None:
    bootstrap.make_ready(clone, groups=["extra:web"])
    assert ran == [["uv", "sync", "--frozen", "--inexact", "--extra", "web"]]


@pytest.mark.parametrize("name", ["uv.lock", "pyproject.toml", "scripts/bootstrap.py"])
def test_a_change_of_what_it_depends_on_installs_again(
    clone: Path, ran: list[list[str]], name: str
) -> None:
    bootstrap.make_ready(clone, groups=[])
    (clone / name).write_text("changed", encoding="utf-8")
    bootstrap.make_ready(clone, groups=[])
    assert len(ran) == 2


def test_a_clone_that_was_moved_gets_a_new_environment(
    clone: Path, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.make_ready(clone, groups=[])
    moved = clone.rename(clone.parent / "elsewhere")
    monkeypatch.setattr(bootstrap, "create", lambda venv, uv: ran.append([uv, "venv", str(venv)]))
    bootstrap.make_ready(moved, groups=["test"])
    assert [command[1] for command in ran] == ["sync", "venv", "sync"]


def test_a_failed_step_is_not_remembered(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise bootstrap.BootstrapError("no network")

    monkeypatch.setattr(bootstrap, "find_uv", lambda _: "uv")
    monkeypatch.setattr(bootstrap, "run", fail)
    with pytest.raises(bootstrap.BootstrapError):
        bootstrap.make_ready(clone, groups=[])
    assert not (clone / ".venv" / ".ready.json").exists()


def test_a_command_that_fails_names_itself_and_the_remedy(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit(3)"]
    with pytest.raises(bootstrap.BootstrapError, match="ended with 3; try again"):
        bootstrap.run(command, root=tmp_path, remedy="try again")


def test_an_environment_of_an_old_python_is_not_sound(clone: Path) -> None:
    assert bootstrap.is_sound(clone / ".venv")
    (clone / ".venv" / "pyvenv.cfg").write_text("version_info = 3.10.4\n", encoding="utf-8")
    assert not bootstrap.is_sound(clone / ".venv")


def test_a_broken_stamp_counts_as_none(tmp_path: Path) -> None:
    stamp = tmp_path / "stamp"
    stamp.write_text("{", encoding="utf-8")
    assert bootstrap.read_stamp(stamp) == {}
    stamp.write_text(json.dumps({"test": "digest"}), encoding="utf-8")
    assert bootstrap.read_stamp(stamp) == {"test": "digest"}


@pytest.mark.parametrize(
    ("says", "version"),
    [("echo uv 0.9.7", (0, 9)), ("echo uv 0.4.1", (0, 4)), ("exit 1", (0,)), ("echo else", (0,))],
)
def test_a_uv_that_is_old_or_broken_is_known(
    tmp_path: Path, says: str, version: tuple[int, ...]
) -> None:
    uv = tmp_path / "uv"
    uv.write_text(f"#!/bin/sh\n{says}\n", encoding="utf-8")
    uv.chmod(0o755)
    assert bootstrap.uv_version(str(uv)) == version


def test_commands_are_bound_to_the_clone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", "/elsewhere")
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    shown = (
        "import os; print([os.environ.get(n) for n in ('UV_PROJECT_ENVIRONMENT', 'VIRTUAL_ENV')])"
    )
    bootstrap.run([sys.executable, "-c", shown], root=tmp_path, remedy="")
    assert capfd.readouterr().out.strip() == str([str(tmp_path / ".venv"), None])


def test_the_script_needs_no_package() -> None:
    script = str(ROOT / "scripts" / "bootstrap.py")
    check = f"import runpy; runpy.run_path({script!r}, run_name='read')"
    subprocess.run([sys.executable, "-I", "-S", "-c", check], check=True)
