"""Make `.venv` ready: an environment inside this clone that holds what `uv.lock` names.

Run it as `python3 scripts/bootstrap.py [GROUP | extra:NAME ...]`; without a word it installs the
core only, `extra:web` adds what a person would get by `offtake[web]`.
It needs nothing but the standard library, and an old Python can read it far enough to be told
what is missing: hence the quoted annotations.

A run that has nothing to do takes a few hundredths of a second: `.venv/.ready.json` remembers,
for each set of groups, the digest of everything the result depends on, and where the clone stood.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)
UV_OLDEST = (0, 5)
PLACE = "made in"  # no group can be named so
# What would send pip or uv to a place outside the clone. Index and proxy settings stay.
ELSEWHERE = (
    "CONDA_PREFIX",
    "PIP_PREFIX",
    "PIP_TARGET",
    "PIP_USER",
    "PYTHONHOME",
    "PYTHONPATH",
    "UV_PROJECT",
    "UV_PROJECT_ENVIRONMENT",
    "UV_PYTHON",
    "UV_SYSTEM_PYTHON",
    "UV_WORKING_DIRECTORY",
    "VIRTUAL_ENV",
)


class BootstrapError(Exception):
    """The environment cannot be made; the message says what to do."""


def main(arguments: "list[str]") -> int:
    """Make the environment ready for these dependency groups and return the exit code."""
    root = Path(__file__).resolve().parent.parent
    try:
        check_python(sys.version_info[:2])
        make_ready(root, groups=sorted(set(arguments)))
    except BootstrapError as problem:
        print(f"bootstrap: {problem}", file=sys.stderr)
        return 1
    return 0


def check_python(version: "tuple[int, ...]") -> None:
    """Refuse a Python that offtake does not run on.

    Raises:
        BootstrapError: The version is too old or too new.
    """
    if not OLDEST <= tuple(version) <= NEWEST:
        raise BootstrapError(
            f"offtake needs Python {dotted(OLDEST)} to {dotted(NEWEST)}, and {sys.executable} is "
            f"{dotted(version)}; install one of those and name it, e.g. `make PYTHON=python3.12 "
            "report`"
        )


def make_ready(root: Path, groups: "list[str]") -> None:
    """Create the environment if need be and install the groups, unless that is done already.

    Raises:
        BootstrapError: A step failed; the message names the remedy.
    """
    venv = root / ".venv"
    stamp, name, digest = venv / ".ready.json", " ".join(groups), digest_of(root)
    done = read_stamp(stamp)
    # The commands in an environment name the folder it was made in: moved, it must be made anew.
    is_fit = is_sound(venv) and done.get(PLACE, str(root)) == str(root)
    if is_fit and done.get(name) == digest:
        return
    uv = find_uv(venv) if is_fit else find_uv(None)
    if not is_fit:
        create(venv, uv=uv)
    uv = uv or install_uv(venv)
    chosen = [word for group in groups for word in chosen_by(group)]
    say(f"installing {name or 'the core'} into .venv")
    run(
        [uv, "sync", "--frozen", "--inexact", *chosen],
        root=root,
        remedy="check that the package index can be reached, then run the same command again",
    )
    still = {known: kept for known, kept in done.items() if is_fit and kept == digest}
    now = dict(still, **{name: digest, PLACE: str(root)})
    stamp.write_text(json.dumps(now, indent=1), encoding="utf-8")


def chosen_by(word: str) -> "list[str]":
    """Return the words that choose a dependency group, or an extra, for uv."""
    kind, found, name = word.partition(":")
    return ["--" + kind, name] if found else ["--group", word]


def digest_of(root: Path) -> str:
    """Return the digest of the files an environment depends on."""
    total = hashlib.sha256()
    for name in ("uv.lock", "pyproject.toml", "scripts/bootstrap.py"):
        total.update((root / name).read_bytes())
    return total.hexdigest()


def read_stamp(stamp: Path) -> "dict[str, str]":
    """Return what was installed with which digest, and where; a broken stamp counts as none."""
    try:
        return dict(json.loads(stamp.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def is_sound(venv: Path) -> bool:
    """Tell whether the environment's Python runs and is of a version offtake runs on."""
    python = venv / "bin" / "python"
    settings = venv / "pyvenv.cfg"
    if not python.exists() or not settings.exists():
        return False
    found = re.search(r"^version\w* *= *(\d+)\.(\d+)", settings.read_text("utf-8"), re.MULTILINE)
    return found is not None and OLDEST <= (int(found[1]), int(found[2])) <= NEWEST


