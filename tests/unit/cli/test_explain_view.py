"""`explain` on mails of every kind, each step shown."""

import re
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

import mailservice
from mailservice.cli import app, explaining
from mailservice.cli.examining import examiner
from mailservice.cli.explain_mail import Share, lines_of
from mailservice.cli.explain_sentences import bar
from mailservice.cli.explain_view import print_examined, steps
from mailservice.cli.explain_words import WHY, in_words
from mailservice.message.mail import ParsedMail
from mailservice.message.parse import parse
from mailservice.message.plain_text import own_words
from mailservice.understanding.acts import Act
from mailservice.understanding.said import Said
from tests.unit.understanding.corpus import lexicon

WORLD = Path(__file__).parents[2] / "mails" / "dev-world.toml"
PACKAGE = Path(mailservice.__file__).parent
NOW = "2027-05-10T08:30:00+02:00"
HUMAN = b"From: Anna <anna@example.org>\nSubject: Hej\nMessage-ID: <1@x>\n"
VOUCHED = b"Authentication-Results: mx.example.se; dmarc=pass header.from=example.org\n"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (VOUCHED + HUMAN + b"\nJag vill prenumerera.\n", "our border MTA vouches"),
        (HUMAN + b"Auto-Submitted: auto-replied\n\nFranvarande\n", "stops here: Machine"),
        (b"Return-Path: <a@example.org>\nSubject: x\n\nJag vill prenumerera.\n", "no-clear-sender"),
        (b"Return-Path: <>\nSubject: x\n\nx\n", "MAIL FROM:<>"),
        (HUMAN + b"\nHej\n", "MAIL FROM:<anna@example.org>"),
        (HUMAN + b"\nKanske vill jag komma, vi hors.\n", "looked at again: "),
        (b"", "MAIL FROM:<>"),
        (
            b"Return-Path: <>\nFrom: MAILER-DAEMON@x\nSubject: failed\n\n<a@x.se>:\n550 5.1.1 unknown",
            "a@x.se: failed for good, 550 5.1.1, taken for dead",
        ),
        (HUMAN + b"\nHej\n\n-- \n" + b"Rad\n" * 40, "decision"),
        (HUMAN + b"\nHej\n\n" + b"> rad\n" * 40, "> … 32 more lines"),
    ],
)
def test_each_step_is_shown(config_file: Path, tmp_path: Path, raw: bytes, says: str) -> None:
    file = tmp_path / "mail.eml"
    file.write_bytes(raw)
    result = CliRunner().invoke(app, ["explain", "-c", str(config_file), "--clock", NOW, str(file)])
    assert result.exit_code == 0, result.output
    assert says in " ".join(result.output.split())


def test_an_invitation_is_among_the_effects(config_file: Path, tmp_path: Path) -> None:
    world = tmp_path / "world.toml"
    text = config_file.read_text(encoding="utf-8")
    world.write_text(
        "clock = 2027-05-10T08:30:00+02:00\n" + text[text.index("[[lists]]") :], encoding="utf-8"
    )
    examine = examiner(config_file, world=world, now=None)
    raw = VOUCHED + HUMAN + b"\nHej! Jag vill delta den 24 maj kl 09.00\n"
    shown = [text for _, text in steps(examine(raw))]
    assert "sends the calendar REQUEST for 2027-05-24 to anna@example.org" in shown


def test_the_world_file_and_its_clock_are_taken(config_file: Path, tmp_path: Path) -> None:
    world = tmp_path / "world.toml"
    world.write_text('clock = 2030-01-01T00:00:00+01:00\naddress = "other@example.se"\n', encoding="utf-8")
    examined = examiner(config_file, world=world, now=None)(HUMAN + b"\nHej\n")
    assert examined.envelope.recipients == ("other@example.se",)
    assert examined.envelope.received_at.year == 2029  # the last hour of it, in UTC


def test_mail_comes_by_the_unix_socket_where_no_network_is_trusted(
    config_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILSERVICE_TRUST__RELAYS", '["unix"]')
    examined = examiner(config_file, world=None, now=None)(VOUCHED + HUMAN + b"\nHej\n")
    assert examined.envelope.peer == ""
    assert examined.opened.verdict.vouched


def test_a_bar_is_shown_to_people_who_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / f"{number}.eml" for number in range(12)]
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert list(explaining.shown_progress(files)) == files
    assert explaining.shown_progress(files[:3]) == files[:3]


