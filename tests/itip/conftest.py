"""What takes longer than most conversations is done once: the phrases are read, the schema is there."""

import pytest

from mailservice import app, parts
from mailservice.config.sections import Config
from mailservice.parts import letters_of, read_lexicon
from mailservice.rendering.letters import Letters
from mailservice.understanding.lexicon import Lexicon

_written: dict[str, Letters] = {}  # by the service's address: templates are compiled once


def _letters(config: Config) -> Letters:
    return _written.setdefault(config.service.address, letters_of(config))


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return read_lexicon()


@pytest.fixture(autouse=True)
def _prepared(monkeypatch: pytest.MonkeyPatch, lexicon: Lexicon) -> None:
    monkeypatch.setattr(app, "read_lexicon", lambda: lexicon)
    monkeypatch.setattr(app, "letters_of", _letters)
    monkeypatch.setattr(parts, "upgrade", lambda _url: None)  # the test's database has it already
