"""The secretariat publishes by mail: draft, proof, approval, letters, and the way back."""

import email
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from tests.end_to_end.house import House

MAILS = Path(__file__).parents[1] / "mails" / "publishing"
OFFICE, COLLEAGUE = "kansliet@tillvaxtverket.se", "bo@tillvaxtverket.se"
EYES = {"secretariat": (OFFICE, COLLEAGUE)}
ANNA, CARIN = "anna@region.example", "carin@kommun.example"


def mail_of(name: str) -> EmailMessage:
    """A mail as the secretariat's program sent it."""
    read = email.message_from_bytes((MAILS / f"{name}.eml").read_bytes(), policy=SMTP)
    assert isinstance(read, EmailMessage)
    return read


async def joined(house: House) -> None:
    """Anna wants each mail, Carin a digest; both are on the officials' list."""
    await house.write(ANNA, "Jag vill prenumerera på Tjänstemannaforum.")
    await house.write(CARIN, "Jag vill prenumerera på Tjänstemannaforum.")
    await house.write(CARIN, "Jag vill ha nyheterna samlade en gång i veckan.")


async def test_from_draft_to_letter(house: House) -> None:
    if True:
        await joined(house)
        await house.deliver(OFFICE, mail_of("outlook"))
        proof = house.latest(OFFICE, "proof")
        assert "Inget har skickats" in proof.text
        assert "2 personer" in proof.text
        assert "1 får det direkt, 1 i veckans" in proof.text
        assert house.letters(ANNA)[-1] == "receipt"  # a proof goes to nobody else

        await house.write(OFFICE, "Testa", answers=proof)
        assert house.letters(OFFICE)[-1] == "news"
        await house.write(OFFICE, "Skicka", answers=proof)
        held = house.latest(OFFICE, "publication_told")
        assert "börjar gå ut" in held.text
        await house.go_to("2027-05-10T08:39:59+02:00")
        assert "news" not in house.letters(ANNA)
        await house.go_to("2027-05-10T08:40:00+02:00")
        news = house.latest(ANNA, "news")
        assert news.message["Subject"] == "Kompetensförsörjning den 24 maj"
        assert {part.get_content_type() for part in news.message.walk()} >= {"image/png", "application/pdf"}
        assert news.text.partition("\nVänliga")[0] in proof.text
        assert "news" not in house.letters(CARIN)
        report = house.latest(OFFICE, "publication_report")
        assert "1 mejl har skickats" in report.text
        await house.go_to("2027-05-14T08:00:00+02:00")
        assert house.letters(CARIN)[-1] == "digest"
        assert house.letters(ANNA).count("news") == 1
