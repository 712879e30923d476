"""Settings: flag, environment, file of the working folder, file of the user, default."""

import itertools
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from offtake.errors import SettingsFileInvalid
from offtake.settings import VARIABLES, settings


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Return a working folder and a user's own, both empty."""
    made = tmp_path / "work", tmp_path / "own"
    for one in made:
        one.mkdir()
    return made


def write(folder: Path, text: str) -> Path:
    path = folder / "offtake.toml"
    path.write_text(text, encoding="utf-8")
    return path


SAYS = ("flag", "environment", "work", "own")


@pytest.mark.parametrize(
    "who", [one for size in range(5) for one in itertools.combinations(SAYS, size)]
)
def test_the_first_of_flag_environment_working_folder_and_own_folder_decides(
    who: tuple[str, ...], folders: tuple[Path, Path]
) -> None:
    work, own = folders
    for name, folder in (("work", work), ("own", own)):
        if name in who:
            write(folder, f"home = '/{name}'")
    found = settings(
        home=Path("/flag") if "flag" in who else None,
        environment={"OFFTAKE_HOME": "/environment"} if "environment" in who else {},
        folders=folders,
    )
    if who:
        assert found.home == Path("/") / who[0]
    else:
        assert found.home.name == "offtake"  # the platform's data folder
    assert (dict(found.origins)["home"] == "not set") is (not who)


def test_each_setting_comes_from_the_first_file_that_has_it(folders: tuple[Path, Path]) -> None:
    work, own = folders
    first = write(work, "contact = 'work'")
    second = write(own, "contact = 'own'\nmodel = 'm'\nmodel_url = 'http://127.0.0.1/v1'")
    found = settings(environment={"OFFTAKE_MODEL": "other"}, folders=folders)
    assert (found.contact, found.model, found.model_url) == (
        "work",
        "other",
        "http://127.0.0.1/v1",
    )
    assert found.origins == (
        ("home", "not set"),
        ("contact", str(first)),
        ("model_url", str(second)),
        ("model", "OFFTAKE_MODEL"),
    )
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - readers of many texts get it


@pytest.mark.parametrize(
    ("written", "home"),
    [
        ("figures", "figures"),
        ("../own/x", "../own/x"),
        ("/srv/x", "/srv/x"),
        ("~no-such-person/x", "~no-such-person/x"),
    ],
)
def test_a_home_that_begins_nowhere_lies_beside_its_file(
    written: str, home: str, folders: tuple[Path, Path]
) -> None:
    write(folders[0], f"home = '{written}'")
    assert settings(environment={}, folders=folders).home == folders[0] / home


def test_a_home_may_begin_with_the_user_s_own(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(folders[1]))
    write(folders[0], "home = '~/figures'")
    assert settings(environment={}, folders=folders).home == folders[1] / "figures"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("home = '/a'\ncontcat = 'x'", 2, "no such setting (did you mean contact?)"),
        ("\n\ncontact = 12", 3, "contact: a number, where text is wanted; write it between"),
        ("contact = true", 1, "true or false, where text"),
        ("contact = ['a']", 1, "a list, where text"),
        ("contact = 2025-11-01", 1, "a date or time, where text"),
        ("[contact]\na = 'b'", 1, "a table, where text"),
        ("home = ''", 1, "empty"),
        ("home = '  '", 1, "empty"),
        ('contact = "a\\nX-Evil: 1"', 1, "do not print"),
        ("[serve]\nport = 1", 1, "no such setting"),
        ("'home ' = 'x'", 1, "no such setting (did you mean home?)"),
    ],
)
def test_what_is_no_setting_is_told_with_file_line_and_remedy(
    text: str, line: int, words: str, folders: tuple[Path, Path]
) -> None:
    path = write(folders[1], text)
    with pytest.raises(SettingsFileInvalid) as raised:
        settings(environment={}, folders=folders)
    (problem,) = raised.value.problems
    assert problem.startswith(f"{path}:{line}: ")
    assert words in problem


def test_every_fault_of_a_file_is_told_at_once(folders: tuple[Path, Path]) -> None:
    write(folders[0], "a = 1\nhome = 2\ncontact = 'x'\nb = 3")
    with pytest.raises(SettingsFileInvalid) as raised:
        settings(environment={}, folders=folders)
    assert [one.split(":")[1] for one in raised.value.problems] == ["1", "2", "4"]


