"""How the pages are built. A warning fails the build, an unknown name in a signature too."""

import re
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))

from api_pages import as_literal, write_pages  # noqa: E402 - found once the path is set

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
VERSION_FILE = ROOT / SETTINGS["tool"]["hatch"]["version"]["path"]

project = "offtake"
author = SETTINGS["project"]["authors"][0]["name"]
copyright = author  # noqa: A001 - the name Sphinx asks for
release = re.findall(r'__version__ = "(.+)"', VERSION_FILE.read_text(encoding="utf-8"))[0]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.doctest", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
default_role = "code"
nitpicky = True
# No other project's index is fetched, so names that are not ours cannot be linked; private ones
# have no page.
nitpick_ignore_regex = [("py:.*", r"(?!offtake\.).*"), ("py:.*", r".*\._\w+")]

autodoc_default_options = {"members": True, "undoc-members": True, "show-inheritance": True}
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
# Examples in docstrings are run by pytest, which knows their module; here only those of the pages.
doctest_test_doctest_blocks = ""

html_theme = "furo"
html_title = "offtake"
html_copy_source = False
html_show_sphinx = False

write_pages(source=ROOT / "src" / "offtake", target=HERE / "reference" / "api", settings=SETTINGS)


def setup(app: object) -> None:
    """Tell Sphinx about the hook that keeps drawn trees as they are drawn."""
    app.connect("autodoc-process-docstring", as_literal)
