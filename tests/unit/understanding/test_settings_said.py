"""How often and in which language: what a mail names only to say that it is not to be."""

import pytest

from mailservice.understanding.acts import Act
from mailservice.understanding.settings_said import rightly_heard, told_apart
from tests.unit.understanding.scenes import said, seen

MONTHLY, WEEKLY, EN, SV = Act.MONTHLY, Act.WEEKLY, Act.TO_ENGLISH, Act.TO_SWEDISH


@pytest.mark.parametrize(
    ("heard", "text", "meant"),
    [
        (MONTHLY, "Ett brev i månaden är för lite", []),
        (MONTHLY, "Ett brev i månaden är inte för mycket", [MONTHLY]),
        (MONTHLY, "Ett brev i månaden räcker inte", []),
        (MONTHLY, "Once a month isn't enough, I would rather have the weekly one", [WEEKLY]),
        (WEEKLY, "Weekly is too often for me", []),
        (WEEKLY, "Weekly is enough", [WEEKLY]),
        (WEEKLY, "Veckovis är alldeles för ofta, kör på månadsbrevet", [MONTHLY]),
        (MONTHLY, "Veckobrev i stället för månadsbrev", [WEEKLY]),
        (WEEKLY, "Ett månadsbrev i stället för ett veckobrev", [MONTHLY]),
        (WEEKLY, "I stället för en gång i veckan räcker det med en gång i månaden", [MONTHLY]),
        (MONTHLY, "En gång i månaden, som jag har nu, går för långsamt", []),
        (MONTHLY, "Nu har jag månadsbrevet", []),
        (MONTHLY, "Nu vill jag ha månadsbrevet", [MONTHLY]),
        (MONTHLY, "I will have it monthly from now on", [MONTHLY]),
        (Act.EACH, "Varje brev för sig är för mycket", [Act.EACH]),
        (WEEKLY, "Kan jag få dem samlade varannan vecka", []),
        (Act.EACH, "Every other week would do, not each letter by itself", []),
        (MONTHLY, "Varannan vecka är för ofta, en gång i månaden räcker", [MONTHLY]),
        (EN, "I am still writing this in English", []),
        (EN, "I am writing in English but send me the letters in Swedish", [SV]),
        (EN, "Please write to me in English", [EN]),
        (EN, "I told you that writing in English is easier for me", []),
        (EN, "As I see you also write in English, that edition is for me", [EN]),
        (EN, "Excuse my English", []),
        (EN, "I read Swedish as well as English so don't go translating anything", []),
        (EN, "Please translate the letters to English", [EN]),
        (SV, "I don't read Swedish, could I have it in English", [EN]),
        (EN, "Not in English please", []),
        (EN, "Varför inte på engelska", [EN]),
        (SV, "Inte bara på svenska", [SV]),
        (SV, "Could I not have it in Swedish?", [SV]),
        (SV, "Skriv svenska, jag läser det bättre än jag skriver", [SV]),
        (SV, "English instead of Swedish", [EN]),
        (SV, "Kan jag få både svenska och engelska brev", []),
        (SV, "Kan jag få båda breven på svenska", [SV]),
    ],
)
def test_what_is_meant_of_what_was_heard(heard: Act, text: str, meant: list[Act]) -> None:
    scene = seen(text)
    whole = said(scene, heard, text.replace("?", ""))
    assert [each.act for each in rightly_heard(scene, [whole])] == meant


@pytest.mark.parametrize(
    ("behind", "meant"),
    [
        ("Nej, varje månad", MONTHLY),
        ("Nej, varje vecka", WEEKLY),
        ("Varje månad vore för lite", WEEKLY),
        ("Nej, en gång i månaden är för lite", WEEKLY),
        ("No mail has come for a month", WEEKLY),
        ("Nej, i månaden kommer inget", WEEKLY),
    ],
)
def test_a_no_behind_that_names_the_other_corrects(behind: str, meant: Act) -> None:
    scene = seen(f"Skicka dem varje vecka. {behind}")
    assert [s.act for s in rightly_heard(scene, [said(scene, WEEKLY, "Skicka dem varje vecka")])] == [meant]


def test_what_is_heard_behind_a_no_corrects_by_itself() -> None:
    scene = seen("Skicka dem varje vecka. Nej, varje månad")
    heard = [said(scene, WEEKLY, "Skicka dem varje vecka"), said(scene, MONTHLY, "Nej varje månad")]
    assert rightly_heard(scene, heard) == heard


def test_the_whole_mail_means_no_setting_that_is_named_to_be_refused() -> None:
    scene = seen("Ett brev i månaden är för lite. Veckobrevet tar jag")
    weekly = said(scene, WEEKLY, "Veckobrevet tar jag")
    likely: dict[str, float] = {MONTHLY: 0.9, WEEKLY: 0.1, EN: 0.2, SV: 0.0}
    assert told_apart(scene, [weekly], likely) == {MONTHLY: 0.0, WEEKLY: 0.9, EN: 0.2, SV: 0.0}
    assert told_apart(scene, [], likely) == {MONTHLY: 0.0, WEEKLY: 0.1, EN: 0.2, SV: 0.0}


def test_the_whole_mail_may_mean_what_is_named_as_well_as_wished() -> None:
    scene = seen("Excuse my English. Send me the letters in English")
    likely: dict[str, float] = {MONTHLY: 0.0, WEEKLY: 0.0, EN: 0.9, SV: 0.0}
    assert told_apart(scene, [said(scene, EN, "Send me the letters in English")], likely) == likely