def _explained(config_file: Path, raw: bytes, *, coloured: bool = False) -> str:
    examined = examiner(config_file, world=WORLD, now=None, lexicon=lexicon())(raw)
    paper = StringIO()
    console = Console(
        file=paper, width=400, force_terminal=coloured, color_system="standard" if coloured else None
    )
    print_examined(console, examined)
    return paper.getvalue()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("Anmäl mig till mötet den 24 maj.", "register: 2027-05-24 (its own words: “24 maj”)"),
        (
            "Det gäller mötet den 24 maj i Stockholm. Jag vill gärna anmäla mig.",
            "register: 2027-05-24 (elsewhere in the mail: “24 maj”)",
        ),
        ("Jag vill inte ha fler utskick.", "unsubscribe: * (no list named: all that may be meant)"),
        (
            "Anmäl mig till mötet tisdag den 24 maj.",
            "register: not filled; date-and-weekday-differ (the date",
        ),
        ("Pausa utskicken till den 1 augusti.", "pause: 2027-08-01 (its own words: “1 augusti”"),
        ("Jag vill ha utskicken samlade en gång i veckan.", "weekly: weekly"),
        (
            "Byt min adress till bo.ny@x.example, tack.",
            "move: bo.ny@x.example (its own words: “bo.ny@x.example”)",
        ),
        ("Wir haben leider noch keine Antwort auf unsere Anfrage vom Montag.", "neither Swedish nor English"),
        ("Jag vill inte ha fler utskick.", "«Jag vill inte ha fler utskick»."),
        ("Anmäl mig till mötet den 24 maj.", "«Anmäl mig till mötet den ‹24 maj›»."),
    ],
)
def test_slots_tell_which_words_filled_them(config_file: Path, body: str, says: str) -> None:
    shown = _explained(
        config_file, VOUCHED + HUMAN + b"Content-Type: text/plain; charset=utf-8\n\n" + body.encode()
    )
    assert says in shown


def test_the_letter_that_was_answered_is_told(config_file: Path) -> None:
    raw = (
        b"From: a@example.org\nSubject: Sv: Inbjudan den 24 maj\nIn-Reply-To: <1@tillvaxtverket.se>\n"
        b"Content-Type: text/plain; charset=utf-8\n\nJag vill vara med.\n"
    )
    shown = _explained(config_file, raw)
    assert "about 2027-05-24, by subject and quotation" in shown
    assert "register: 2027-05-24 (the letter that it answers)" in shown


def test_a_wish_in_the_subject_is_marked_there(config_file: Path) -> None:
    shown = _explained(config_file, b"From: a@example.org\nSubject: Avsluta min prenumeration\n\nBo\n")
    assert "Subject: «Avsluta min prenumeration»" in shown


def test_lines_that_were_not_read_are_told(config_file: Path) -> None:
    body = "Jag undrar en sak. " * 20 + "\n"
    shown = _explained(config_file, HUMAN + b"\n" + body.encode() * 30)
    assert "\nx Jag undrar en sak." in shown
    assert "x not read: too long" in shown


def test_what_was_read_by_its_form_says_so(config_file: Path) -> None:
    raw = b"From: a@example.org\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n"
    shown = _explained(config_file, raw + b"Skicka sammanfattningen nu")
    assert "its sentences were not judged" in shown


def test_colours_add_to_the_signs_and_replace_none(config_file: Path) -> None:
    raw = HUMAN + b"\nJag vill inte ha fler utskick.\n\nMvh\nAnna\n\n> gammalt\n"
    plain, coloured = _explained(config_file, raw), _explained(config_file, raw, coloured=True)
    assert "\x1b[" in coloured
    assert "\x1b[" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


@pytest.mark.parametrize("likely", [0.0, 0.25, 0.6, 0.999])
def test_a_bar_is_as_long_as_its_figure(likely: float) -> None:
    shown = bar(Said(Act.KEEP, likely, 0, 0, 0))
    assert shown.count("█") == round(likely * 10)
    assert shown.endswith(f"{min(99, round(likely * 100))} %")


def test_own_lines_are_told_from_the_same_words_in_a_quotation() -> None:
    mail = ParsedMail(text="> Ja tack\nJa tack\n\nMvh\nBo\n\n> Ja tack\n> Bo")
    found = [(share, line) for share, line, _ in lines_of(mail, own_words(mail)) if line]
    own, quoted, signed = Share.OWN, Share.QUOTED, Share.SIGNED
    assert found == [
        (quoted, "> Ja tack"), (own, "Ja tack"), (signed, "Mvh"), (signed, "Bo"),
        (quoted, "> Ja tack"), (quoted, "> Bo"),
    ]  # fmt: skip


def test_every_line_of_the_own_words_is_shown_as_read() -> None:
    for file in sorted((WORLD.parent / "dev").glob("*.eml")):
        mail = parse(file.read_bytes())
        words = own_words(mail)
        shown = [line for share, line, _ in lines_of(mail, words) if share is Share.OWN and line]
        assert shown == [line for line in words.text.split("\n") if line], file.name


def test_every_reason_of_a_reading_is_in_plain_words() -> None:
    source = "".join(each.read_text(encoding="utf-8") for each in PACKAGE.rglob("*.py"))
    named = re.findall(r'\b(?:Unclear|ForPerson|Machine|PublishUnclear)\(\s*"([a-z-]+)"', source)
    named += re.findall(r'\bfault="([a-z-]+)"', source)
    assert len(set(named)) > 30
    assert sorted({each for each in named if each not in WHY}) == []


def test_reasons_of_decisions_are_told_with_what_they_are_about() -> None:
    assert in_words("handed-over-question") == (
        "handed-over-question (handed to the secretariat: a question for the secretariat)"
    )
    assert in_words("undone") == "undone"
