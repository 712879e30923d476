"""Where things are, and how a test gets at a script that is not in the package."""

import sys
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def settings() -> dict[str, Any]:
    """Return what pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def load_script(path: str) -> ModuleType:
    """Return a file of the clone as a module, without putting its folder on the search path."""
    name = "loaded_" + Path(path).stem
    spec = spec_from_file_location(name, ROOT / path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(ROOT / path)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
