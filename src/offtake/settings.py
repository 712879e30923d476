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
    """

    home: Path

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

    >>> settings(environment={"OFFTAKE_HOME": "/srv/offtake"}).own_pledges.as_posix()
    '/srv/offtake/pledges'
    """
    variables = os.environ if environment is None else environment
    if home is not None:
        return Settings(home)
    if chosen := variables.get("OFFTAKE_HOME"):
        return Settings(Path(chosen))
    return Settings(platformdirs.user_data_path("offtake", appauthor=False))
