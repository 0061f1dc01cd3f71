"""The life of a briefing, by mail."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailservice.demo.calendar_program import answer_invitation
from mailservice.domain.addresses import Address
from mailservice.domain.arrangements import ArrangeBriefing
from mailservice.domain.briefings import SeatState
from mailservice.flow.arranging import arrange
from mailservice.flow.process import Processor
from mailservice.storage.engine import open_database
from mailservice.storage.store import Database
from tests.end_to_end.house import House

ANNA, BO, CIA = "anna@region.example", "bo@kommun.example", "cia@region.example"
OFFICE = "kansliet@tillvaxtverket.se"
ID = "2027-05-24"


async def limit(house: House, seats: int) -> None:
    wish = ArrangeBriefing(ID, capacity=seats)
    await arrange(house.service.store, wish, clock=house.clock, stationery=house.service.stationery)


async def states(house: House) -> dict[str, str]:
    async with house.service.store.snapshot() as seen:
        return {each["address"]: each["state"] for each in await seen.participants(ID)}


async def press(house: House, who: str, answer: str, number: int = 0) -> None:
    """Somebody presses a button in their calendar."""
    mail = EmailMessage()
    mail["From"], mail["To"] = who, "forum@tillvaxtverket.se"
    mail["Message-ID"] = f"<{answer}-{number}-{who}>"
    invitation = house.latest(who, "invitation")
    await house.deliver(who, answer_invitation(mail, invitation, answer=answer, at=house.clock.now()))


async def sign_up(house: House, *people: str) -> None:
    for each in people:
        await house.write(each, "Anmäl mig till den 24 maj", subject="Anmälan")


async def test_a_freed_seat_goes_down_the_line(house_on_each: House) -> None:
    house = house_on_each
    await limit(house, 1)
    await sign_up(house, ANNA, BO, CIA)
    assert "plats 2 i kön" in house.latest(CIA, "receipt").text.replace("\n", " ")
    await press(house, ANNA, "DECLINED")
    offer = house.latest(BO, "invitation")
    assert "tisdag 11 maj kl. 08.30" in offer.text.replace("\n", " ")
    assert await states(house) == {ANNA: "given-up", BO: "offered", CIA: "waiting"}
    await house.go_to("2027-05-11T08:31:00+02:00")  # Bo has not answered
    assert house.letters(BO)[-1] == "cancellation"
    assert await states(house) == {ANNA: "given-up", BO: "given-up", CIA: "offered"}
    await house.write(CIA, "Ja tack!", answers=house.latest(CIA, "invitation"))
    assert await states(house) == {ANNA: "given-up", BO: "given-up", CIA: "taken"}
    await house.write(CIA, "Nej", answers=house.latest(CIA, "invitation"))
    assert (await states(house))[CIA] == "given-up"


async def test_an_offer_is_taken_in_the_calendar_or_the_seat_moves_on_at_once(house: House) -> None:
    await limit(house, 1)
    await sign_up(house, ANNA, BO, CIA)
    await house.write(ANNA, "Avboka min plats den 24 maj")
    await press(house, BO, "DECLINED")
    await press(house, CIA, "ACCEPTED")
    assert await states(house) == {ANNA: "given-up", BO: "given-up", CIA: "taken"}


async def test_more_seats_go_to_those_who_wait(house: House) -> None:
    await limit(house, 1)
    await sign_up(house, ANNA, BO, CIA)
    await limit(house, 2)
    await house.service.settle()
    assert await states(house) == {ANNA: "taken", BO: "offered", CIA: "waiting"}
    await house.write(BO, "Glöm mig. Radera allt ni har om mig.")
    await house.write(BO, "Ta bort alla mina uppgifter")
    assert await states(house) in (
        {ANNA: "taken", CIA: "offered"},
        {ANNA: "taken", BO: "offered", CIA: "waiting"},  # where the words are asked about first
    )


async def test_the_secretariat_moves_a_briefing_in_words(house: House) -> None:
    await sign_up(house, ANNA)
    await house.write(OFFICE, "Flytta genomgången den 24 maj till den 25 maj kl 10.00", subject="Ändring")
    assert house.letters(OFFICE)[-1] == "office_proof"
    assert house.letters(ANNA) == ["receipt", "invitation"]  # nothing is done before the yes
    await house.write(OFFICE, "Ja", answers=house.latest(OFFICE, "office_proof"))
    assert house.letters(ANNA)[-1] == "invitation"
    moved = " ".join(house.latest(ANNA, "invitation").text.split())
    assert "flyttat från måndag 24 maj kl. 09.00 till tisdag 25 maj kl. 10.00" in moved
    receipt = house.latest(OFFICE, "receipt")
    assert "Genomgången är flyttad" in receipt.text
    await house.write(OFFICE, "ångra", answers=receipt)
    assert "måndag 24 maj kl. 09.00" in house.latest(ANNA, "invitation").text.replace("\n", " ")
    assert (await states(house)) == {ANNA: "taken"}


async def test_who_only_seems_to_be_the_secretariat_moves_nothing(house: House) -> None:
    await sign_up(house, ANNA)
    await house.write(OFFICE, "Ställ in genomgången den 24 maj", vouched=False)
    assert "office_proof" not in house.letters(OFFICE)
    await house.write(BO, "Ställ in genomgången den 24 maj")
    async with house.service.store.snapshot() as seen:
        briefing = (await seen.world()).briefing(ID)
    assert briefing is not None
    assert briefing.state == "open"


async def test_a_new_briefing_by_mail_signs_followers_up_and_lista_names_them(house: House) -> None:
    await house.write(ANNA, "Anmäl mig till alla genomgångar efter Tjänstemannaforum")
    assert "varje ny genomgång" in house.latest(ANNA, "receipt").text.replace("\n", " ")
    new = "Ny genomgång den 14 juni kl 9.00-9.30 efter Tjänstemannaforum\nPlatser: 40\nRubrik: Sommarläget"
    await house.write(OFFICE, new, subject="Ny genomgång")
    await house.write(OFFICE, "ja", answers=house.latest(OFFICE, "office_proof"))
    assert "Sommarläget" in str(house.latest(ANNA, "invitation").message["Subject"])
    await house.write(OFFICE, "Lista", answers=house.latest(OFFICE, "receipt"))
    listed = house.latest(OFFICE, "receipt")
    assert ANNA in listed.text
    [table] = [each for each in listed.message.walk() if each.get_content_type() == "text/csv"]
    assert ANNA in table.get_content()
    await house.write(ANNA, "Lista", answers=house.latest(ANNA, "receipt"))  # nobody else gets it
    assert not any(each.get_content_type() == "text/csv" for each in house.latest(ANNA).message.walk())


async def test_a_draft_is_seen_by_nobody_else(house: House) -> None:
    await house.write(OFFICE, "Skapa ett utkast till genomgång den 14 juni kl 9 efter Tjänstemannaforum")
    assert "Utkastet är sparat" in house.latest(OFFICE, "receipt").text
    await house.write(ANNA, "Anmäl mig till den 14 juni")
    async with house.service.store.snapshot() as seen:
        assert await seen.participants("2027-06-14") == []
    await house.write(OFFICE, "Öppna anmälan till genomgången den 14 juni")
    await house.write(ANNA, "Anmäl mig till den 14 juni")
    async with house.service.store.snapshot() as seen:
        assert [each["state"] for each in await seen.participants("2027-06-14")] == ["taken"]


async def test_afterwards_everybody_gets_the_materials_with_words_of_their_own(house_on_each: House) -> None:
    house = house_on_each
    await limit(house, 2)
    await sign_up(house, ANNA, BO, CIA)
    await house.write("dan@region.example", "Skicka bara materialet från den 24 maj")
    await house.go_to("2027-05-24T10:00:00+02:00")
    await house.write(OFFICE, f"Deltog den 24 maj: {ANNA}", subject="Närvaro")
    await house.write(OFFICE, "Material till genomgången den 24 maj: https://a.example/bilder.pdf")
    await house.go_to("2027-05-24T10:50:00+02:00")
    for who, says in (
        (ANNA, "Tack för att du var med."),
        (BO, "Du kunde tyvärr inte vara med"),
        (CIA, "Du kunde tyvärr inte vara med"),
        ("dan@region.example", "Här är materialet som du bad om."),
    ):
        assert house.letters(who).count("materials") == 1
        assert says in house.latest(who, "materials").text
        assert "https://a.example/bilder.pdf" in house.latest(who, "materials").text
    await house.go_to("2027-05-25T10:00:00+02:00")
    assert house.letters(ANNA).count("materials") == 1


async def test_what_an_outage_kept_back_is_told_once(house: House) -> None:
    await sign_up(house, ANNA, BO)
    house.clock.move_to(datetime(2027, 5, 24, 5, 30, tzinfo=UTC))  # away since the tenth
    await house.service.settle()
    assert "reminder" not in house.letters(ANNA)
    told = house.latest(OFFICE, "reminders_skipped").text.replace("\n", " ")
    assert "2 påminnelser dagen före" in told
    await house.go_to("2027-05-24T08:15:00+02:00")
    assert house.letters(ANNA).count("reminder") == 1  # the last hour's
    assert house.letters(OFFICE).count("reminders_skipped") == 1


async def test_a_comment_in_the_calendar_is_seen_by_the_secretariat(house: House) -> None:
    await sign_up(house, ANNA)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = ANNA, "forum@tillvaxtverket.se", "<comment@region.example>"
    answer_invitation(mail, house.latest(ANNA, "invitation"), answer="ACCEPTED", at=house.clock.now())
    [part] = [each for each in mail.walk() if each.get_content_type() == "text/calendar"]
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    commented = payload.replace(b"END:VEVENT", b"COMMENT:Kommer fem minuter sent\r\nEND:VEVENT")
    part.set_content(commented, maintype="text", subtype="calendar", params={"method": "REPLY"})
    await house.deliver(ANNA, mail)
    await house.write(OFFICE, "lista", answers=house.latest(OFFICE, "for_secretariat"))
    assert "Kommer fem minuter sent" in house.latest(OFFICE, "receipt").text.replace("\n", " ")


async def test_changes_by_mail_outlast_a_start(house_on_each: House) -> None:
    house = house_on_each
    await house.write(OFFICE, "Ställ in genomgången den 24 maj", subject="x")
    assert await house.service.apply_world(house.config.world(), keeping_later_changes=True) == []
    async with house.service.store.snapshot() as seen:
        briefing = (await seen.world()).briefing(ID)
    assert briefing is not None
    assert briefing.state == "called-off"
    assert await house.service.apply_world(house.config.world()) != []  # who says so turns it back


@pytest.mark.parametrize("nodes", [1, 3])
async def test_many_mails_at_once_never_take_more_seats_than_there_are(
    house_on_each: House, database_url: str, nodes: int, tmp_path: Path
) -> None:
    """Several nodes, each with connections of its own, work on the same heap of sign-ups and declines."""
    house = house_on_each
    if nodes > 1 and database_url.startswith("sqlite"):
        pytest.skip("SQLite has one node")
    await limit(house, 4)
    people = [f"p{number}@region.example" for number in range(24)]
    for number, each in enumerate(people):
        raw = (
            f"Authentication-Results: demo.mx; dmarc=pass header.from=region.example\r\nFrom: {each}\r\n"
            f"To: forum@tillvaxtverket.se\r\nSubject: Anm\r\nMessage-ID: <{number}@region.example>\r\n\r\n"
            "Please sign me up for the briefing on 24 May\r\n"
        )
        await house.deliver_raw(each, raw.encode())
    engines = [open_database(database_url, checkpoints=False) for _ in range(nodes - 1)]
    stores = [Database(each, house.config.service.address, (OFFICE,)) for each in engines]
    own: Processor = house.service.processor()
    processors = [own, *(replace(own, store=each) for each in stores)]

    async def work(processor: Processor) -> None:
        while await processor.process_waiting():
            pass

    await asyncio.gather(*(work(each) for each in processors))
    for engine in engines:
        await engine.close()
    await house.service.settle()
    found = await states(house)
    assert sum(SeatState(each).holds_a_seat for each in found.values()) == 4
    async with house.service.store.snapshot() as seen:
        rows = await seen.participants(ID)
        briefings = [await seen.person(Address.of(each)) for each in people]
    waiting = [each["place"] for each in rows if each["state"] == "waiting"]
    assert waiting == list(range(1, len(waiting) + 1))
    assert len(found) + sum(each is None for each in briefings) == 24
    subjects = [str(house.latest(each).message["Subject"]) for each in people if each in found]
    assert all(re.match("Du är anmäld|Du står i kö|Inbjudan|Invitation|You", each) for each in subjects)
