"""The secretariat publishes by mail: draft, proof, approval, letters, and the way back."""

import email
from collections.abc import AsyncIterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from mailservice.config.load import load_config
from mailservice.config.sections import PublishingConfig
from mailservice.demo.mailbox import Taken
from mailservice.domain.addresses import Address
from mailservice.domain.effects import ChooseDelivery, SetSubscription
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.people import SubscriptionState
from tests.end_to_end.house import DEMO, FORUM, House, open_house

MAILS = Path(__file__).parents[1] / "mails" / "publishing"
OFFICE, COLLEAGUE = "kansliet@tillvaxtverket.se", "bo@tillvaxtverket.se"
ANNA, CARIN = "anna@region.example", "carin@kommun.example"


def mail_of(name: str) -> EmailMessage:
    """A mail as the secretariat's program sent it."""
    read = email.message_from_bytes((MAILS / f"{name}.eml").read_bytes(), policy=SMTP)
    assert isinstance(read, EmailMessage)
    return read


def said(taken: Taken) -> str:
    """The text of a letter on one line."""
    return " ".join(taken.text.split())


async def joined(house: House) -> None:
    """Anna wants each mail, Carin a digest; both are on the officials' list."""
    list_id = "tjanstemannaforum"
    async with house.service.store.transaction() as work:
        for each in (
            SetSubscription(Address.of(ANNA), list_id, SubscriptionState.ACTIVE),
            SetSubscription(Address.of(CARIN), list_id, SubscriptionState.ACTIVE),
            ChooseDelivery(Address.of(CARIN), DeliveryMode.WEEKLY),
        ):
            await work.change(each, at=house.clock.now(), caused_by="", by="mail")


@pytest.fixture
def office(house: House) -> House:
    """The house, seen by the secretariat."""
    return house


async def proofed(house: House) -> Taken:
    """A text of the secretariat, and its proof."""
    await joined(house)
    await house.deliver(OFFICE, mail_of("outlook"))
    return house.latest(OFFICE, "proof")


async def test_from_draft_to_letter_and_digest(house_on_each: House) -> None:
    house = house_on_each
    proof = await proofed(house)
    assert "Inget har skickats än" in said(proof)
    assert "Det är 2 personer just nu. - 1 får det direkt, 1 i veckans sammandrag" in said(proof)
    assert house.letters(ANNA) == []  # a proof goes to nobody else

    await house.write(OFFICE, "Testa", answers=proof)
    assert house.letters(OFFICE)[-1] == "news"
    await house.write(OFFICE, "Skicka", answers=proof)
    held = house.latest(OFFICE, "publication_told")
    assert "Det börjar gå ut måndag 10 maj kl. 08.40, till 2 personer" in said(held)
    await house.go_to("2027-05-10T08:39:59+02:00")
    assert "news" not in house.letters(ANNA)
    await house.go_to("2027-05-10T08:40:00+02:00")
    news = house.latest(ANNA, "news")
    assert news.message["Subject"] == "Kompetensförsörjning den 24 maj"
    assert {part.get_content_type() for part in news.message.walk()} >= {"image/png", "application/pdf"}
    assert news.text.replace(ANNA, OFFICE).strip() in proof.text  # what a recipient gets, but for the address
    assert "news" not in house.letters(CARIN)
    assert "1 mejl har skickats" in said(house.latest(OFFICE, "publication_report"))

    await house.go_to("2027-05-14T08:00:00+02:00")
    assert house.letters(CARIN)[-1] == "digest"
    assert house.letters(ANNA).count("news") == 1


async def test_stopped_in_time_it_goes_to_nobody(office: House) -> None:
    proof = await proofed(office)
    await office.write(OFFICE, "Skicka imorgon kl 9", answers=proof)
    held = office.latest(OFFICE, "publication_told")
    assert "tisdag 11 maj kl. 09.00" in said(held)
    await office.write(OFFICE, "Nej vänta, skicka inte!", answers=held)
    assert "Ingen har fått det" in said(office.latest(OFFICE, "publication_told"))
    await office.go_to("2027-05-14T08:00:00+02:00")
    assert "news" not in office.letters(ANNA)
    assert "digest" not in office.letters(CARIN)
    await office.write(OFFICE, "Skicka", answers=proof)
    assert "är stoppat och skickas inte" in said(office.latest(OFFICE, "publication_told"))


