"""What sounds like a wish of the sender's and is a report."""

import pytest

from mailservice.understanding.acts import Act
from mailservice.understanding.reports import without_reports
from tests.unit.understanding.scenes import said, seen


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("Min bror tycker att ett brev i månaden är lagom", 0.5),
        ("Min chef säger att jag ska prenumerera på Tjänstemannaforum", 0.5),
        ("My boss says I should get one letter a month", 0.5),
        ("Vår ordförande menar att jag borde läsa Tjänstemannaforum", 0.5),
        ("Min chef tycker att jag ska prenumerera på Tjänstemannaforum så lägg till mig", 0.9),
        ("Jag tycker att ett brev i månaden är lagom", 0.9),
        ("Ni säger att man kan få ett brev i månaden", 0.9),
        ("Min chef säger: kan jag få Tjänstemannaforum?", 0.9),
        ("Ett brev i månaden", 0.9),
    ],
)
def test_what_others_advise_is_half_heard(text: str, likely: float) -> None:
    scene = seen(text)
    [heard] = without_reports(scene, [said(scene, Act.MONTHLY, text.replace("?", "").replace(":", ""), 0.9)])
    assert heard.likely == likely


@pytest.mark.parametrize(
    ("act", "told"), [(Act.REGISTER, Act.THIRD), (Act.MONTHLY, Act.THIRD), (Act.HUMAN, Act.HUMAN)]
)
def test_a_wish_in_the_words_of_somebody_else_is_theirs(act: Act, told: Act) -> None:
    scene = seen("Hon skrev: anmäl mig till mötet den 24 maj")
    [heard] = without_reports(scene, [said(scene, act, "Hon skrev anmäl mig till mötet den 24 maj", 0.9)])
    assert (heard.act, heard.likely) == (told, 0.9)


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("I would like to go on reading news from the officials", True),
        ("Tjänstemannaforum vill jag fortsätta få", True),
        ("I would like news from the officials", False),
        ("Go ahead and sign me up for news from the officials", False),
    ],
)
def test_what_goes_on_beside_what_is_left_is_not_begun(text: str, goes_on: bool) -> None:
    scene = seen(f"Ta bort mig från nätverket. {text}")
    kept = said(scene, Act.SUBSCRIBE, text, 0.9)
    left = said(scene, Act.UNSUBSCRIBE, "Ta bort mig från nätverket", 0.99)
    assert (kept not in without_reports(scene, [left, kept])) is goes_on
    assert kept in without_reports(scene, [kept])


def test_what_the_same_sentence_rather_keeps_is_not_begun() -> None:
    scene = seen("Ta bort mig från nätverket. De vanliga breven vill jag få som förr")
    begun = said(scene, Act.SUBSCRIBE, "De vanliga breven", 0.6)
    kept = said(scene, Act.KEEP, "vill jag få som förr", 0.9)
    left = said(scene, Act.UNSUBSCRIBE, "Ta bort mig från nätverket", 0.99)
    assert without_reports(scene, [left, begun, kept]) == [left, kept]


def test_what_others_have_said_to_be_kept_is_kept() -> None:
    scene = seen("Min chef säger att Tjänstemannaforum är bra")
    kept = said(scene, Act.KEEP, "Min chef säger att Tjänstemannaforum är bra", 0.9)
    assert without_reports(scene, [kept]) == [kept]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("so that I can stop guessing", False),
        ("så kan hon sluta med det", False),
        ("så att jag kan sluta prenumerera", True),
        ("so I can stop getting them", True),
        ("så kan ni sluta med det", True),
        ("så att jag kan sluta med Politikerforum", True),
        ("jag vill sluta med det", True),
        ("ta bort mig", True),
    ],
)
def test_what_one_stops_oneself_is_not_for_us(text: str, heard: bool) -> None:
    scene = seen(text)
    assert bool(without_reports(scene, [said(scene, Act.UNSUBSCRIBE, text)])) is heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Säg till om ni behöver något från mig", False),
        ("Behöver ni intyg från min chef är det bara att säga till", False),
        ("Let me know if you need anything more", False),
        ("Säg till om ni behöver en talare", True),
        ("Behöver ni något mer?", True),
        ("Hör av er om mötet", True),
        ("Till den som svarar för registret", False),
        ("Till vem ska jag skicka fakturan?", True),
        ("Till mötet vill jag ta med Karin", True),
        ("Vem svarar för registret", True),
    ],
)
def test_an_offer_and_a_salutation_ask_nothing(text: str, heard: bool) -> None:
    scene = seen(text)
    question = said(scene, Act.HUMAN, text.replace("?", ""))
    assert bool(without_reports(scene, [question])) is heard


def test_only_the_first_words_of_a_mail_are_a_salutation() -> None:
    scene = seen("Hej. Till den som svarar för registret")
    question = said(scene, Act.HUMAN, "Till den som svarar för registret")
    assert without_reports(scene, [question]) == [question]


@pytest.mark.parametrize(("elsewhere", "left"), [(0.9, 1), (0.7, 2)])
def test_what_the_same_words_rather_keep_is_not_left(elsewhere: float, left: int) -> None:
    scene = seen("Det till tjänstemän kan ta slut. Politikernas är bra så rör det inte")
    keep = "Politikernas är bra så rör det inte"
    heard = [
        said(scene, Act.UNSUBSCRIBE, "Det till tjänstemän kan ta slut", elsewhere),
        said(scene, Act.UNSUBSCRIBE, keep, 0.6),
        said(scene, Act.KEEP, keep, 0.95),
    ]
    assert [s.act for s in without_reports(scene, heard)].count(Act.UNSUBSCRIBE) == left
