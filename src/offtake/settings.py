"""Where a person keeps their own things, and what else they set: flag, environment or file."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from offtake.errors import SettingsFileInvalid
from offtake.errors.base import near
from offtake.registers import printable

FILE = "offtake.toml"
"""The file of settings, in the working folder and in the user's configuration folder."""

VARIABLES = {
    "home": "OFFTAKE_HOME",
    "contact": "OFFTAKE_CONTACT",
    "model_url": "OFFTAKE_MODEL_URL",
    "model": "OFFTAKE_MODEL",
}
"""Every key of the file, and the variable of the environment that goes before it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a workspace needs to know of its person.

    `home` is the folder of their own things; pledges of their own lie in `home/pledges`,
    tariffs and controls in `home/tariffs`.
    `model_url` and `model` name the language model that may be asked for more statements; while
    either is empty none is asked. `contact` is how a publisher can reach them.
    `origins` tells of each setting who set it: a file, a variable, or nobody.
    """

    home: Path
    model_url: str = ""
    model: str = ""
    contact: str = ""
    origins: tuple[tuple[str, str], ...] = ()

    @property
    def store(self) -> Path:
        """The folder of the figures a person has fetched; the bundled ones serve until then."""
        return self.home / "store"

    @property
    def ledger(self) -> Path:
        """The file that remembers what publishers said of the last answer to each address."""
        return self.home / "fetched.json"

    @property
    def own_pledges(self) -> Path:
        """The folder of a person's own register files; it need not exist."""
        return self.home / "pledges"

    @property
    def own_tariffs(self) -> Path:
        """The folder of a person's own tariffs and controls; it need not exist."""
        return self.home / "tariffs"


def settings(
    *,
    home: Path | None = None,
    environment: Mapping[str, str] | None = None,
    folders: Sequence[Path] | None = None,
) -> Settings:
    """Return the settings: what is passed, else the environment, else a file, else the default.

    `folders` are those whose `offtake.toml` is read, each setting from the first that has it. The
    last is the user's own, by default the platform's configuration folder; the ones before it, by
    default the working folder, may not say where texts and a key are sent (`model_url`): one
    stands in a folder that somebody else made too easily.

    Raises:
        SettingsFileInvalid: A file is no TOML, or has a key or value that is not a setting.

    >>> settings(environment={"OFFTAKE_HOME": "/srv/offtake"}, folders=()).own_pledges.as_posix()
    '/srv/offtake/pledges'
    """
    variables = os.environ if environment is None else environment
    said = {name: (variables[key], key) for name, key in VARIABLES.items() if variables.get(key)}
    if home:
        said["home"] = (str(home), "--home or OFFTAKE_HOME")
    for name, value, origin in _of_files(_usual_folders() if folders is None else folders):
        said.setdefault(name, (value, origin))
    origins = tuple((name, said[name][1] if name in said else "not set") for name in VARIABLES)
    chosen = {name: value for name, (value, _) in said.items() if name != "home"}
    folder = Path(said["home"][0]) if "home" in said else _usual_home()
    return Settings(folder, origins=origins, **chosen)


def _usual_home() -> Path:
    return platformdirs.user_data_path("offtake", appauthor=False)


def _usual_folders() -> tuple[Path, Path]:
    return Path.cwd(), platformdirs.user_config_path("offtake", appauthor=False)


def _of_files(folders: Sequence[Path]) -> Iterator[tuple[str, str, str]]:
    """Yield each setting of the files with its value and the file, those that count first."""
    own = folders[-1].resolve() if folders else None
    for folder in folders:
        path = folder / FILE
        if not path.is_file():
            continue
        read = _File(path, is_own=folder.resolve() == own)
        for name, value in read.values().items():
            yield name, value, str(path)


class _File:
    """One file of settings, and what is wrong with it."""

    def __init__(self, path: Path, *, is_own: bool) -> None:
        self._path, self._is_own = path, is_own
        self._text = ""

    def values(self) -> dict[str, str]:
        """Return the settings of the file, a relative `home` beside the file itself.

        Raises:
            SettingsFileInvalid: It is no TOML, or has a key or value that is not a setting.
        """
        table = self._table()
        problems = [
            printable(f"{self._path}:{self._line(key)}: {key}: {problem}")
            for key, value in table.items()
            if (problem := self._problem(key, value))
        ]
        if problems:
            raise SettingsFileInvalid(problems)
        if "home" in table:
            spelt_out = os.path.expanduser(table["home"])  # noqa: PTH111 - Path's raises on ~nobody
            table["home"] = str(self._path.parent / spelt_out)
        return table

    def _table(self) -> dict[str, Any]:
        content = self._path.read_bytes()
        try:
            self._text = content.decode("utf-8-sig")
            return tomllib.loads(self._text)
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise SettingsFileInvalid([f"{self._path}:{line}: not UTF-8; save it so"]) from None
        except tomllib.TOMLDecodeError as error:
            problem = f"{self._path}: not TOML: {error}; write lines like home = '/srv/offtake'"
            raise SettingsFileInvalid([printable(problem)]) from None

    def _problem(self, key: str, value: object) -> str:
        """Return what is wrong with a setting and what to do, or nothing."""
        if key not in VARIABLES and _is_secret(key, value):
            return (
                "keys and other secrets are not read from a file; set OFFTAKE_KEY_NAME in the "
                "environment, or install the extra `keys` and store it in your keyring"
            )
        if key not in VARIABLES:
            return f"no such setting{near(key, tuple(VARIABLES))}; use {', '.join(VARIABLES)}"
        if not isinstance(value, str):
            return f"{_kind(value)}, where text is wanted; write it between quotation marks"
        if not value.strip() or not value.isprintable():
            return "empty, or with characters that do not print; write it out, or remove the line"
        if key == "model_url" and not self._is_own:
            own = _usual_folders()[1] / FILE
            return f"your texts are sent there, so only your own file may say it; move it to {own}"
        return ""

    def _line(self, key: str) -> int:
        """Return the line on which a key first stands, or the first line of all."""
        start = re.compile(rf"\s*\[{{0,2}}[\"']?{re.escape(key)}\b")
        found = (at for at, line in enumerate(self._text.splitlines(), 1) if start.match(line))
        return next(found, 1)


def _is_secret(key: str, value: object) -> bool:
    """Whether a key is called like a secret, or is a table of things that are."""
    inner = value if isinstance(value, dict) else {}
    words = ("key", "token", "secret", "passw")
    return any(word in name.lower() for name in (key, *inner) for word in words)


def _kind(value: object) -> str:
    """Return what a value of TOML is called."""
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return kinds.get(type(value), "a table" if isinstance(value, dict) else "a date or time")
