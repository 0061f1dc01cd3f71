"""Who is told of letters that never arrived: the secretariat, once a morning; the operator, in the queue."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from mailservice.decisions.facts import Publication
from mailservice.storage.engine import Engines
from mailservice.storage.overview import queue
from mailservice.storage.store import Database
from tests.end_to_end.house import House

OFFICE = "kansliet@tillvaxtverket.se"
PEOPLE = ("anna@region.example", "bo@kommun.example", "eva@lan.example")
DEAD, AWAY, FULL = "550 5.1.1 User unknown", "451 4.4.1 No answer from host", "552 5.2.2 Mailbox full"


@pytest.fixture
def refuse(house_on_each: House, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """From now on the smarthost answers so to every letter, but for those to the secretariat."""
    answers: list[str] = []
    take = house_on_each.mailbox.handle_DATA

    async def take_or_refuse(server: SMTP, session: Session, envelope: Envelope) -> str:
        if answers and OFFICE not in envelope.rcpt_tos:
            return answers[-1]
        return await take(server, session, envelope)

    monkeypatch.setattr(house_on_each.mailbox, "handle_DATA", take_or_refuse)
    return answers.append


def engines(house: House) -> Engines:
    assert isinstance(house.service.store, Database)
    return house.service.store.engines


async def tried_for(house: House, *, days: int) -> None:
    """Time passes, and what is due is tried, twice a day."""
    for hours in (22, 2) * days:  # between the two a domain that refuses has rested
        house.clock.move_to(house.clock.now() + timedelta(hours=hours))
        await house.service.settle()


@pytest.mark.parametrize("answer", [DEAD, FULL, AWAY], ids=["dead", "full", "too old"])
async def test_the_secretariat_hears_of_what_participants_did_not_get_in_one_letter(
    house_on_each: House, refuse: Callable[[str], None], answer: str
) -> None:
    house = house_on_each
    refuse(answer)
    for each in PEOPLE:
        await house.write(each, "Jag vill delta den 24 maj kl 09.00 och prenumerera på Tjänstemannaforum")
    await tried_for(house, days=7 if answer is AWAY else 1)
    assert house.letters(OFFICE).count("not_delivered") == 1
    told = house.latest(OFFICE, "not_delivered").text.replace("\n", " ")
    for each in PEOPLE:
        assert f"Kalenderinbjudan till {each}" in told
    assert answer[4:] in told
    waiting = await queue(engines(house))
    given_up = {(each.letter, each.recipient) for each in waiting.letters if each.state == "given-up"}
    assert {("invitation", each) for each in PEOPLE} <= given_up
    assert all(answer[4:] in each.reply for each in waiting.letters if each.letter == "invitation")
    await tried_for(house, days=2)
    assert house.letters(OFFICE).count("not_delivered") == 1


async def test_of_news_the_report_tells(house_on_each: House, refuse: Callable[[str], None]) -> None:
    house = house_on_each
    await house.write(PEOPLE[0], "Jag vill prenumerera på Tjänstemannaforum")
    refuse(FULL)
    text = Publication("p1", ("tjanstemannaforum",), "Nytt", "Hej!", "sv", house.clock.now())
    await house.service.publish(text, by="secretariat")
    await tried_for(house, days=2)
    assert "not_delivered" not in house.letters(OFFICE)


async def test_a_stranger_who_never_was_there_is_told_to_nobody(
    house_on_each: House, refuse: Callable[[str], None]
) -> None:
    house = house_on_each
    refuse(DEAD)
    await house.write("forged@nowhere.example", "Jag vill prenumerera på Tjänstemannaforum", vouched=False)
    await tried_for(house, days=2)
    assert "not_delivered" not in house.letters(OFFICE)
