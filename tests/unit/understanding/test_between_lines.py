"""Answers between the quoted lines of our letter, each read in the light of the paragraph above it."""

import pytest

from mailservice.domain.lists import DeliveryMode
from mailservice.domain.readings import ForPerson, Reading, Wishes
from mailservice.domain.wishes import Register, SetDelivery, Subscribe, Unsubscribe, Wish
from tests.unit.understanding.corpus import examined, written

MAY, POLITICIANS = "2027-05-24", "2027-05-26"


def read(body: str) -> Reading:
    told = {"In-Reply-To": "<1@tillvaxtverket.se>"}
    return examined(written(body, subject="Sv: Vad gäller?", **told)).reading


def answered(*pairs: tuple[str, str], around: str = "Svarar nedan.") -> Reading:
    """The reading of a mail with these answers between the lines."""
    body = "".join(f"> {above}\n\n{own}\n\n" for above, own in pairs)
    return read(f"{around}\n\n{body}> Forumkansliet. Svara STOPP om du vill.\n")


@pytest.mark.parametrize(
    ("pairs", "wishes"),
    [
        (
            (
                ("1) 24 maj kl. 09.00, Tjänstemannaforum", "Nej, då är jag i Bryssel."),
                ("2) 26 maj kl. 13.00, Politikerforum", "Ja, här vill jag vara med."),
            ),
            (Register((POLITICIANS,)),),
        ),
        (
            (
                ("Vill du fortsätta få brev från Tjänstemannaforum?", "Ja, den läser jag."),
                ("Vill du fortsätta få brev från Politikerforum?", "Nej, inte längre."),
            ),
            (Unsubscribe(("politikerforum",)),),
        ),
        (
            (
                ("Vill du vara med den 24 maj?", "Ja, anmäl mig."),
                ("Vill du ha information från Politikerforum?", "Ja tack, gärna."),
            ),
            (Subscribe(("politikerforum",)), Register((MAY,))),
        ),
        (
            (
                ("Vill du ha information från Politikerforum?", "Ja tack."),
                ("Hur ofta vill du ha den?", "En gång i månaden räcker bra, tack."),
                ("Har du något mer på hjärtat?", "Hej!"),
            ),
            (Subscribe(("politikerforum",)), SetDelivery(DeliveryMode.MONTHLY)),
        ),
    ],
)
def test_each_answer_is_to_what_stands_above_it(
    pairs: tuple[tuple[str, str], ...], wishes: tuple[Wish, ...]
) -> None:
    found = answered(*pairs)
    assert isinstance(found, Wishes), found
    assert found.wishes == wishes
    assert not found.also_human


@pytest.mark.parametrize(
    "gladly", ["Gärna.", "Likaså.", "OK!", "Absolut!", "Den också, tack.", "Sure, this one too."]
)
def test_a_yes_in_other_words_is_a_yes_to_the_briefing_above(gladly: str) -> None:
    found = answered(("24 maj kl. 09.00", "Nej, då är jag i Bryssel."), ("26 maj kl. 13.00", gladly))
    assert isinstance(found, Wishes)
    assert found.wishes == (Register((POLITICIANS,)),)


@pytest.mark.parametrize(
    "unclear", ["Hm, budgetnämnd.", "Beror på barnvakten.", "Också upptagen.", "Gärna, om det blir av."]
)
def test_an_answer_to_a_briefing_that_is_neither_yes_nor_no_is_asked_about(unclear: str) -> None:
    found = answered(("24 maj kl. 09.00", "Ja, anmäl mig."), ("26 maj kl. 13.00", unclear))
    assert not isinstance(found, Wishes)


@pytest.mark.parametrize("passes", ["Den hoppar jag över.", "Inte den.", "Unfortunately busy that day."])
def test_a_no_in_other_words_takes_nothing(passes: str) -> None:
    found = answered(("24 maj kl. 09.00", "Ja, anmäl mig."), ("26 maj kl. 13.00", passes))
    assert isinstance(found, Wishes)
    assert found.wishes == (Register((MAY,)),)


def test_a_no_to_what_one_does_not_have_takes_nothing_away() -> None:
    found = answered(
        ("Vill du ha information från Politikerforum också?", "Nej tack."),
        ("Vill du vara med den 24 maj?", "Nej."),
    )
    assert not isinstance(found, Wishes)


def test_a_yes_to_what_one_keeps_takes_nothing_new() -> None:
    reading = answered(
        ("Information från Tjänstemannaforum", "Nej tack, den kan gå bort."),
        ("Information från Politikerforum", "Ja, den ska jag ha kvar."),
    )
    assert not (isinstance(reading, Wishes) and any(isinstance(w, Subscribe) for w in reading.wishes))


def test_a_question_between_the_lines_is_for_a_person() -> None:
    found = answered(
        ("24 maj kl. 09.00, Tjänstemannaforum", "Ja, anmäl mig."),
        ("26 maj kl. 13.00, Politikerforum", "Kommer det att spelas in, och var finns bilderna i så fall?"),
    )
    assert isinstance(found, Wishes)
    assert (found.wishes, found.also_human) == ((Register((MAY,)),), True)