@pytest.mark.parametrize(
    "text",
    [
        "fas_key = 'abc123'",
        "OFFTAKE_KEY_FAS = 'abc123'",
        "token = 'abc123'",
        "Password = 'abc123'",
        "[keys]\nfas = 'abc123'",
        "[serve]\ntoken = 'abc123'",
    ],
)
def test_a_secret_in_a_file_is_refused_and_not_repeated(
    text: str, folders: tuple[Path, Path]
) -> None:
    write(folders[1], text)
    with pytest.raises(SettingsFileInvalid, match="secrets are not read from a file") as raised:
        settings(environment={}, folders=folders)
    assert "OFFTAKE_KEY_NAME" in str(raised.value)
    assert "abc123" not in str(raised.value)


def test_only_a_person_s_own_file_says_where_texts_are_sent(folders: tuple[Path, Path]) -> None:
    work, own = folders
    write(work, "model_url = 'http://127.0.0.1/v1'")
    with pytest.raises(SettingsFileInvalid, match="only your own file may say it; move it to "):
        settings(environment={}, folders=folders)
    assert settings(environment={}, folders=(work,)).model_url == "http://127.0.0.1/v1"
    (work / "offtake.toml").rename(own / "offtake.toml")
    assert settings(environment={}, folders=folders).model_url == "http://127.0.0.1/v1"
    assert settings(environment={}, folders=(own, own)).model_url == "http://127.0.0.1/v1"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"home = \n", r"not TOML: .*line 1.*; write lines like"),
        (b"home = 'a'\nhome = 'b'", "not TOML: Cannot overwrite a value"),
        (b"home = 'a'\ncontact = '\xff'", r"offtake\.toml:2: not UTF-8; save it so"),
    ],
)
def test_a_file_that_is_no_toml_is_told_with_its_line(
    content: bytes, words: str, folders: tuple[Path, Path]
) -> None:
    (folders[0] / "offtake.toml").write_bytes(content)
    with pytest.raises(SettingsFileInvalid, match=words):
        settings(environment={}, folders=folders)


def test_a_byte_order_mark_is_no_fault(folders: tuple[Path, Path]) -> None:
    (folders[0] / "offtake.toml").write_bytes(b"\xef\xbb\xbfcontact = 'a'")
    assert settings(environment={}, folders=folders).contact == "a"


def run(
    *arguments: str, work: Path, own: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in VARIABLES.values()}
    return subprocess.run(
        [sys.executable, "-m", "offtake", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=work,
        env={**kept, "XDG_CONFIG_HOME": str(own), **environment},
    )


def test_doctor_tells_who_set_what(folders: tuple[Path, Path]) -> None:
    work, own = folders
    file = write(work, "home = 'mine'\ncontact = 'desk@example.org'")
    done = run("doctor", work=work, own=own)
    assert f"your own things: {work / 'mine'}" in done.stdout
    assert f"home: {file}" in done.stdout
    assert f"contact: {file}" in done.stdout
    assert "model: OFFTAKE_MODEL" not in done.stdout
    told = json.loads(run("doctor", "--json", work=work, own=own, OFFTAKE_MODEL="m").stdout)
    assert told["settings"]["model"] == "OFFTAKE_MODEL"
    assert told["settings"]["model_url"] == "not set"


def test_a_command_stops_at_a_file_that_says_no_setting(folders: tuple[Path, Path]) -> None:
    work, own = folders
    path = write(work, "contcat = 'x'")
    done = run("pledges", work=work, own=own)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"offtake: {path}:1: contcat: no such setting")


@pytest.mark.skipif(sys.platform != "linux", reason="the platform's folder is moved by a variable")
def test_the_platform_s_configuration_folder_is_read_last(folders: tuple[Path, Path]) -> None:
    work, own = folders
    (own / "offtake").mkdir()
    file = write(own / "offtake", "home = 'mine'")
    told = json.loads(run("doctor", "--json", work=work, own=own).stdout)
    assert (told["home"], told["settings"]["home"]) == (str(own / "offtake" / "mine"), str(file))
