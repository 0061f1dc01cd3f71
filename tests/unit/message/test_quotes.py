"""Whose words are these? Replies as programs of many makes and languages write them."""

import pytest

from mailservice.message.attribution import attribution, bare_attribution, header_block, is_rule
from mailservice.message.quotes import cut_quotes, newest_letter

MARKED = "> Välkommen den 24 maj.\n> Svara STOPP för att avsluta."
UNMARKED = "Välkommen den 24 maj.\nSvara STOPP för att avsluta."


@pytest.mark.parametrize(
    "announced",
    [
        "Den mån 3 maj 2027 kl 09:12 skrev Anna Ström <anna@example.se>:",
        "Den mån 3 maj 2027 kl 09:12 skrev Anna Ström, Kansliet <\nanna@example.se>:",
        "Den mån 3 maj 2027 kl 09:12 skrev Anna Ström via\nForum <anna@example.se>:",
        'Den 3 maj 2027 09:12 skrev "Anna Ström" <anna@example.se>:',
        "3 maj 2027 kl. 09:12 skrev Anna Ström <anna@example.se>:",
        "Den 2027-05-03 kl. 09:12, skrev Anna Ström:",
        "Den 2027-05-03 kl. 09:12, skrev Anna Ström via Lista:",
        "På mån, 2027-05-03 klockan 09:12 +0200, skrev Anna Ström:",
        "Den måndag 3 maj 2027 09:12:44 CEST, Anna Ström <anna@example.se> skrev:",
        "Den 03.05.2027 kl. 09.12 skrev Anna Ström:",
        "måndag 3 maj 2027 skrev Anna Ström <anna@example.se>:",
        "mån 3 maj 2027 kl. 09.12 Anna Ström (anna@example.se) skrev:",
        "Anna Ström skrev den 2027-05-03 09:12:",
        "Anna Ström <anna@example.se> skrev 3 maj 2027 kl. 09:12:",
        "Citat Anna Ström <anna@example.se>:",
        "Quoting Anna Strom <anna@example.se>:",
        "On Mon, May 3, 2027 at 9:12 AM Anna Strom <anna@example.se> wrote:",
        "On 3 May 2027, at 09:12, Anna Strom <anna@example.se> wrote:",
        "On Monday, May 3, 2027 at 09:12:44 AM GMT+2, Anna Strom\n<anna@example.se> wrote:",
        "On 03/05/2027 09:12, Anna Strom wrote:",
        "Anna Strom wrote on 5/3/2027 9:12 AM:",
        "---- On Mon, 03 May 2027 09:12:36 +0200 Anna Strom <anna@example.se> wrote ----",
        "Am 03.05.2027 um 09:12 schrieb Anna Strom:",
        "Anna Strom <anna@example.se> schrieb am Mo., 3.\nMai 2027, 09:12:",
        "Den man. 3. maj 2027 kl. 09.12 skrev Anna Strøm <anna@example.dk>:",
        "Den 3. mai 2027 kl. 09:12 skrev Anna Strøm <anna@example.no>:",
        "man. 3. mai 2027 kl. 09:12 skrev Anna Strøm <anna@example.no>:",
        "ma 3. toukok. 2027 klo 9.12 Anna Virta (anna@example.fi) kirjoitti:",
        "Anna Virta <anna@example.fi> kirjoitti 3.5.2027 kello 9.12:",
        "Le lun. 3 mai 2027 à 09:12, Anna <anna@example.fr> a écrit :",
        "2027-05-03 9:12 GMT+02:00 Anna Strom <anna@example.se>:",
        "3 maj 2027 09:12 av anna@example.se:",
        "2027-05-03 9:12 GMT+02:00 Anna Strom <\nanna@example.se>:",
    ],
)
def test_an_attribution_and_what_follows_are_cut(announced: str) -> None:
    for quotation in (MARKED, UNMARKED):
        for gap in ("\n", "\n\n"):
            cut = cut_quotes(f"Ja, jag kommer.\n\n{announced}{gap}{quotation}")
            assert "\n".join(cut.own).strip() == "Ja, jag kommer.", announced
            assert "STOPP" in "\n".join(cut.quoted)
            assert not cut.forwarded


