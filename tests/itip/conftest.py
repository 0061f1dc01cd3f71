"""What takes longer than most conversations is done once: the phrases are read, the schema is there."""

import pytest

from mailservice import app, parts
from mailservice.parts import read_lexicon
from mailservice.understanding.lexicon import Lexicon


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return read_lexicon()


@pytest.fixture(autouse=True)
def _prepared(monkeypatch: pytest.MonkeyPatch, lexicon: Lexicon) -> None:
    monkeypatch.setattr(app, "read_lexicon", lambda: lexicon)
    monkeypatch.setattr(parts, "upgrade", lambda _url: None)  # the test's database has it already
