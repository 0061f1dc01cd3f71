"""Letters that come back: what is counted, probed, retired, restored; complaints; what a forger achieves."""

import itertools
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from mailservice.decisions.facts import Publication
from mailservice.demo.mailbox import Taken
from mailservice.domain.addresses import Address
from mailservice.storage.engine import Engines
from mailservice.storage.retired import retired
from mailservice.storage.store import Database
from tests.end_to_end.house import FORUM, House

ANNA, OFFICE = "anna@region.example", "kansliet@tillvaxtverket.se"
SAMPLES = Path(__file__).parents[1] / "mails" / "bounces"
DEAD = "550 5.1.1 <anna@region.example>: Recipient address rejected: User unknown"
FULL = "552 5.2.2 <anna@region.example>: mailbox full"


_numbers = itertools.count(1)


def report(status: str, diagnostic: str, *, action: str = "failed", who: str = ANNA) -> bytes:
    """A delivery report as Postfix writes it."""
    text = (
        "From: MAILER-DAEMON@mx.region.example\r\nTo: x\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\nMessage-ID: <{id}@mx.region.example>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\n\r\nI'm sorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx.region.example\r\n\r\nFinal-Recipient: rfc822; {who}\r\nAction: {action}\r\n"
        f"Status: {status}\r\nDiagnostic-Code: smtp; {diagnostic}\r\n\r\n--b--\r\n"
    )
    return text.replace("{id}", str(next(_numbers))).encode()


async def published(house: House, number: int) -> Taken:
    """One text is published and sent; Anna's copy."""
    text = Publication(
        f"p{number}", ("tjanstemannaforum",), f"Nytt {number}", "Hej!", "sv", house.clock.now()
    )
    await house.service.publish(text, by="secretariat")
    await house.service.settle()
    return house.latest(ANNA, "news")


async def comes_back(house: House, letter: Taken, raw: bytes) -> None:
    await house.deliver_raw("", raw, to=letter.reverse_path)
    await house.service.settle()


async def joined(house: House) -> None:
    await house.write(ANNA, "Jag vill prenumerera på Tjänstemannaforum")
    assert house.letters(ANNA) == ["receipt"]


def engines(house: House) -> Engines:
    assert isinstance(house.service.store, Database)
    return house.service.store.engines


async def test_a_dead_address_is_probed_then_retired_then_restored_by_its_own_mail(
    house_on_each: House,
) -> None:
    house = house_on_each
    await joined(house)
    await comes_back(house, await published(house, 1), report("5.1.1", DEAD))
    assert "probe" not in house.letters(ANNA)
    await comes_back(house, await published(house, 2), report("5.1.1", DEAD))
    assert "probe" not in house.letters(ANNA)  # the same day
    await house.go_to("2027-05-11T09:00:00+02:00")
    await comes_back(house, await published(house, 3), report("5.1.1", DEAD))
    assert house.letters(ANNA)[-1] == "probe"
    assert await retired(engines(house)) == ()
    await comes_back(house, house.latest(ANNA, "probe"), report("5.1.1", DEAD))
    [found] = await retired(engines(house))
    assert (found.address, found.because) == (ANNA, "5.1.1")
    before = house.letters(ANNA)
    await published(house, 4)
    assert house.letters(ANNA) == before
    await house.write(ANNA, "Hjälp")
    assert await retired(engines(house)) == ()
    assert house.letters(ANNA)[-1] == "receipt"
    assert (await published(house, 5)).message["Subject"] == "Nytt 5"


async def test_a_probe_that_comes_back_within_a_mass_retires_nobody_and_goes_out_anew(house: House) -> None:
    await joined(house)
    others = [f"p{number}@kommun.example" for number in range(10)]
    for each in others:
        await house.write(each, "Jag vill prenumerera på Tjänstemannaforum")
    for day in (11, 12):
        await house.go_to(f"2027-05-{day}T09:00:00+02:00")
        await comes_back(house, await published(house, day), report("5.1.1", DEAD))
    probe = house.latest(ANNA, "probe")
    for each in others:
        await house.deliver_raw(
            "", report("5.1.1", DEAD, who=each), to=house.latest(each, "news").reverse_path
        )
    for _ in range(2):  # reported twice, the second time when it is a mass no more
        await comes_back(house, probe, report("5.1.1", DEAD))
        assert await retired(engines(house)) == ()
        await house.go_to("2027-05-14T09:00:00+02:00")
    for day in (15, 16):
        await house.go_to(f"2027-05-{day}T09:00:00+02:00")
        await comes_back(house, await published(house, day), report("5.1.1", DEAD))
    assert house.letters(ANNA).count("probe") == 2
    await comes_back(house, house.latest(ANNA, "probe"), report("5.1.1", DEAD))
    [found] = await retired(engines(house))
    assert found.address == ANNA


