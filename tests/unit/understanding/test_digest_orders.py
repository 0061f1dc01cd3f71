"""The one sentence that has digests sent, and its neighbours that do not."""

import pytest

from mailservice.domain.lists import DeliveryMode
from mailservice.message.mail import OwnWords
from mailservice.understanding.digest_orders import read_digest_order

WEEKLY, MONTHLY = DeliveryMode.WEEKLY, DeliveryMode.MONTHLY


@pytest.mark.parametrize(
    ("text", "modes", "language"),
    [
        ("Skicka sammanfattningen nu", (WEEKLY, MONTHLY), "sv"),
        ("Hej!\n\nSkicka ut sammandraget nu, tack!", (WEEKLY, MONTHLY), "sv"),
        ("skicka veckosammanfattningen nu.", (WEEKLY,), "sv"),
        ("Kan du skicka månadsbrevet nu?", (MONTHLY,), "sv"),
        ("Send the digests now, please.", (WEEKLY, MONTHLY), "en"),
        ("Please send the weekly digest right away", (WEEKLY,), "en"),
        ("Could you send out the monthly summary now?", (MONTHLY,), "en"),
    ],
)
def test_an_order(text: str, modes: tuple[DeliveryMode, ...], language: str) -> None:
    order = read_digest_order(OwnWords(text))
    assert order is not None
    assert (order.modes, order.language) == (modes, language)
    assert order.evidence[0].taken_for == "digests-now"


def test_an_order_in_the_subject_of_an_empty_mail() -> None:
    assert read_digest_order(OwnWords("", subject="Skicka sammanfattningen nu")) is not None
    assert read_digest_order(OwnWords("Nej, vänta.", subject="Skicka sammanfattningen nu")) is None
    answer = OwnWords("", subject="Skicka sammanfattningen nu", subject_is_new=False)
    assert read_digest_order(answer) is None


@pytest.mark.parametrize(
    "words",
    [
        OwnWords("Skicka sammanfattningen nu", forwarded=True),
        OwnWords("Skicka sammanfattningen nu", alternatives_differ=True),
    ],
)
def test_what_somebody_else_may_have_said_is_no_order(words: OwnWords) -> None:
    assert read_digest_order(words) is None


@pytest.mark.parametrize(
    "text",
    [
        "Skicka inte sammanfattningen nu",
        "Skicka sammanfattningen på fredag",
        "Skicka sammanfattningen till mig nu",
        "Varför kom inte sammanfattningen nu?",
        "Skicka brevet nu",
        "Skicka nyheterna varje vecka",
        "Jag vill ha sammanfattningen nu",
        "Skicka sammanfattningen nu. Och lägg till Anna på listan.",
        "nu",
        "",
    ],
)
def test_no_order(text: str) -> None:
    assert read_digest_order(OwnWords(text)) is None