@pytest.mark.parametrize(
    "block",
    [
        "Från: Anna Ström <anna@example.se>\nSkickat: den 3 maj 2027 09:12\nTill: Bo\nÄmne: Möte",
        "*Från:* Anna Ström <anna@example.se>\n*Skickat:* den 3 maj 2027 09:12\n*Till:* Bo\n*Ämne:* Möte",
        "**Från:** Anna Ström\n**Skickat:** den 3 maj 2027 09:12\n**Till:** Bo\n**Ämne:** Möte",
        "________________________________\nFrån: Anna\nSkickat: den 3 maj 2027\nTill: Bo\nKopia: E\nÄmne: M",
        "Från:\tAnna/KANSLI\nTill:\tBo/VERKET\nDatum:\t2027-05-03 09:12\nÄrende:\tMöte",
        "Från: Anna\n\nSkickat: den 3 maj 2027\n\nTill: Bo\n\nÄmne: Möte",
        "Från: Anna <anna@example.se> Skickat: den 3 maj 2027 Till: Bo Ämne: Möte",
        "Från: Anna\nSkickat: den 3 maj 2027\nTill: Bo <b@example.se>;\n Eva <e@example.se>;\nUlf\nÄmne: M",
        "-----Ursprungligt meddelande-----\nFrån: Anna\nSkickat: den 3 maj 2027",
        "-----Originalmeddelande-----\nFrån: Anna",
        "-------- Originalmeddelande --------\nFrån: Anna\nDatum: 2027-05-03",
        "-----Original Message-----\nFrom: Anna",
        "From: Anna <anna@example.se>\nSent: Monday, May 3, 2027 9:12 AM\nTo: Bo\nSubject: Meeting",
        "From: Anna <anna@example.se>\nDate: Monday, 3 May 2027 at 09:12\nTo: Bo\nSubject: Meeting",
        "Von: Anna\nGesendet: Montag, 3. Mai 2027 09:12\nAn: Bo\nBetreff: Treffen",
        "-----Ursprüngliche Nachricht-----\nVon: Anna",
        "Fra: Anna\nSendt: 3. mai 2027 09:12\nTil: Bo\nEmne: Møte",
        "-----Opprinnelig melding-----\nFra: Anna",
        "-----Oprindelig meddelelse-----\nFra: Anna",
        "Lähettäjä: Anna\nLähetetty: maanantai 3. toukokuuta 2027 9.12\nVastaanottaja: Bo\nAihe: Tapaaminen",
        "-----Alkuperäinen viesti-----\nLähettäjä: Anna",
        "Date: Mon, 3 May 2027 09:12:45 +0200\nSubject: Möte\nFrom: anna@example.se\nTo: bo@example.se",
        ">>> Anna Ström <anna@example.se> 2027-05-03 09:12 >>>",
        "Anna Ström ---2027-05-03 09:12:44---Välkommen den 24 maj.",
        "-----Ursprunglig avtalad tid-----\nFrån: Anna",
        "-----Anna Ström <anna@example.se> skrev: -----\nTill: bo@example.se\nFrån: Anna Ström",
    ],
)
def test_an_answered_mail_without_marks_is_cut(block: str) -> None:
    cut = cut_quotes(f"Ja, jag kommer.\n\n{block}\n\n{UNMARKED}")
    assert "\n".join(cut.own).strip() == "Ja, jag kommer."
    assert "STOPP" in "\n".join(cut.quoted)


@pytest.mark.parametrize(
    "announced",
    [
        "---------- Forwarded message ---------",
        "---------- Vidarebefordrat meddelande ----------",
        "-------- Vidarebefordrat meddelande --------",
        "Vidarebefordrat brev:",
        "Startar vidarebefordrat brev:",
        "Begin forwarded message:",
        "-------- Weitergeleitete Nachricht --------",
        "---------- Videresendt melding ---------",
    ],
)
def test_what_is_handed_on_is_nobodys_own(announced: str) -> None:
    cut = cut_quotes(f"Till kännedom.\n\n{announced}\n\nFrån: Eva <eva@example.se>\n\nAnmäl mig!")
    assert "\n".join(cut.own).strip() == "Till kännedom."
    assert cut.forwarded


