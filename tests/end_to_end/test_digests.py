"""Digests as people get them: ordered by mail, after a pause, and what the agency can show of it later."""

import asyncio
import json
from pathlib import Path

from typer.testing import CliRunner

from mailservice.cli import app
from mailservice.storage.sending import pause, resume
from tests.end_to_end.house import House, open_house
from tests.end_to_end.test_bounces import engines
from tests.end_to_end.test_publishing import ANNA, CARIN, OFFICE, joined, mail_of, said


async def published(house: House) -> None:
    """Anna wants each mail, Carin a digest; a text has gone out."""
    await joined(house)
    await house.deliver(OFFICE, mail_of("outlook"))
    await house.write(OFFICE, "Skicka", answers=house.latest(OFFICE, "proof"))
    await house.go_to("2027-05-10T09:00:00+02:00")


async def test_the_secretariat_has_the_digest_sent_now(house: House) -> None:
    await published(house)
    await house.write(ANNA, "Skicka sammanfattningen nu")  # not hers to say
    assert "Det går inte att se säkert att det är kansliet" in said(house.latest(OFFICE, "for_secretariat"))
    assert "digest" not in house.letters(CARIN)
    await house.write(OFFICE, "Hej!\n\nSkicka sammanfattningen nu, tack!")
    assert house.letters(CARIN)[-1] == "digest"
    told = house.latest(OFFICE, "digests_sent")
    assert "Sammanfattningen är på väg till 1 person." in said(told)
    await house.go_to("2027-05-14T08:00:00+02:00")
    assert house.letters(CARIN).count("digest") == 1  # it has nothing new to tell on Friday


async def test_what_came_during_a_pause_is_one_letter_on_the_morning_it_ends(house_on_each: House) -> None:
    house = house_on_each
    await joined(house)
    await house.write(ANNA, "Pausa utskicken till den 17 maj")
    for name in ("outlook", "word"):
        await house.deliver(OFFICE, mail_of(name))
        await house.write(OFFICE, "Skicka", answers=house.latest(OFFICE, "proof"))
    await house.go_to("2027-05-17T06:59:00+02:00")
    assert not {"news", "digest"} & set(house.letters(ANNA))
    await house.go_to("2027-05-17T07:00:00+02:00")
    assert house.letters(ANNA)[-1] == "digest"
    assert "Välkommen tillbaka!" in said(house.latest(ANNA, "digest"))
    await house.go_to("2027-05-21T08:00:00+02:00")
    assert house.letters(ANNA).count("digest") + house.letters(ANNA).count("news") == 1


async def test_a_stop_takes_a_text_out_of_the_digest_that_has_not_left(house_on_each: House) -> None:
    house = house_on_each
    await published(house)
    report = house.latest(OFFICE, "publication_report")
    await house.deliver(OFFICE, mail_of("word"))
    await house.write(OFFICE, "Skicka", answers=house.latest(OFFICE, "proof"))
    await house.go_to("2027-05-10T10:00:00+02:00")
    await pause(engines(house), because="relay", at=house.clock.now())
    await house.write(OFFICE, "Skicka sammanfattningen nu")
    await house.write(OFFICE, "Stopp", answers=report)
    assert "digest" not in house.letters(CARIN)
    await resume(engines(house), at=house.clock.now())
    await house.go_to("2027-05-10T10:01:00+02:00")
    digest = house.latest(CARIN, "digest")
    assert digest.message["Subject"] == "Veckans nytt: Regional utveckling i maj"
    assert "Kompetensförsörjning" not in digest.text
    told = said(house.latest(OFFICE, "publication_report"))
    assert "- 1 mejl har skickats. - 0 mejl skickades inte. - 1 person till skulle ha fått det senare" in told


async def test_the_record_of_what_was_mailed(tmp_path: Path, sqlite_url: str) -> None:
    url = sqlite_url.replace("+aiosqlite", "")
    async with open_house(tmp_path, database=url) as house:
        await published(house)
        await house.go_to("2027-05-14T08:00:00+02:00")
    config, folder = tmp_path / "config.toml", tmp_path / "records"
    config.write_text(
        f'[service]\naddress = "forum@tillvaxtverket.se"\nsecretariat = ["{OFFICE}"]\n'
        f'secret_file = "{tmp_path}/secret.key"\n[database]\nurl = "{url}"\n',
        encoding="utf-8",
    )
    done = await _in_a_thread("records", "export", "--config", str(config), str(folder))
    assert done == f"1 record in {folder}\n"
    [kept] = [each for each in folder.iterdir() if each.is_dir()]
    record = json.loads((kept / "record.json").read_text(encoding="utf-8"))
    assert (record["author"], record["approver"], record["readers"]) == (OFFICE, OFFICE, 2)
    assert {each["address"]: (each["letter"], each["outcome"]) for each in record["recipients"]} == {
        ANNA: ("news", "sent"),
        CARIN: ("digest", "sent"),
    }
    assert b"Kompetensf" in (kept / "original.eml").read_bytes()
    assert b"application/pdf" in (kept / "letter.eml").read_bytes()
    assert {each.name.partition("-")[2][-4:] for each in (kept / "files").iterdir()} == {".png", ".pdf"}
    site = tmp_path / "site"
    await _in_a_thread("archive", "export", "--config", str(config), str(site))
    [page] = site.glob("2027/05/*.html")
    assert '<img src="../../files/' in page.read_text(encoding="utf-8")


async def _in_a_thread(*arguments: str) -> str:
    """A command runs a loop of its own."""
    result = await asyncio.to_thread(CliRunner().invoke, app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout
