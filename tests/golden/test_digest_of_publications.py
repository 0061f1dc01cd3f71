"""From draft to digest: mails of the secretariat from Outlook, Word, in Markdown and plain, in one letter."""

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from tests.end_to_end.house import House, open_house
from tests.end_to_end.test_publishing import CARIN, OFFICE, mail_of

ERIK = "erik@kommun.example"


async def test_four_texts_become_one_digest(
    tmp_path: Path, sqlite_url: str, same_as_golden: Callable[[str, EmailMessage], None]
) -> None:
    async with open_house(tmp_path, database=sqlite_url.replace("+aiosqlite", "")) as house:
        for reader in (CARIN, ERIK):
            await house.write(reader, "Jag vill prenumerera på Tjänstemannaforum och Politikerforum.")
            await house.write(reader, "Jag vill ha nyheterna samlade en gång i veckan.")
        await house.write(ERIK, "Please write to me in English.")
        await house.write(CARIN, "Jag vill delta den 24 maj kl 09.00")
        for hour, name in enumerate(("outlook", "word", "markdown", "plain"), 9):
            await _published(house, name)
            await house.go_to(f"2027-05-10T{hour:02}:00:00+02:00")
        await house.go_to("2027-05-14T08:00:00+02:00")
        for reader, language in ((CARIN, "sv"), (ERIK, "en")):
            digest = _as_ever(house.latest(reader, "digest").message)
            same_as_golden(f"digest-published.{language}.txt", digest)


async def _published(house: House, name: str) -> None:
    await house.deliver(OFFICE, mail_of(name))
    await house.write(OFFICE, "Skicka", answers=house.latest(OFFICE, "proof"))


def _as_ever(mail: EmailMessage) -> EmailMessage:
    """Without the token, which comes from a key that each house makes for itself."""
    del mail["Reply-To"]
    del mail["List-Unsubscribe"]
    return mail