@pytest.mark.parametrize(
    "text",
    [
        "Hej!\n\nResan går\nFrån: Malmö\nTill: Stockholm\nså jag behöver en sen lunch.\n\nBo",
        "Ni skrev i brevet att man kan anmäla sig.\nDet gör jag:\n\nAnmäl mig den 24 maj kl 09:00.",
        "Anmälan\n\nNamn: Bo Öberg\nDatum: 24 maj\nAdress: bo@example.se",
        "On this day\n\nI wrote something\n\nwhich was very interesting.",
        "Jag vill anmäla mig till följande:\n\n- 24 maj\n- 26 maj",
        "Datum: 24 maj 2027\nTill: forumet\n\nJag kommer.",
        "Det vidarebefordrade meddelandet har jag läst.",
        "-----\nJag kommer.\n-----",
    ],
)
def test_own_words_that_look_like_more_stay_whole(text: str) -> None:
    cut = cut_quotes(text)
    assert "\n".join(cut.own) == text
    assert cut.quoted == ()


def test_answers_between_quotations_are_own() -> None:
    cut = cut_quotes(
        "Den 3 maj 2027 kl. 09:12 skrev Anna:\n\n> Kommer du?\nJa.\n> Vill du vara kvar?\n\nNej, stryk mig.\n"
    )
    assert [line for line in cut.own if line] == ["Ja.", "Nej, stryk mig."]


def test_an_answer_below_a_marked_original_is_own() -> None:
    cut = cut_quotes("> Ja?\n> -----Ursprungligt meddelande-----\n> Från: Anna\n\nNej.")
    assert [line for line in cut.own if line] == ["Nej."]


def test_a_quoted_line_that_was_broken_in_two_is_quoted_whole() -> None:
    long = "> Om du inte längre vill ha brev från oss så kan du alltid svara på det här"
    cut = cut_quotes(f"{long}\nbrevet med ordet avsluta\n> så ordnar vi det.\n\nNej tack.")
    assert [line for line in cut.own if line] == ["Nej tack."]


@pytest.mark.parametrize("following", ["Tack\n> slut", "tack", "\n> slut"])
def test_what_is_no_broken_line_is_own(following: str) -> None:
    long = "> Om du inte längre vill ha brev från oss så kan du alltid svara på det här"
    own = [line for line in cut_quotes(f"{long}\n{following}").own if line]
    assert own == [line for line in following.split("\n") if line and line[0] != ">"]


def test_bars_mark_a_quotation_where_somebody_is_named() -> None:
    cut = cut_quotes("Ja.\n\n2027/5/3 Anna <anna@example.se>\n\n| Vill du avsluta?\n| Svara.\n\nBo")
    assert [line for line in cut.own if line] == ["Ja.", "Bo"]
    alone = cut_quotes("2027/5/3 Anna <anna@example.se>\nska också med")
    assert alone.quoted == ()


def test_an_attribution_does_not_swallow_the_sentence_before_it() -> None:
    cut = cut_quotes(
        "jag hinner\ninte svara i dag\nOp 16 aug. 2027 05:13 schreef Anna <a@example.nl>:\n> hej"
    )
    assert [line for line in cut.own if line] == ["jag hinner", "inte svara i dag"]


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (["On Thu, 31 Mar 2027 at 11:16 Anna", "", "<", "mailto:anna@example.se", "> wrote:"], 5),
        (["Hej", "> wrote:"], 0),
        ([""], 0),
        (["x" * 500 + ":"], 0),
        (["Den 3 maj 2027 kommer jag.", "Anna skrev det 2027:"], 0),
        (["ett", "två", "tre", "fyra", "fem", "sex", "sju"], 0),
        (
            ["Citat ur brevet om allt som sades vid mötet och annat som jag vill ta upp i min text:"],
            0,
        ),
    ],
)
def test_attribution(lines: list[str], count: int) -> None:
    assert attribution(lines, 0) == count


def test_header_block_wants_more_than_a_name() -> None:
    assert header_block(["Till: Bo", "Från: Anna", "Ämne: x"], 0) == 0  # no block begins with To
    assert header_block(["Från: Anna", "Från: Eva", "Ämne: x"], 0) == 0
    assert header_block(["Från: Anna", "Skickat: 2027-05-03"], 0) == 2
    assert header_block(["Från: Anna", "Prioritet: hög", "Ämne: x"], 0) == 0


