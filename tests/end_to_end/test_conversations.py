"""What people live through: mails in by real SMTP, letters out by real SMTP, rows in between."""

from email.message import EmailMessage

import pytest
import vobject
from icalendar import Calendar

from mailservice.decisions.facts import Publication
from mailservice.demo.calendar_program import answer_invitation
from mailservice.demo.mailbox import Taken
from mailservice.domain.addresses import Address
from tests.end_to_end.house import House
from tests.given import NOW

ANNA, BO = "anna@region.example", "bo@kommun.example"
OFFICE = "kansliet@tillvaxtverket.se"
SEED = "Hej! Jag vill gärna prenumerera på information och delta den 24 maj kl 09.00"


def calendar_of(letter: Taken) -> bytes:
    [part] = [each for each in letter.message.walk() if each.get_content_type() == "text/calendar"]
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


@pytest.mark.parametrize("door", ["smtp", "lmtp"])
async def test_the_seeds_own_case(house_on_each: House, door: str) -> None:
    house = house_on_each
    await house.write(ANNA, SEED, by=door)
    assert house.letters(ANNA) == ["receipt", "invitation"]
    invitation = calendar_of(house.latest(ANNA, "invitation"))
    [event] = Calendar.from_ical(invitation).walk("VEVENT")
    assert str(event["UID"]) == "2027-05-24@tillvaxtverket.se"
    assert event.decoded("DTSTART").isoformat() == "2027-05-24T09:00:00+02:00"
    second_reader = vobject.readOne(invitation.decode())
    assert second_reader.vevent.attendee.value == f"mailto:{ANNA}"
    receipt = house.latest(ANNA, "receipt").text
    assert "Tjänstemannaforum" in receipt
    assert "Politikerforum" in receipt
    assert "24 maj" in receipt
    async with house.service.store.snapshot() as seen:
        anna = await seen.person(Address.of(ANNA))
    assert anna is not None
    assert {each.list_id for each in anna.subscriptions} == {"tjanstemannaforum", "politikerforum"}
    assert [(each.briefing_id, each.state.value) for each in anna.seats] == [("2027-05-24", "taken")]


async def test_a_sender_nobody_vouches_for_says_yes_first(house: House) -> None:
    await house.write(BO, SEED, vouched=False)
    assert house.letters(BO) == ["confirm"]
    await house.write(BO, "Ja", answers=house.latest(BO), vouched=False)
    assert house.letters(BO) == ["confirm", "receipt", "invitation"]


async def test_the_token_in_the_subject_is_enough(house: House) -> None:
    await house.write(BO, SEED, vouched=False)
    subject = str(house.latest(BO).message["Subject"])
    await house.write(BO, "ja tack", subject=f"SV: {subject}", vouched=False)
    assert "receipt" in house.letters(BO)


async def test_the_plus_address_is_enough(house: House) -> None:
    await house.write(BO, SEED, vouched=False)
    reply_to = str(house.latest(BO).message["Reply-To"])
    await house.write(BO, "Ja", subject="Sv: bekräfta", to=reply_to, vouched=False)
    assert "receipt" in house.letters(BO)


async def test_somebody_elses_yes_is_nothing(house: House) -> None:
    await house.write(BO, SEED, vouched=False)
    await house.write("eve@evil.example", "Ja", answers=house.latest(BO), vouched=False)
    assert house.letters(BO) == ["confirm"]


async def test_a_calendar_decline_frees_the_seat(house: House) -> None:
    await house.write(ANNA, "Anmäl mig till den 24 maj", subject="Anmälan")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = ANNA, "forum@tillvaxtverket.se", "<decline@region.example>"
    answer_invitation(mail, house.latest(ANNA, "invitation"), answer="DECLINED", at=NOW)
    await house.deliver(ANNA, mail)
    async with house.service.store.snapshot() as seen:
        assert (await seen.seats_taken(["2027-05-24"])).get("2027-05-24", 0) == 0


async def test_reminders_come_once_and_not_to_those_who_left(house_on_each: House) -> None:
    house = house_on_each
    await house.write(ANNA, "Anmäl mig till den 24 maj", subject="Anmälan")
    await house.write(BO, "Anmäl mig till den 24 maj", subject="Anmälan")
    await house.write(BO, "Jag måste tyvärr avanmäla mig från mötet den 24 maj", subject="Avanmälan")
    for moment in ("2027-05-21T14:59:00+02:00", "2027-05-21T15:00:00+02:00", "2027-05-21T15:05:00+02:00"):
        await house.go_to(moment)
    assert house.letters(ANNA).count("reminder") == 1
    await house.go_to("2027-05-24T08:15:00+02:00")
    await house.go_to("2027-05-24T08:20:00+02:00")
    assert house.letters(ANNA).count("reminder") == 2
    assert house.letters(BO).count("reminder") == 0


