"""A mail that came to another address than the service's is for a person, unread."""

from dataclasses import replace
from typing import Any

import pytest

from mailservice.domain.lists import Language
from mailservice.domain.readings import ForPerson, Wishes
from mailservice.flow.read import examine_mail, open_mail
from mailservice.message.envelope import Envelope
from mailservice.screening.authentication import Trust
from tests.given import NOW, WORLD
from tests.unit.understanding.corpus import lexicon

RAW = "From: a@b.example\r\nSubject: {}\r\n\r\n{}\r\n"
TRUST = Trust("mx.forum.example", (), (WORLD.address,), WORLD.address.partition("@")[2])


@pytest.mark.parametrize(
    ("subject", "text", "language"),
    [("Hej", "Jag vill prenumerera på breven.", "sv"), ("Hello", "I would like to subscribe.", "en")],
)
def test_mail_to_another_address_is_not_examined(subject: str, text: str, language: Language) -> None:
    envelope = Envelope("a@b.example", ("postmaster@forum.example",), "127.0.0.1", "b", "ESMTP", NOW)
    opened = open_mail(RAW.format(subject, text).encode(), envelope, TRUST, key=b"key")
    given: dict[str, Any] = {"world": WORLD, "now": NOW, "answered": None, "lexicon": lexicon()}
    reading, examined = examine_mail(opened, envelope=envelope, **given)
    assert (reading, examined) == (ForPerson("mail-to-another-address", language), None)
    ours = replace(envelope, recipients=(WORLD.address,))
    reading, examined = examine_mail(opened, envelope=ours, **given)
    assert isinstance(reading, Wishes)
    assert examined is not None