def test_rules_and_bare_attributions() -> None:
    assert is_rule("________________________________")
    assert not is_rule("hej")
    assert bare_attribution("2027/5/3 anna via Forum <anna@example.se>")
    assert not bare_attribution("anna@example.se")


@pytest.mark.parametrize(
    "own", ["Anmäl mig till\n24 maj", "Ring mig\n\n08-123 45 67", "Avboka mig\nden 24 maj"]
)
def test_a_last_line_with_a_date_is_not_taken_for_the_beginning_of_the_quotation(own: str) -> None:
    cut = cut_quotes(f"{own}\n\nDen 3 maj 2027 kl 09:12 skrev Anna <anna@example.se>:\n\n> Den 26 maj")
    assert "\n".join(cut.own).strip() == own


def test_what_stands_between_quotations_is_kept_with_the_paragraph_above_it() -> None:
    cut = cut_quotes(
        "Hej\n> Bästa Anna\n>\n> Kommer du den\n> 24 maj?\n\nJa.\nGärna!\n\n> Och den 26?\nNej.\n> Hej\n\nBo"
    )
    assert cut.between == (("Kommer du den 24 maj?", "Ja.\nGärna!"), ("Och den 26?", "Nej."))
    assert cut_quotes("> Kommer du?\nJa.").between == ()  # below all that is quoted
    assert cut_quotes("Ja.\n> Kommer du?\n> Hej").between == ()


@pytest.mark.parametrize(
    ("quoted", "ticked"),
    [
        ("> [ ] 24 maj\n> [X] 26 maj kl. 13\n> [ ] Inga brev", ("26 maj kl. 13",)),
        ("-----Original Message-----\n( ) 24 maj\n(x) 26 maj", ("26 maj",)),
        ("> ☒ 24 maj\n>\n> ☐ 26 maj", ("24 maj",)),
        ("> [x] 24 maj\n> [x] 26 maj", ()),  # so it was sent
        ("---------- Forwarded message ---------\n[x] 24 maj\n[ ] 26 maj", ()),  # somebody else's
        ("> [ ] 24 maj\n> [ ] 26 maj", ()),
        ("> (a) 24 maj\n> [1] 26 maj", ()),
    ],
)
def test_boxes_that_were_ticked_in_the_quotation(quoted: str, ticked: tuple[str, ...]) -> None:
    assert cut_quotes(f"Se nedan.\n\n{quoted}\n").ticked == ticked


LETTER = "Hej Gun!\nVill du stå kvar? Svara JA eller NEJ.\n\nForumet"


@pytest.mark.parametrize(
    "quoted",
    [
        LETTER,
        "\n".join(f"> {line}" for line in LETTER.split("\n")),
        "Den mån 3 maj 2027 kl 09:12 skrev Forum <a@b.example>:\n\n"
        + "\n".join(f"> {line}" for line in LETTER.split("\n")),
        f"Från: Forum <a@b.example>\nSkickat: den 3 maj 2027 09:12\nTill: Gun\nÄmne: Kvar?\n\n{LETTER}",
        f"-----Ursprungligt meddelande-----\nFrån: Forum\nSkickat: i går\nTill: Gun\nÄmne: Kvar?\n\n{LETTER}",
        f"> {LETTER}\n".replace("\n", "\n> ") + "On 3 May 2027, at 09:12, Gun wrote:\n> > Stopp",
        f"{LETTER}\n\n________________\nFrån: Gun\nSkickat: i går\nTill: Forum\nÄmne: Hej\n\nStopp",
    ],
)
def test_of_a_quotation_the_newest_letter_is_read(quoted: str) -> None:
    assert newest_letter(quoted) == LETTER


def test_what_a_letter_quotes_itself_is_no_part_of_it() -> None:
    headed = "Från: Forum\nSkickat: i går\nTill: Gun\nÄmne: Kvar?\n\n"
    assert newest_letter(f"{headed}{LETTER}\n\n> Ta bort mig från allt\n> Gun") == LETTER


def test_a_quotation_of_nothing_holds_no_letter() -> None:
    assert newest_letter("") == ""
    assert newest_letter("Den mån 3 maj 2027 kl 09:12 skrev Forum <a@b.example>:\n\n> \n") == ""