def find_uv(venv: "Path | None") -> "str | None":
    """Return a uv that is new enough, from the search path or else from the environment, if any."""
    for candidate in (shutil.which("uv"), str(venv / "bin" / "uv") if venv else None):
        if candidate and uv_version(candidate) >= UV_OLDEST:
            return candidate
    return None


def uv_version(uv: str) -> "tuple[int, ...]":
    """Return the version of this uv, (0,) where it does not run."""
    try:
        answer = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return (0,)
    found = re.match(r"uv (\d+)\.(\d+)", answer.stdout)
    return (int(found[1]), int(found[2])) if found and answer.returncode == 0 else (0,)


def create(venv: Path, uv: "str | None") -> None:
    """Make an empty environment with the Python that runs this script.

    Raises:
        BootstrapError: There is no uv, and this Python cannot make an environment with pip in it.
    """
    lacks = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if uv is None and lacks:
        raise BootstrapError(no_ensurepip(lacks))
    say(f"making .venv with Python {dotted(sys.version_info[:3])}")
    if venv.exists():
        shutil.rmtree(venv)
    by_uv = [uv or "", "venv", "--quiet", "--python", sys.executable, str(venv)]
    by_venv = [sys.executable, "-m", "venv", str(venv)]
    run(by_uv if uv else by_venv, root=venv.parent, remedy=no_ensurepip(["ensurepip"]))


def no_ensurepip(lacks: "list[str]") -> str:
    """Return what to do about a Python that cannot make environments."""
    return (
        f"{sys.executable} cannot make a virtual environment with pip in it (it lacks "
        f"{' and '.join(lacks)}); install what it lacks (Debian and Ubuntu: `apt install "
        "python3-venv`), or install uv, or name another Python, e.g. `make PYTHON=python3.12 "
        "report`"
    )


def install_uv(venv: Path) -> str:
    """Install uv into the environment and return its path.

    Raises:
        BootstrapError: pip cannot be had, or cannot fetch uv.
    """
    python = str(venv / "bin" / "python")
    say("installing uv into .venv")
    remedy = "check that the package index can be reached, or install uv yourself"
    has_pip = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False)
    if has_pip.returncode:
        run([python, "-m", "ensurepip", "--upgrade"], root=venv.parent, remedy=remedy)
    wanted = f"uv>={dotted(UV_OLDEST)}"
    run([python, "-m", "pip", "install", "--quiet", wanted], root=venv.parent, remedy=remedy)
    return str(venv / "bin" / "uv")


def run(command: "list[str]", root: Path, remedy: str) -> None:
    """Run a command in the clone, bound to the clone's own environment.

    Raises:
        BootstrapError: It failed.
    """
    kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    bound = dict(
        kept,
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        UV_PROJECT_ENVIRONMENT=str(root / ".venv"),
        UV_PYTHON_DOWNLOADS="never",
    )
    done = subprocess.run(command, cwd=str(root), env=bound, check=False)
    if done.returncode:
        shown = " ".join([Path(command[0]).name, *command[1:]])
        raise BootstrapError(f"`{shown}` ended with {done.returncode}; {remedy}")


def dotted(version: "tuple[int, ...]") -> str:
    """Return a version as text."""
    return ".".join(str(part) for part in version)


def say(text: str) -> None:
    """Tell the person what takes the time."""
    print(f"bootstrap: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