def test_a_yes_to_leaving_is_not_taken_for_a_wish() -> None:
    found = answered(
        ("Ska vi avsluta din prenumeration på Politikerforum?", "Ja, jag vill gärna ha informationen."),
        ("Vill du vara med den 24 maj?", "Ja, anmäl mig."),
    )
    assert not isinstance(found, Wishes) or found.wishes != (Register((MAY,)), Subscribe(("politikerforum",)))


def test_what_stands_around_the_answers_counts_as_well() -> None:
    pairs = (
        ("24 maj kl. 09.00, Tjänstemannaforum", "Ja, anmäl mig."),
        ("26 maj kl. 13.00, Politikerforum", "Nej tack."),
    )
    found = answered(*pairs, around="Svarar nedan. Skicka breven en gång i månaden i stället.")
    assert isinstance(found, Wishes), found
    assert found.wishes == (Register((MAY,)), SetDelivery(DeliveryMode.MONTHLY))
    against = answered(*pairs, around="Jag vill avboka min plats den 24 maj.")
    assert not isinstance(against, Wishes) or Register((MAY,)) not in against.wishes


def test_an_answer_that_is_not_clear_leaves_all_unclear() -> None:
    found = answered(
        ("24 maj kl. 09.00, Tjänstemannaforum", "Ja, anmäl mig."),
        ("26 maj kl. 13.00, Politikerforum", "Ja, kanske, om jag får barnvakt."),
    )
    assert not isinstance(found, Wishes)


def test_seats_at_two_briefings_are_one_wish() -> None:
    found = answered(
        ("Vill du vara med den 24 maj?", "Ja."),
        ("Vill du vara med den 26 maj?", "Ja, det ser jag verkligen fram emot."),
        ("Hur har du det annars?", "Solen skiner här i dag."),
    )
    assert isinstance(found, Wishes), found
    assert found.wishes == (Register((MAY, POLITICIANS)),)


def test_one_answer_below_a_quotation_answers_the_whole_letter() -> None:
    found = read("> Vill du vara med den 24 maj?\n\nNej.\n\n> Hälsningar\n")
    assert not isinstance(found, Wishes | ForPerson)
    found = read("> Vill du vara med den 24 maj?\n\nNej, men ta bort mig från alla listor.\n\n> Hej\n")
    assert isinstance(found, Wishes), found
    assert found.wishes == (Unsubscribe(("*",)),)


FORM = (
    "> [{}] måndag 24 maj kl. 09.00, Tjänstemannaforum\n> [{}] Jag vill ha information från Politikerforum\n"
)


@pytest.mark.parametrize(
    ("first", "second", "last", "wishes"),
    [
        ("x", " ", " ", (Register((MAY,)),)),
        ("x", "x", " ", (Subscribe(("politikerforum",)), Register((MAY,)))),
        (" ", " ", "x", (Unsubscribe(("*",)),)),
    ],
)
def test_what_is_ticked_in_a_form_is_wished(
    first: str, second: str, last: str, wishes: tuple[Wish, ...]
) -> None:
    form = FORM.format(first, second) + f"> [{last}] Ta bort mig från alla era listor\n"
    found = read(f"Här kommer den ifylld.\n\n{form}")
    assert isinstance(found, Wishes), found
    assert (found.wishes, found.also_human) == (wishes, False)


@pytest.mark.parametrize(
    "line", ["Ring mig om mötet", "Avsluta det där med politikerforum eller inte", "24 maj eller 26 maj"]
)
def test_a_ticked_line_that_is_not_clear_is_not_acted_on(line: str) -> None:
    found = read(f"Ifyllt!\n\n> [x] {line}\n> [ ] Annat\n")
    assert not isinstance(found, Wishes)


def test_a_form_beside_another_wish_is_left_to_the_mail_itself() -> None:
    for said in ("Nej, stryk mig från alla listor.", "Se nedan. Stryk mig från alla listor i stället."):
        found = read(f"{said}\n\n{FORM.format('x', ' ')}")
        assert not isinstance(found, Wishes) or Register((MAY,)) not in found.wishes


def test_a_form_of_which_nothing_is_said_may_have_come_so() -> None:
    found = read(f"Tack för informationen, trevlig helg!\n\n{FORM.format('x', ' ')}")
    assert not isinstance(found, Wishes)


def test_a_question_beside_a_form_is_for_a_person() -> None:
    found = read(f"Ifyllt! Hur hittar jag till er entré med rullstol?\n\n{FORM.format('x', ' ')}")
    assert isinstance(found, Wishes), found
    assert (found.wishes, found.also_human) == ((Register((MAY,)),), True)


def test_what_somebody_else_ticked_or_asked_is_not_carried_out() -> None:
    form = FORM.format("x", " ")
    handed_on = examined(written(f"Karins svar nedan.\n\n{form}", subject="VB: Vad gäller?")).reading
    assert not isinstance(handed_on, Wishes)
    of_others = form.replace("Tjänstemannaforum", "lokal 3").replace("Politikerforum", "er")
    assert not isinstance(examined(written(f"Ifyllt!\n\n{of_others}", subject="Sv: Fika")).reading, Wishes)
