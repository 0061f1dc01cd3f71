"""Answers to letters of ours, doubts, machines: the readings that labels do not tell apart."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import numpy as np
import pytest

from mailservice.domain.addresses import Address
from mailservice.domain.readings import AnsweredLetter, ForPerson, Machine, Unclear, Undo, Wishes, YesNo
from mailservice.domain.wishes import AskHelp, Cancel, Register, Subscribe, Unsubscribe, Wish
from mailservice.message.parse import parse
from mailservice.message.plain_text import own_words
from mailservice.understanding.bare_answers import begins_bare
from mailservice.understanding.encoder import Encoder, Text
from mailservice.understanding.learning import Floats
from mailservice.understanding.understand import understand
from tests.unit.understanding.corpus import examined, labelled, lexicon, world, written
from tests.unit.understanding.scenes import seen


def letter(kind: str, **values: Any) -> AnsweredLetter:
    return AnsweredLetter(
        kind, Address.of("anna@region.example"), datetime(2027, 5, 9, tzinfo=UTC), "a@b.example", **values
    )


@pytest.mark.parametrize(
    ("text", "answered", "wanted"),
    [
        ("Ja tack", letter("confirm"), YesNo),
        ("nej", letter("ask"), YesNo),
        ("Ja", letter("receipt"), YesNo),
        ("Ja", None, Unclear),
        ("ångra", letter("receipt"), Undo),
        ("Stopp", letter("reminder", sessions=("2027-05-24",)), Unclear),
        ("Avböj", letter("other_time", sessions=("2027-05-24",)), Wishes),
        ("Stopp", letter("news", lists=("politikerforum",)), Wishes),
        ("Ja tack!", letter("invitation", sessions=("2027-05-24",)), Wishes),
        ("2", letter("ask", options=(Subscribe(("politikerforum",)), AskHelp())), Wishes),
        ("7", letter("ask", options=(AskHelp(),)), Unclear),
    ],
)
def test_a_bare_answer(text: str, answered: AnsweredLetter | None, wanted: type) -> None:
    assert type(examined(written(text), answered).reading) is wanted


@pytest.mark.parametrize(
    ("text", "answered", "wish"),
    [
        ("hjälp", None, AskHelp()),
        ("Stopp", letter("news", lists=("politikerforum",)), Unsubscribe(("politikerforum",))),
        ("Ja tack", letter("invitation", sessions=("2027-05-26",)), Register(("2027-05-26",))),
        ("Ja", letter("reminder", sessions=("2027-05-26",)), Register(("2027-05-26",))),
        ("Jag får förhinder, tyvärr.", letter("reminder", sessions=("2027-05-26",)), Cancel(("2027-05-26",))),
    ],
)
def test_the_light_of_the_letter(text: str, answered: AnsweredLetter | None, wish: Wish) -> None:
    reading = examined(written(text), answered).reading
    assert isinstance(reading, Wishes)
    assert reading.wishes == (wish,)


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("Avboka bilen den 24 maj.", "human"),
        ("Jag vill delta den 24 maj kl. 13.", "ask"),
        ("Jag vill delta på Politikerforums möte den 24 maj.", "ask"),
        ("Anmäl mig till den 24 maj. Glöm det, det var ett misstag.", "ask"),
        ("Avboka mitt rum den 24 maj.", "human"),
        ("Jag vill inte bli avregistrerad från listan", "ask"),
        ("Byt plats med mig, flytta min plats", "ask"),
        ("Kan jag få era brev en gång i veckan? Eller hellre en gång i månaden.", "ask"),
        ("Jag ska byta mejladress, ändra min adress hos er tack.", "ask"),
        ("Breven kommer alldeles för tätt, kan ni skicka dem mer sällan?", "ask"),
        ("Pausa breven till den 1 maj.", "ask"),
        ("Pausa breven i en vecka från den 1 april.", "ask"),
        ("Vi har fått tre nya ledamöter. Lägg gärna till dem bland mottagarna av breven.", "human"),
        ("Från oss deltar följande den 24 maj: Jakob Ask och Lovisa Tempelman.", "human"),
        ("Jag vill vara med den 24 maj om ni tar upp EU:s budget, annars lägger jag tiden på annat.", "ask"),
        ("Säger chefen ja kommer jag den 24 maj. Sätt mig på listan då.", "ask"),
        ("Från och med nyår räcker ett brev i månaden.", "ask"),
        ("JA\n\nSTOPP\n\nGerd", "ask"),
        ("Anmäl dig till vårt nyhetsbrev på www.vi.example", "ignore"),
        ("Hyvä vastaanottaja, haluaisin tietää enemmän teidän toiminnastanne ja tulla mukaan", "human"),
    ],
)
def test_doubt_is_not_acted_on(text: str, expect: str) -> None:
    assert labelled(written(text))["expect"] in {expect, "ask", "human"}


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Pausa breven i en vecka, tack.", "2027-05-17"),
        ("Pausa breven i 2 månader, tack.", "2027-07-10"),
        ("Pausa breven till augusti.", "2027-08-01"),
        ("Pausa breven till och med augusti.", "2027-09-01"),
        ("Pausa breven till vecka 33.", "2027-08-16"),
        ("Pausa breven till och med vecka 33.", "2027-08-23"),
        ("Vi går i hamn den 13 juni. Pausa breven till och med den dagen.", "2027-06-14"),
        ("Jag är åter den 14 juni. Pausa breven till den dagen.", "2027-06-14"),
    ],
)
def test_how_long_a_pause_is(text: str, until: str) -> None:
    assert labelled(written(text))["actions"] == [{"do": "pause", "until": until}]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Jag är ledig i dag.", "Automatiskt svar: Nytt från forumen"),
        (
            "Olen lomalla enkä lue sähköpostia, palaan asiaan ensi viikolla heti maanantaina.",
            "Automaattinen vastaus",
        ),
        ("Vi har tagit emot din fråga. Ditt ärende har nummer 7.", "Kvitto"),
    ],
)
def test_machines_without_marks(text: str, subject: str) -> None:
    assert isinstance(examined(written(text, subject=subject)).reading, Machine)


def test_mail_to_others_is_for_a_person() -> None:
    raw = written("Vi ses på mötet den 24 maj!", to="per@region.example", Cc="forum@tillvaxtverket.se")
    assert isinstance(examined(raw).reading, ForPerson)


@pytest.mark.parametrize(
    ("text", "days", "come"),
    [
        ("Ja tack, båda!", ("24 maj", "26 maj"), ("2027-05-24", "2027-05-26")),
        ("Yes, both", ("24 maj", "26 maj"), ("2027-05-24", "2027-05-26")),
        ("Ja, men inte till båda", ("24 maj", "26 maj"), ()),
        ("Ja, båda passar dåligt", ("24 maj", "26 maj"), ()),
        ("Ja, vi talade om båda på mötet här i huset", ("24 maj", "26 maj"), ()),
        (
            "Ja till alla tre",
            ("24 maj", "26 maj", "13 september"),
            ("2027-05-24", "2027-05-26", "2027-09-13"),
        ),
        ("Ja, båda", ("24 maj", "26 maj", "13 september"), ()),
        ("Ja tack", ("24 maj", "26 maj"), ()),
        ("Ja tack, båda breven", ("24 maj", "26 maj"), ()),
    ],
)
def test_a_yes_to_as_many_as_the_letter_tells(
    text: str, days: tuple[str, ...], come: tuple[str, ...]
) -> None:
    mail = written(_QUOTES.format(text=text, subject="Möten", body="\n".join(days)), subject="SV: Möten")
    reading = examined(mail).reading
    assert (reading.wishes if isinstance(reading, Wishes) else ()) == ((Register(come),) if come else ())


_QUOTES = "{text}\n\nFrån: Forum <forum@tillvaxtverket.se>\nSkickat: den 7 maj\nÄmne: {subject}\n\n{body}\n"


@pytest.mark.parametrize(
    ("text", "subject", "body", "kind", "sessions"),
    [
        (
            "Jag kommer inte",
            "Bekräftelse: Senaste nytt från Politikerforum",
            "Du är anmäld till onsdag 26 maj kl. 13.00.",
            "reminder",
            ("2027-05-26",),
        ),
        ("Jag kommer", "Senaste nytt från Politikerforum", "Onsdag 26 maj kl. 13.00.", "", ("2027-05-26",)),
        ("Jag kommer inte", "Nytt från Politikerforum", "Du är anmäld till utskicken.", "news", ()),
        (
            "I cannot make it to this one I am afraid",
            "Senaste nytt",
            "Påminnelse: onsdag 26 maj kl. 13.00.",
            "reminder",
            ("2027-05-26",),
        ),
        ("I cannot make it I am afraid", "Hej", "Information från Tjänstemannaforum.", "", ()),
    ],
)
def test_the_letter_that_is_answered(
    text: str, subject: str, body: str, kind: str, sessions: tuple[str, ...]
) -> None:
    mail = written(_QUOTES.format(text=text, subject=subject, body=body), subject=f"SV: {subject}")
    answered = examined(mail).scene.letter
    assert (answered.kind, answered.sessions) == (kind, sessions)


@pytest.mark.parametrize(
    ("body", "lists"),
    [
        ("Ny rapport om regional kompetensförsörjning.", ("tjanstemannaforum", "politikerforum")),
        ("Till er i Nätverket för regional\nkompetensförsörjning.", ("natverk-kompetens",)),
        ("Nytt från Politikerforum.", ("politikerforum",)),
        ("Nytt från Kompetensnätverket.", ("natverk-kompetens",)),
        ("Nyheter för politiker i regionerna.", ("politikerforum",)),
    ],
)
def test_a_quoted_letter_tells_its_lists_by_their_names(body: str, lists: tuple[str, ...]) -> None:
    subject = "Nytt från forumen"
    mail = written(
        _QUOTES.format(text="Avsluta prenumerationen.", subject=subject, body=body), subject=f"SV: {subject}"
    )
    assert examined(mail).scene.letter.lists == lists


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "From tomorrow I am on parental leave and will not be reading work mail. Please hold everything "
            "until 1 September, when I am back at my desk.",
            Wishes,
        ),
        ("I am on parental leave until 1 September and will not be reading work mail.", Machine),
    ],
)
def test_who_says_what_machines_say_and_wishes_something_is_a_person(text: str, kind: type) -> None:
    assert isinstance(examined(written(text, subject="On leave")).reading, kind)


@dataclass(frozen=True)
class _Says(Encoder):
    """An overseer that takes every mail for this."""

    likely: frozenset[str] = frozenset()

    def says_of(self, texts: Sequence[Text]) -> tuple[Floats, Floats]:
        said = [[9.0 if label in self.likely else -9.0 for label in self.labels]] * len(texts)
        things = sum(len(each.things) for each in texts)
        return np.array(said, dtype=np.float32), np.full((things, 2), 9.0, dtype=np.float32)


def test_who_speaks_for_another_is_no_machine() -> None:
    chief = "Vår chef är sjukskriven till den 1 september."
    wish = "Det vore snällt om ni pausade hans brev tills han är tillbaka."
    assert isinstance(examined(written(f"{chief} {wish}")).reading, ForPerson)
    away = "Jag är sjukskriven till den 1 september. Jag svarar på ditt mejl när jag är tillbaka."
    assert isinstance(examined(written(away)).reading, Machine)


_AWAY = "From tomorrow I am on parental leave and will not be reading work mail."


@pytest.mark.parametrize(
    ("wish", "likely", "kind"),
    [
        ("Please hold everything until 1 September.", {"act", "pause"}, Wishes),
        ("Please hold everything until 1 September.", {"ignore"}, Machine),
        ("Please hold everything until Tuesday 1 September.", {"act", "pause"}, Machine),
        ("Please hold everything until 1 September.", {"act", "export"}, Machine),
    ],
)
def test_what_sounds_like_a_machine_is_done_or_is_a_machines(wish: str, likely: set[str], kind: type) -> None:
    known = lexicon()
    assert known.overseer is not None
    of_overseer = {each.name: getattr(known.overseer, each.name) for each in fields(Encoder)}
    overseer = _Says(**of_overseer, likely=frozenset(likely))
    mail = parse(written(f"{_AWAY} {wish}", subject="On leave"))
    there, now = world()
    reading = understand(
        mail,
        own_words(mail),
        world=there,
        now=now,
        answered=None,
        lexicon=replace(known, overseer=overseer),
    )
    assert isinstance(reading, kind)


def test_understand_gives_the_reading_of_examine() -> None:
    raw = written("Anmäl mig till mötet den 24 maj.")
    mail = parse(raw)
    there, now = world()
    reading = understand(mail, own_words(mail), world=there, now=now, answered=None, lexicon=lexicon())
    assert reading == examined(raw).reading


@pytest.mark.parametrize(
    "text",
    [
        "Anmäl mig till mötet den 24 maj. Hur fungerar det?",
        "Jag vill inte ha breven från Politikerforum. Tjänstemannaforum är något annat.",
        "Jag vill inte ha era brev.",
        "Om ni kan ta bort mig från listan vore det bra.",
        "Pausa breven till måndag.",
        "Pausa breven i två katter.",
        "Era brev om mötet den 24 maj vill jag prenumerera på.",
        "Breven från mötet den 24 maj tack, anmäl mig.",
        "Kan jag anmäla mig? Mötet i maj om Tjänstemannaforum.",
    ],
)
def test_every_stage_ends_in_a_reading(text: str) -> None:
    assert labelled(written(text))["expect"] in {"act", "ask", "human"}


def test_an_attachment_is_for_a_person() -> None:
    mail = message_from_bytes(written("Se bilagan."), policy=policy.default)
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="anmalan.pdf")
    assert isinstance(examined(mail.as_bytes()).reading, ForPerson)


def test_what_is_for_later_is_told_so() -> None:
    reading = examined(written("Från och med nyår räcker ett brev i månaden.")).reading
    assert isinstance(reading, Unclear)
    assert reading.about == "later"


ASKS = "Hej!\nSvara JA om du vill lämna listan Politikerforum.\nForumet"
OURS = "Den mån 3 maj 2027 kl 09:12 skrev Forum <forum@tillvaxtverket.se>:"
HEADED = "Från: Forum <forum@tillvaxtverket.se>\nSkickat: i går\nTill: Anna\nÄmne: Kvar?"


@pytest.mark.parametrize(
    ("below", "headers", "letter"),
    [
        (f"{OURS}\n\n{ASKS}", {"In-Reply-To": "<a@tillvaxtverket.se>"}, ASKS),
        (f"{HEADED}\n\n{ASKS}", {"subject": "Sv: Kvar?"}, ASKS),
        (f"{HEADED}\n\n{ASKS}", {"subject": "VB: Kvar?"}, None),
        (f"{HEADED}\n\n{ASKS}", {}, None),
        (f"Från: Bo\nSkickat: i går\nTill: Anna\nÄmne: Hej\n\nTa bort mig\n\n{HEADED}\n\n{ASKS}",
         {"subject": "Sv: Hej"}, None),
        ("Bo <bo@c.example> skrev den 3 maj 2027 09:12:\n\n> Svara JA", {"subject": "Re: Hej"}, None),
    ],
)  # fmt: skip
def test_the_letter_of_ours_that_is_answered_is_seen(below: str, headers: Any, letter: str | None) -> None:
    found = examined(written(f"Ja!\n\n{below}", **headers)).scene.answered
    assert (None if found is None else found.words[0].low) == (None if letter is None else "hej")


def test_a_yes_to_a_letter_that_is_not_known_gets_a_second_look_in_its_light() -> None:
    raw = written(f"Ja!\n\n{OURS}\n\n{ASKS}", subject="Re: Kvar?")
    assert examined(raw).opinion is not None
    assert examined(written("Ja!", subject="Re: Kvar?")).opinion is None
    assert examined(written(f"JA / STOPP\n\n{OURS}\n\n{ASKS}", subject="Re: Kvar?")).opinion is None


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Nej. Fullmäktige krockar.", True),
        ("Ja tack! Vi ses.", True),
        ("Nej tyvärr", True),
        ("Nej, inte den dagen", False),
        ("Fullmäktige krockar. Nej.", False),
        ("", False),
    ],
)
def test_a_mail_that_begins_with_a_yes_or_a_no_alone(text: str, *, bare: bool) -> None:
    assert begins_bare(seen(text)) is bare


def _reply(text: str, subject: str, letter_of_ours: str) -> bytes:
    quoted = "".join(f"> {line}\n" for line in letter_of_ours.splitlines())
    below = f"Den 7 maj 2027 kl. 09.00 skrev Forumen <forum@tillvaxtverket.se>:\n>\n{quoted}"
    return written(f"{text}\n\n{below}", subject=f"Sv: {subject}", In_Reply_To="<x@tillvaxtverket.se>")


def test_a_letter_of_the_forums_is_of_all_of_them_whatever_it_writes_about() -> None:
    text = "Hej!\nPolitikerforum möttes i Östersund. Ny rapport.\nSvara STOPP så slutar vi."
    reading = examined(_reply("STOPP", "Nyheter från forumen, april 2027", text)).reading
    assert isinstance(reading, Wishes)
    assert reading.wishes == (Unsubscribe(("*",)),)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Avsluta mig.", Unclear),
        ("Avsluta Tjänstemannaforum också.", Wishes),
    ],
)
def test_what_has_just_been_left_is_not_left_again(text: str, kind: type) -> None:
    left = "Hej!\nDu får inte längre brev från Politikerforum.\nBlev det fel? Svara på det här brevet."
    reading = examined(_reply(text, "Du får inte längre brev från Politikerforum", left)).reading
    assert isinstance(reading, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ångra! Jag tittade fel i kalendern och kan inte alls den dagen.", Undo),
        ("Ångra. Sätt upp mig på träffen den 13 september i stället.", Wishes),
        ("Ångra? Nej, det är helt rätt som det är, jag vill bara tacka för svaret.", (ForPerson, Unclear)),
        ("Ångrar inte. Jag menade det jag skrev och tänker inte komma tillbaka.", (ForPerson, Unclear)),
        (
            "Ångra! Det behöver jag inte göra den här gången heller, tack vare er.",
            (ForPerson, Unclear, Wishes),
        ),
        ("Undo. No, leave it as it is, I only wanted to say thank you for it.", (ForPerson, Unclear)),
    ],
)
def test_an_undo_with_its_reasons_is_an_undo(text: str, kind: type | tuple[type, ...]) -> None:
    reading = examined(written(text), letter("receipt", sessions=("2027-05-24",))).reading
    assert isinstance(reading, kind)


def test_an_undo_to_a_letter_that_is_not_known_gives_up_the_seat_that_it_tells_of() -> None:
    text = "Hej!\nDu är nu anmäld till Senaste nytt från Politikerforum, onsdag 26 maj kl. 13.00.\n"
    undo = "ÅNGRA\n\nSåg i kalendern nu i morse att jag är utomlands den dagen."
    ends = "Blev det fel? Svara ÅNGRA så tar vi bort anmälan.\nForumet, Tillväxtverket"
    reading = examined(_reply(undo, "Du är anmäld", text + ends)).reading
    assert isinstance(reading, Wishes)
    assert reading.wishes == (Cancel(("2027-05-26",)),)


@pytest.mark.parametrize(
    ("subject", "tells", "kind"),
    [
        ("Påminnelse: Politikerforum onsdag 26 maj", "Svara NEJ om du inte kan komma.", Wishes),
        ("Påminnelse: Politikerforum onsdag 26 maj", "Vill du ändra något?", Unclear),
        (
            "Påminnelse: Politikerforum onsdag 26 maj",
            "Svara NEJ om du inte vill höra mer från oss.",
            (Unclear, ForPerson),
        ),
        ("Inbjudan: Politikerforum onsdag 26 maj", "Svara NEJ om du inte kan komma.", ForPerson),
    ],
)
def test_a_no_gives_a_seat_up_where_the_letter_says_so(
    subject: str, tells: str, kind: type | tuple[type, ...]
) -> None:
    text = f"Hej!\nPolitikerforum onsdag 26 maj kl. 13.00.\n{tells}\nForumkansliet, Tillväxtverket"
    assert isinstance(examined(_reply("Nej", subject, text)).reading, kind)


def test_a_wish_in_the_subject_above_a_name_and_a_disclaimer_is_no_machines() -> None:
    below = (
        "Camilla Hedström\nEnhetschef\n\n"
        "Så här behandlar vi dina personuppgifter: www.region.example/dataskydd. "
        "Meddelandet kan innehålla sekretessbelagd information. "
        "Har du fått det av misstag ber vi dig att kontakta avsändaren och radera det."
    )
    wish = examined(written(below, subject="Avsluta min prenumeration på Tjänstemannaforum")).reading
    assert isinstance(wish, Wishes)
    assert wish.wishes == (Unsubscribe(("tjanstemannaforum",)),)
    assert isinstance(examined(written(below, subject="Autosvar: sommaren")).reading, Machine)
