"""An invented rulebook of one chapter, and a way to change its text."""

from pathlib import Path

import pytest

from habeas.rulebook.files import read_folder
from habeas.rulebook.load import load_files

HERE = Path(__file__).parent
CHAPTER = "marches.md"


@pytest.fixture(scope="session")
def marches_folder(tmp_path_factory):
    """A folder that can be loaded: the data files of the small rulebook of the loader's tests, and the chapter."""
    folder = tmp_path_factory.mktemp("marches")
    for name, content in read_folder(HERE.parent / "rulebook" / "base").items():
        if not name.endswith(".md"):
            text = content.decode().replace("applies: at-war", "applies: always")
            (folder / name).write_text(text, encoding="utf-8")
    (folder / CHAPTER).write_text((HERE / "marches.md").read_text(encoding="utf-8"), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def marches(marches_folder):
    """The rulebook, with its chapter's text changed: `marches(old, new)`; text may be added after `new`."""
    files = read_folder(marches_folder)

    def load(old="", new="", added=""):
        text = files[CHAPTER].decode()
        assert old in text, old
        return load_files({**files, CHAPTER: (text.replace(old, new) + added).encode()})

    return load
