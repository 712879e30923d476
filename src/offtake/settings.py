"""Where a person keeps their own things: pledges and fetched figures."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Settings:
    """What a workspace needs to know of its person.

    `home` is the folder of their own things; pledges of their own lie in `home/pledges`,
    tariffs and controls in `home/tariffs`.
    `model_url` and `model` name the language model that may be asked for more statements; while
    either is empty none is asked.
    """

    home: Path
    model_url: str = ""
    model: str = ""

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


def settings(*, home: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings: what is passed, else `OFFTAKE_HOME`, else the user's data folder.

    `OFFTAKE_MODEL_URL` and `OFFTAKE_MODEL` name a language model; unset, none is asked.

    >>> settings(environment={"OFFTAKE_HOME": "/srv/offtake"}).own_pledges.as_posix()
    '/srv/offtake/pledges'
    """
    variables = os.environ if environment is None else environment
    chosen = home or Path(variables.get("OFFTAKE_HOME") or "")
    if chosen == Path():
        chosen = platformdirs.user_data_path("offtake", appauthor=False)
    return Settings(
        chosen,
        model_url=variables.get("OFFTAKE_MODEL_URL", ""),
        model=variables.get("OFFTAKE_MODEL", ""),
    )
