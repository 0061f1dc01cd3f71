"""Addresses that a mail tells as somebody else's, and those that are the sender's own."""

import pytest

from mailservice.understanding.acts import Act
from mailservice.understanding.others_addresses import to_somebody_else
from mailservice.understanding.said import Said
from tests.unit.understanding.scenes import seen


def elsewhere(text: str, act: Act = Act.MOVE, *, sender: str = "ulf.rask@kommun.example") -> bool:
    scene = seen(text, sender=sender)
    number = next(
        n
        for n, each in enumerate(scene.sentences)
        if any(w.is_("at") and w.low != sender for w in scene.words[each.first : each.last + 1])
    )
    sentence = scene.sentences[number]
    return to_somebody_else(scene, Said(act, 0.9, number, sentence.first, sentence.last))


@pytest.mark.parametrize(
    "text",
    [
        "Nora Sjöö tar över mitt uppdrag. Breven bör gå till nora.sjoo@kommun.example framöver.",
        "Från juni tar Nora Sjöö över efter mig. Breven bör gå till kansli@kommun.example.",
        "Skicka breven till l.ny@kommun.example i stället för till mig, hon tar över mina frågor.",
        "Skicka breven till l.ny@kommun.example, hon övertar mina frågor.",
        "Kan nyhetsbrevet heretter sendes til min etterfølger, per.nilsen@fylke.example?",
        "Skicka breven till min efterträdare, p.n@fylke.example.",
        "Please send the newsletter to s.p@desk.example, as Sam is taking over my portfolio.",
        "Please send the newsletter to sam.price@desk.example, as Sam will do this from now on.",
        "Jag är ledig i morgon så svara gärna till viggo.lind@kommun.example i stället.",
        "Please reply to viggo.lind@kommun.example instead.",
        "Skicka breven till sara.berg@kommun.example, min kollega Sara Berg sköter detta nu.",
        "Ändra från mig till regionråd Stig Holm, stig.holm@region.example.",
    ],
)
def test_what_is_told_as_somebody_elses(text: str) -> None:
    assert elsewhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "Byt min adress till ulf.berg@kommun.example, Nora tar över här.",
        "En kollega tar över här, så skicka breven till min nya adress a.ny@hemma.example.",
        "Kollegan tar över här, så ni når mig på a.ny@hemma.example.",
        "Jag tar över efter Bo, så skicka breven till chef.sk@kommun.example.",
        "Nu tar jag över efter Bo, så skicka breven till chef.sk@kommun.example.",
        "I am taking over from Bo, so send the letters to head@desk.example.",
        "Jag är hans efterträdare, så skicka breven till chef.sk@kommun.example.",
        "Svara inte hit, skicka breven till a.ny@hemma.example.",
        "Skicka breven till a.ny@hemma.example, dit kan ni också svara.",
        "Skicka breven till anna.lind@ny.example, för Anna Lind heter jag numera.",
        "Skicka breven till anna.lind@ny.example. Jag har bytt namn till Anna Lind.",
        "Skicka breven till anna.lind@ny.example. Bo och Anna läser dem. Hälsningar Anna Lind",
        "Skicka breven till a.ny@hemma.example. Jag tar tåget nu.",
    ],
)
def test_what_is_the_senders_own_or_nobodys(text: str) -> None:
    assert not elsewhere(text)


def test_a_list_for_somebody_whose_address_stands_there() -> None:
    text = "Sänd Politikerforum till regionråd Stig Holm, stig.holm@region.example och inte {}."
    assert elsewhere(text.format("ulf.rask@kommun.example"), Act.SUBSCRIBE)
    assert not elsewhere(text.format("mig"), Act.SUBSCRIBE, sender="stig@region.example")


def test_a_move_that_does_not_say_where_to_goes_to_nobody() -> None:
    scene = seen("Byt min adress. Nora tar över.")
    assert not to_somebody_else(scene, Said(Act.MOVE, 0.9, 1, 1, 3))
