"""Where words end and the signature begins."""

import pytest

from mailservice.message.signatures import cut_signature

SAID = "Jag kommer den 24 maj."


def cut(text: str) -> tuple[str, str]:
    signed = cut_signature(tuple(text.split("\n")))
    return "\n".join(signed.said).strip(), "\n".join(signed.signature).strip()


@pytest.mark.parametrize(
    "signature",
    [
        "Med vänlig hälsning\nBo Öberg",
        "Med vänliga hälsningar,\nBo",
        "Vänliga hälsningar\n\nBo Öberg\nUtredare\n010-000 00 00",
        "Mvh Bo",
        "MVH/Bo",
        "Hälsningar Bo och Eva",
        "Bästa hälsningar\nBo",
        "Vänligen,\nBo",
        "Allt gott\nBo",
        "Best regards,\nBo",
        "Kind regards\nBo",
        "Best,\nBo",
        "Many thanks\nBo",
        "Yours sincerely\nBo",
        "Mit freundlichen Grüßen\nBo",
        "Med vennlig hilsen\nBo",
        "Med venlig hilsen\nBo",
        "Ystävällisin terveisin\nBo",
        "-- \nBo Öberg",
        "--\nBo Öberg",
        "Skickat från min iPhone",
        "Skickat från Outlook för iOS",
        "Skickat med Proton Mail",
        "Sent from my iPhone",
        "Get Outlook for Android<https://aka.example/x>",
        "Hämta Outlook för iOS",
        "Sendt fra min iPad",
        "Von meinem iPhone gesendet",
        "Mvh\nBo\n\nDetta meddelande är konfidentiellt. Har jag skrivit fel, ta bort det.",
        "Mvh\nBo\n\nJag arbetar inte på fredagar.",
        "Bo Öberg\nUtredare\nTelefon 010-000 00 00",
        "Region Exempel behandlar personuppgifter enligt dataskyddsförordningen, läs mer på webben.",
    ],
)
def test_a_signature_is_cut(signature: str) -> None:
    assert cut(f"{SAID}\n\n{signature}") == (SAID, signature)


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        f"{SAID}\n\n/Bo",
        f"{SAID}\n\nBo",
        "Bästa sättet att nå mig är via mejl.",
        "Hälsningar från mötet, kan jag få komma?",
        "Vänligen registrera mig till mötet.",
        "Hälsningar Bo och Eva och Ulf och Siv och Per",
        "Kan ni hälsa\nHälsningar Eva?",
        "Mvh är ett tråkigt ord",
        "Ring mig på 010-000 00 00",
        f"{SAID}\n\nMin nya adress är bo@example.se\noch den gamla\nslutar gälla.",
        f"{SAID}\n\nMin chef läser också personuppgifter och vill gärna stå med på er lista framöver.",
        "Region Exempel behandlar personuppgifter enligt dataskyddsförordningen, läs mer på webben.",
    ],
)
def test_own_words_are_kept(text: str) -> None:
    assert cut(text) == (text, "")


def test_an_afterthought_is_own() -> None:
    said, signature = cut(f"{SAID}\n\nMvh\nBo\n\nPS. Ta bort mig från utskicken.\n\nBo Öberg\nUtredare")
    assert said == f"{SAID}\n\nPS. Ta bort mig från utskicken.\n\nBo Öberg\nUtredare"
    assert signature == "Mvh\nBo"
    said, _ = cut(f"{SAID}\n\nMvh Bo\n\nJust det, jag vill lämna politikerlistan.")
    assert said.endswith("politikerlistan.")
    assert cut(f"{SAID}\n\nMvh Bo\n\nVi gör regionen bättre.") == (SAID, "Mvh Bo\n\nVi gör regionen bättre.")


@pytest.mark.parametrize(
    "form",
    [
        "Rubrik: Sommarläget\nEngelsk rubrik: Summer\nLänk: https://video.example.se/sommar\nPlatser: 40",
        "Title: Summer\nLink: https://video.example.se/summer\nSeats: 40",
        "Länk: https://video.example.se/sommar\nTid: 9.00\nSista anmälan: 10 juni",
    ],
)
def test_lines_that_fill_in_a_form_are_no_signature(form: str) -> None:
    assert cut(f"Ny genomgång den 14 juni\n\n{form}") == (f"Ny genomgång den 14 juni\n\n{form}", "")
    assert cut(f"Ny genomgång den 14 juni\n\n{form}\n\nMvh\nBo") == (
        f"Ny genomgång den 14 juni\n\n{form}",
        "Mvh\nBo",
    )
