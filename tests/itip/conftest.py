"""The schema is there already: a conversation takes less time than a look at it."""

import pytest

from mailservice import parts


@pytest.fixture(autouse=True)
def _prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "upgrade", lambda _url: None)