async def test_a_reminder_due_while_the_service_was_down_is_late_or_skipped(house: House) -> None:
    await house.write(ANNA, "Anmäl mig till den 24 maj", subject="Anmälan")
    await house.write(BO, "Anmäl mig till den 26 maj", subject="Anmälan")
    await house.go_to("2027-05-24T08:30:00+02:00")  # both of Anna's are due: only the useful one goes
    assert house.letters(ANNA).count("reminder") == 1
    await house.go_to("2027-05-26T13:30:00+02:00")  # the briefing has begun
    assert house.letters(BO).count("reminder") == 0


async def test_news_at_once_or_in_one_digest(house_on_each: House) -> None:
    house = house_on_each
    await house.write(ANNA, "Jag vill prenumerera på information från båda forumen", subject="Prenumeration")
    await house.write(BO, "Jag vill prenumerera på information från båda forumen", subject="Prenumeration")
    await house.write(BO, "Jag vill hellre ha allt samlat en gång i veckan", subject="Varje vecka")
    both = ("tjanstemannaforum", "politikerforum")
    for number in (1, 2):
        publication = Publication(
            f"p{number}", both, f"Nytt {number}", "# Hej\n\nText", "sv", house.clock.now()
        )
        assert await house.service.publish(publication, by=OFFICE) == 2
        assert await house.service.publish(publication, by=OFFICE) == 2  # the same again: nothing new
    await house.service.settle()
    assert house.letters(ANNA).count("news") == 2
    assert house.letters(BO).count("news") == 0
    await house.go_to("2027-05-14T08:00:00+02:00")
    await house.go_to("2027-05-14T08:10:00+02:00")
    assert house.letters(BO).count("digest") == 1
    digest = house.latest(BO, "digest").text
    assert "Nytt 1" in digest
    assert "Nytt 2" in digest
    await house.go_to("2027-05-21T08:00:00+02:00")
    assert house.letters(BO).count("digest") == 1  # never an empty one


async def test_the_way_out_of_a_news_mail(house: House) -> None:
    await house.write(ANNA, "Jag vill prenumerera på Politikerforum", subject="Prenumeration")
    publication = Publication("p1", ("politikerforum",), "Nytt", "Text", "sv", house.clock.now())
    await house.service.publish(publication, by=OFFICE)
    await house.service.settle()
    news = house.latest(ANNA, "news").message
    address = str(news["List-Unsubscribe"]).partition("mailto:")[2].partition("?")[0].rstrip(">")
    await house.write(ANNA, "", subject="STOPP", to=address, vouched=False)
    assert house.letters(ANNA)[-1] == "receipt"
    await house.write(ANNA, "Ångra", answers=house.latest(ANNA, "receipt"), vouched=False)
    async with house.service.store.snapshot() as seen:
        assert len(await seen.people(list_id="politikerforum")) == 1


async def test_a_closed_list_asks_the_secretariat(house: House) -> None:
    await house.write(
        ANNA, "Jag vill gå med i nätverket för regional kompetensförsörjning", subject="Nätverket"
    )
    assert house.letters(OFFICE) == ["approve"]
    await house.write(OFFICE, "Ja", answers=house.latest(OFFICE))
    assert house.letters(ANNA) == ["receipt", "receipt"]
    assert house.letters(OFFICE) == ["approve", "approval_settled"]
    async with house.service.store.snapshot() as seen:
        assert len(await seen.people(list_id="natverk-kompetens")) == 1


async def test_a_question_reaches_a_person_who_can_simply_answer(house: House) -> None:
    await house.write(ANNA, "Hur fördelas medlen för projekten nästa år?", subject="Fråga om medel")
    assert house.letters(ANNA) == ["handed_over"]
    forwarded = house.latest(OFFICE)
    assert str(forwarded.message["Reply-To"]) == ANNA
    # With å, ä or ö in it the original goes as a file: message/rfc822 may not be encoded (RFC 2046).
    assert any(part.get_filename() == "original.eml" for part in forwarded.message.walk())


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List-Id": "<x.example>"},
        {"X-Loop": "forum@tillvaxtverket.se"},
    ],
)
async def test_machines_are_not_answered(house: House, headers: dict[str, str]) -> None:
    await house.write(ANNA, SEED, headers=headers)
    assert house.mailbox.taken == []


async def test_a_mail_that_comes_twice_counts_once(house_on_each: House) -> None:
    house = house_on_each
    raw = f"From: {ANNA}\r\nMessage-ID: <once@x>\r\nSubject: Help\r\n\r\nHelp\r\n".encode()
    for _ in range(3):
        await house.deliver_raw(ANNA, raw)
    await house.service.settle()
    assert len(house.letters(ANNA)) == 1


async def test_undo_as_a_mail_of_its_own_takes_back_the_last_thing(house_on_each: House) -> None:
    house = house_on_each
    await house.write(ANNA, "Jag vill prenumerera på Politikerforum", subject="Prenumeration")
    await house.write(BO, "Ångra", subject="Ångra")
    await house.write(ANNA, "Ångra", subject="Ångra", vouched=False)  # anybody could have written this
    async with house.service.store.snapshot() as seen:
        assert len(await seen.people(list_id="politikerforum")) == 1
    await house.write(ANNA, "Ångra", subject="Ångra")
    async with house.service.store.snapshot() as seen:
        assert await seen.people(list_id="politikerforum") == []
