"""The language model is the one that was measured, or the full reader does not start."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from offtake.errors import ModelChanged, ModelMissing
from offtake.statements import model
from offtake.statements.model import PINNED, check_model, file_hash, model_folder

installed = pytest.mark.skipif(
    find_spec("spacy") is None, reason="the extra `reading` is not installed"
)


@installed
def test_the_installed_model_is_the_pinned_one() -> None:
    check_model(model_folder())


@installed
@pytest.mark.parametrize("name", PINNED)
def test_one_changed_byte_of_any_pinned_file_is_refused(name: str, tmp_path: Path) -> None:
    for each in PINNED:
        (tmp_path / each).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(model_folder() / each, tmp_path / each)
    check_model(tmp_path)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(ModelChanged, match="reading"):
        check_model(tmp_path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelChanged):
        check_model(tmp_path)


def test_a_model_that_is_not_installed_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(model, "PACKAGES", ("no_such_model",))
    with pytest.raises(ModelMissing, match=r"offtake\[reading\]"):
        model_folder()


def test_a_hash_is_unpadded_urlsafe_base64_of_sha256(tmp_path: Path) -> None:
    # `printf "" | openssl dgst -sha256 -binary | base64`, with - and _ for + and / and no padding
    (tmp_path / "empty").write_bytes(b"")
    assert file_hash(tmp_path / "empty") == "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