async def test_whom_the_first_reports_of_a_mass_retire_is_restored_by_it(house: House) -> None:
    await joined(house)
    others = [f"p{number}@kommun.example" for number in range(10)]
    for each in others:
        await house.write(each, "Jag vill prenumerera på Tjänstemannaforum")
    for day in (11, 12):
        await house.go_to(f"2027-05-{day}T09:00:00+02:00")
        await comes_back(house, await published(house, day), report("5.1.1", DEAD))
    await comes_back(house, house.latest(ANNA, "probe"), report("5.1.1", DEAD))
    assert [each.address for each in await retired(engines(house))] == [ANNA]
    for each in others:
        await comes_back(house, house.latest(each, "news"), report("5.1.1", DEAD, who=each))
    assert await retired(engines(house)) == ()


async def test_what_is_not_the_addresss_fault_retires_nobody(house: House) -> None:
    await joined(house)
    for day in range(11, 15):
        await house.go_to(f"2027-05-{day}T09:00:00+02:00")
        letter = await published(house, day)
        for said in (FULL, "554 5.7.1 Message rejected as spam", "552 5.3.4 too large"):
            await house.deliver_raw("", report(said.split()[1], said), to=letter.reverse_path)
        await house.service.settle()
    assert "probe" not in house.letters(ANNA)
    assert await retired(engines(house)) == ()
    assert house.letters(OFFICE).count("bounce_alarm") == 4  # one a day, however many refuse


async def test_a_forged_report_scores_nobody(house: House) -> None:
    await joined(house)
    letter = await published(house, 1)
    tampered = letter.reverse_path.replace("b-", "b-a", 1)
    for day in (11, 12):
        await house.go_to(f"2027-05-{day}T09:00:00+02:00")
        await house.deliver_raw("", report("5.1.1", DEAD), to=FORUM)
        await house.deliver_raw("", report("5.1.1", DEAD), to=tampered)
        await house.deliver_raw("", (SAMPLES / "own-sv-forged-dsn-other-domain.eml").read_bytes(), to=FORUM)
        await house.service.settle()
    assert house.letters(ANNA) == ["receipt", "news"]


async def test_a_refusal_and_a_report_of_one_letter_count_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    return_paths: list[str] = []
    take = house.mailbox.handle_DATA

    async def take_or_refuse(server: SMTP, session: Session, envelope: Envelope) -> str:
        if b".news@" not in (envelope.original_content or b""):
            return await take(server, session, envelope)
        return_paths.append(envelope.mail_from or "")
        return DEAD

    monkeypatch.setattr(house.mailbox, "handle_DATA", take_or_refuse)
    await joined(house)
    await house.service.publish(_text(house, 1), by="secretariat")
    await house.service.settle()
    await house.go_to("2027-05-12T09:00:00+02:00")
    await house.deliver_raw("", report("5.1.1", DEAD), to=return_paths[-1])
    await house.service.settle()
    async with house.service.store.snapshot() as seen:
        points = await seen.bounces.points(Address.of(ANNA), now=house.clock.now())
    assert list(points.values()) == [2]


def _text(house: House, number: int) -> Publication:
    return Publication(
        f"p{number}", ("tjanstemannaforum",), f"Nytt {number}", "Hej!", "sv", house.clock.now()
    )


async def test_a_complaint_ends_news_and_tells_the_secretariat(house: House) -> None:
    await joined(house)
    letter = await published(house, 1)
    original = letter.message.as_bytes()
    complaint = (
        b"From: feedback@arf.mail.example\r\nTo: abuse@tillvaxtverket.se\r\nSubject: complaint\r\n"
        b"Message-ID: <c1@arf.mail.example>\r\n"
        b'Content-Type: multipart/report; report-type=feedback-report; boundary="f"\r\n\r\n'
        b"--f\r\n\r\nAn abuse report.\r\n--f\r\nContent-Type: message/feedback-report\r\n\r\n"
        b"Feedback-Type: abuse\r\nVersion: 1\r\n\r\n--f\r\nContent-Type: message/rfc822\r\n\r\n"
        + original
        + b"\r\n--f--\r\n"
    )
    await house.deliver_raw("feedback@arf.mail.example", complaint, to="abuse@tillvaxtverket.se")
    await house.service.settle()
    assert house.letters(OFFICE) == ["for_secretariat"]
    await house.service.publish(_text(house, 2), by="secretariat")
    await house.service.settle()
    assert house.letters(ANNA) == ["receipt", "news"]
    assert house.letters("feedback@arf.mail.example") == []