async def test_stopped_after_the_letters_it_is_kept_out_of_the_digests(house_on_each: House) -> None:
    house = house_on_each
    proof = await proofed(house)
    await house.write(OFFICE, "Skicka", answers=proof)
    await house.go_to("2027-05-10T08:40:00+02:00")
    await house.write(OFFICE, "Stopp", answers=house.latest(OFFICE, "publication_report"))
    report = house.latest(OFFICE, "publication_report")
    assert f"De här har fått det: - {ANNA}" in said(report)
    [table] = [each for each in report.message.walk() if each.get_filename() == "mottagare.csv"]
    assert table.get_content_type() == "text/csv"
    content = table.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert f"{ANNA};skickat;2027-05-10" in content.decode("utf-8-sig")
    await house.go_to("2027-05-14T08:00:00+02:00")
    assert "digest" not in house.letters(CARIN)


async def test_stop_in_reply_to_the_test_letter_stops_it(office: House) -> None:
    proof = await proofed(office)
    await office.write(OFFICE, "Testa", answers=proof)
    await office.write(OFFICE, "Skicka", answers=proof)
    await office.write(OFFICE, "Stopp", answers=office.latest(OFFICE, "news"))
    assert "Du har stoppat utskicket" in said(office.latest(OFFICE, "publication_told"))
    await office.go_to("2027-05-10T08:50:00+02:00")
    assert "news" not in office.letters(ANNA)


async def test_a_corrected_text_is_a_new_version(office: House) -> None:
    first = await proofed(office)
    await office.write(OFFICE, "Skicka", answers=first)
    corrected = (
        "Den 25 maj talar vi om kompetensförsörjning i stället. Välkommen till en genomgång på 45 minuter."
    )
    await office.write(OFFICE, corrected, answers=first)
    second = office.latest(OFFICE, "proof")
    assert "version 2" in second.message["Subject"]
    assert "Den version som redan var godkänd går inte ut" in said(second)
    assert "Underlag kompetensförsörjning.pdf" in said(second)  # a reply brings no attachments along
    await office.go_to("2027-05-10T08:50:00+02:00")
    assert "news" not in office.letters(ANNA)
    await office.write(OFFICE, "Skicka", answers=first)
    assert "Det finns en nyare version" in said(office.latest(OFFICE, "publication_told"))
    await office.write(OFFICE, "skicka", answers=second)
    await office.go_to("2027-05-10T09:05:00+02:00")
    assert "Den 25 maj" in said(office.latest(ANNA, "news"))


async def test_a_correction_of_a_few_words(office: House) -> None:
    await joined(office)
    text = "Publicera till Tjänstemannaforum\n\nMötet är den 24 maj kl. 9 i sal 3."
    await office.write(OFFICE, text, subject="Ny sal")
    await office.write(OFFICE, "Mötet är den 25 maj kl. 9 i sal 3.", answers=office.latest(OFFICE, "proof"))
    second = office.latest(OFFICE, "proof")
    assert "version 2" in second.message["Subject"]
    await office.write(OFFICE, "Ny text: Inställt.", answers=second)
    third = office.latest(OFFICE, "proof")
    assert "version 3" in third.message["Subject"]
    assert "Inställt." in said(third)
    await office.write(OFFICE, "Vad väntar?")
    told = said(office.latest(OFFICE, "waiting_texts"))
    assert "Ny sal (version 3)" in told
    assert "Väntar på att någon svarar ”skicka” på korrekturen." in told
    await office.write(ANNA, "Vad väntar?")
    assert "waiting_texts" not in office.letters(ANNA)


async def test_doubt_is_asked_about(office: House) -> None:
    proof = await proofed(office)
    for text, told in (
        ("Ok!", "Vi är inte säkra på vad du vill göra"),
        ("Snyggt, men kan du byta bild?", "Vi är inte säkra på vad du vill göra"),
        ("Skicka på måndag", "Vi förstår inte när"),
    ):
        await office.write(OFFICE, text, answers=proof)
        assert told in said(office.latest(OFFICE, "publish_question"))
    await office.go_to("2027-05-24T08:00:00+02:00")
    assert "news" not in office.letters(ANNA)


async def test_only_the_proven_secretariat_publishes(office: House) -> None:
    await joined(office)
    await office.deliver(OFFICE, mail_of("plain"), vouched=False)
    assert office.letters(OFFICE)[-1] != "proof"
    await office.write(ANNA, "Publicera till Tjänstemannaforum\n\nKöp billigt!")
    assert "vill publicera eller godkänna" in said(office.latest(OFFICE, "for_secretariat"))
    proof = await proofed(office)
    await office.write(
        OFFICE, "Skicka", answers=proof, vouched=False
    )  # who holds the proof has not proven it
    await office.write(ANNA, "Skicka", answers=proof)
    await office.go_to("2027-05-10T09:00:00+02:00")
    assert "news" not in office.letters(CARIN)
    await office.write(OFFICE, "Stopp", answers=proof, vouched=False)  # to stop is believed
    assert "stoppat" in said(office.latest(OFFICE, "publication_told"))


@pytest.fixture
async def two_eyes(tmp_path: Path, sqlite_url: str) -> AsyncIterator[House]:
    """The house where a colleague must approve."""
    service = load_config(DEMO, {}).service
    async with open_house(
        tmp_path,
        database=sqlite_url.replace("+aiosqlite", ""),
        service=service.model_copy(
            update={"secret_file": tmp_path / "secret.key", "secretariat": (OFFICE, COLLEAGUE)}
        ),
        publishing=PublishingConfig(approval="colleague"),
    ) as opened:
        yield opened


async def test_two_pairs_of_eyes(two_eyes: House) -> None:
    house = two_eyes
    proof = await proofed(house)
    assert "En kollega behöver svara skicka" in said(proof)
    await house.write(OFFICE, "Skicka", answers=proof)
    assert "en kollega behöver godkänna det" in said(house.latest(OFFICE, "publication_told"))
    await house.write(COLLEAGUE, "skicka", answers=house.latest(COLLEAGUE, "proof"))
    assert f"{COLLEAGUE} har godkänt" in said(house.latest(OFFICE, "publication_told"))
    assert "Du har godkänt" in said(house.latest(COLLEAGUE, "publication_told"))
    await house.go_to("2027-05-10T08:40:00+02:00")
    assert house.letters(ANNA)[-1] == "news"


async def test_a_list_has_an_address_to_publish_to(office: House) -> None:
    await joined(office)
    here = FORUM.replace("@", "+publicera-tjanstemannaforum@")
    await office.write(OFFICE, "Mötet är inställt.", subject="Inställt möte", to=here)
    assert "Korrektur: Inställt möte" in office.latest(OFFICE, "proof").message["Subject"]


async def test_materials_go_to_who_takes_part(office: House) -> None:
    await office.write(ANNA, "Anmäl mig till mötet den 24 maj.")
    await office.write(CARIN, "Jag vill prenumerera på Tjänstemannaforum.")
    text = "Publicera till deltagarna den 24 maj\n\nTack för att du var med. Bilderna är bifogade."
    await office.write(OFFICE, text, subject="Bilderna från mötet")
    proof = office.latest(OFFICE, "proof")
    assert "Det är 1 person just nu" in said(proof)
    assert "Texten nämner ”bifogade”, men ingen fil är bifogad" in said(proof)
    await office.write(OFFICE, "skicka", answers=proof)
    await office.go_to("2027-05-10T08:41:00+02:00")
    assert "du har anmält dig" in said(office.latest(ANNA, "news"))
    assert "news" not in office.letters(CARIN)
