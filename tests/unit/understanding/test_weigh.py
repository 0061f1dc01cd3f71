"""What is done, asked or handed over, where it is known what is said and how surely."""

import pytest

from mailservice.domain.readings import ForPerson, Machine, Reading, Unclear, Wishes
from mailservice.domain.wishes import Register, SetDelivery
from mailservice.understanding.acts import Act
from mailservice.understanding.said import Said
from mailservice.understanding.scene import Letter
from mailservice.understanding.weigh import weigh, wishes_surely
from tests.unit.understanding.scenes import said, seen

MONDAY, WEDNESDAY = ("2027-05-24",), ("2027-05-26",)


def weighed(*told: tuple[Act, str, float]) -> Reading | None:
    """The reading of a mail of these sentences, each with what it says and how surely."""
    scene = seen(". ".join(text for _, text, _ in told))
    return weigh(scene, [said(scene, act, text, likely) for act, text, likely in told], "sv")


COME = "Anmäl mig till den 24 maj"


@pytest.mark.parametrize(("likely", "kind"), [(0.7, Wishes), (0.5, Unclear), (0.3, Unclear)])
def test_a_wish_alone_is_done_where_it_is_sure(likely: float, kind: type[Reading]) -> None:
    assert isinstance(weighed((Act.REGISTER, COME, likely)), kind)


@pytest.mark.parametrize(("likely", "kind"), [(0.9, Wishes), (0.7, Unclear)])
def test_beside_other_things_it_must_be_surer(likely: float, kind: type[Reading]) -> None:
    beside = (Act.DECLINE, "Breven klarar jag mig utan", 0.6)
    assert isinstance(weighed((Act.REGISTER, COME, likely), beside), kind)


def test_what_the_same_words_say_more_surely_stops_it() -> None:
    scene = seen(COME)
    heard = [said(scene, Act.REGISTER, COME, 0.85), said(scene, Act.PAST, COME, 0.9)]
    assert isinstance(weigh(scene, heard, "sv"), Unclear)


def test_a_wish_and_a_question_go_two_ways() -> None:
    reading = weighed((Act.REGISTER, COME, 1.0), (Act.QUESTION, "Spelas det in", 0.9))
    assert isinstance(reading, Wishes)
    assert reading.also_human


@pytest.mark.parametrize(
    ("text", "likely", "human"),
    [
        ("Anmäl mig till den 24 maj. Kan ni ordna textning?", 0.5, True),
        ("Anmäl mig till den 24 maj. Kan ni ordna textning?", 0.3, False),
        ("Anmäl mig till den 24 maj. Jag undrar om ni ordnar textning", 0.5, False),  # without its mark
        ("Anmäl mig till den 24 maj. Går det bra att delta?", 0.5, False),  # the wish once more
    ],
)
def test_a_sentence_that_rather_asks_is_for_a_person_as_well(text: str, likely: float, human: bool) -> None:
    scene = seen(text)
    question = said(scene, Act.QUESTION, text.partition(". ")[2].rstrip("?"), likely)
    reading = weigh(scene, [said(scene, Act.REGISTER, COME), question], "sv")
    assert isinstance(reading, Wishes)
    assert reading.also_human is human


@pytest.mark.parametrize(
    ("act", "about"), [(Act.QUESTION, "question"), (Act.HUMAN, "matter"), (Act.THIRD, "third-person")]
)
def test_what_is_for_a_person_alone(act: Act, about: str) -> None:
    reading = weighed((act, "Spelas det in", 0.9))
    assert isinstance(reading, ForPerson)
    assert reading.about == about


def test_a_question_beside_a_wish_without_a_day_is_for_a_person() -> None:
    assert isinstance(
        weighed((Act.REGISTER, "Anmäl mig", 1.0), (Act.QUESTION, "Spelas det in", 0.9)), ForPerson
    )


@pytest.mark.parametrize("act", [Act.VAGUE, Act.MAYBE])
def test_what_is_open_is_asked(act: Act) -> None:
    assert isinstance(weighed((act, "Ändra något", 0.9)), Unclear)


def test_what_was_half_heard_is_offered() -> None:
    reading = weighed((Act.REGISTER, COME, 0.4))
    assert isinstance(reading, Unclear)
    assert reading.options == (Register(MONDAY),)


def test_a_second_leave_taking_that_speaks_of_rather_may_be_none() -> None:
    first = (Act.UNSUBSCRIBE, "Sluta sända breven från Tjänstemannaforum", 1.0)
    assert isinstance(weighed(first, (Act.UNSUBSCRIBE, "Sänd hellre dem från Politikerforum", 0.9)), Unclear)
    assert isinstance(weighed(first, (Act.UNSUBSCRIBE, "Sluta med Politikerforum", 0.9)), Wishes)


def test_nothing_said_is_nothing_read() -> None:
    assert weighed((Act.CORRECT, "Förlåt", 0.9)) is None


@pytest.mark.parametrize("act", [Act.PAST, Act.KEEP, Act.DECLINE])
def test_who_only_tells_is_not_asked_what_they_want(act: Act) -> None:
    reading = weighed((act, "Jag är redan anmäld och kommer", 0.9))
    assert isinstance(reading, ForPerson)
    assert reading.about == "no-wish"


def test_a_yes_and_another_day_leave_open_whether_both_are_meant() -> None:
    another = seen("Ja tack, och ta med mig den 26 maj.", letter=Letter("invitation", (), ("2027-05-24",)))
    reading = weigh(another, [Said(Act.REGISTER, 1.0, 0, 0, 8)], "sv")
    assert isinstance(reading, Unclear)
    assert reading.about == "which-briefing"


def test_mostly_a_machine_is_a_machine() -> None:
    assert isinstance(weighed((Act.AUTO, "Jag är på semester och läser inte min post", 0.9)), Machine)
    assert isinstance(weighed((Act.AUTO, "Autosvar", 0.9), (Act.REGISTER, COME, 1.0)), Wishes)
    assert weigh(seen("", subject="Hej"), [], "sv") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((Act.SUBSCRIBE, "Skicka Politikerforums brev"), (Act.UNSUBSCRIBE, "Sluta med Politikerforum")),
        ((Act.REGISTER, COME), (Act.CANCEL, "Stryk mig den 24 maj")),
        ((Act.UNSUBSCRIBE, "Sluta med alla brev"), (Act.SUBSCRIBE, "Skicka Politikerforums brev")),
        ((Act.CANCEL, "Stryk mig från alla möten"), (Act.REGISTER, COME)),
        ((Act.WEEKLY, "Varje vecka"), (Act.MONTHLY, "Varje månad")),
    ],
)
def test_two_wishes_that_exclude_each_other_are_asked(one: tuple[Act, str], other: tuple[Act, str]) -> None:
    reading = weighed((*one, 1.0), (*other, 1.0))
    assert isinstance(reading, Unclear)
    assert reading.about == "contradiction"


def test_wishes_of_one_kind_are_one() -> None:
    reading = weighed(
        (Act.REGISTER, COME, 1.0),
        (Act.REGISTER, "Och den 26 maj kommer jag", 1.0),
        (Act.WEEKLY, "Varje vecka", 1.0),
    )
    assert isinstance(reading, Wishes)
    assert [type(w) for w in reading.wishes] == [Register, SetDelivery]
    assert reading.wishes[0] == Register(MONDAY + WEDNESDAY)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Avboka rummet den 24 maj", Act.CANCEL),
        ("Avregistrera min firma", Act.UNSUBSCRIBE),
    ],
)
def test_what_is_not_ours_is_for_a_person(text: str, act: Act) -> None:
    reading = weighed((act, text, 1.0))
    assert isinstance(reading, ForPerson)
    assert reading.about == "not-ours"


@pytest.mark.parametrize(
    "told",
    [
        [(Act.UNSUBSCRIBE, "Avregistrera per@b.example från listorna", 0.9)],
        [
            (Act.REGISTER, "Direktören vill delta den 24 maj", 0.9),
            (Act.THIRD, "Jag sköter hans kalender", 0.9),
        ],
    ],
)
def test_what_somebody_else_shall_do_is_for_a_person(told: list[tuple[Act, str, float]]) -> None:
    assert isinstance(weighed(*told), ForPerson)


def test_a_third_person_in_the_same_words_outdoes_the_wish() -> None:
    scene = seen("Sätt upp min kollega den 24 maj")
    heard = [
        said(scene, Act.REGISTER, "Sätt upp min kollega den 24 maj", 0.8),
        said(scene, Act.THIRD, "Sätt upp min kollega den 24 maj", 0.9),
    ]
    assert isinstance(weigh(scene, heard, "sv"), ForPerson)


@pytest.mark.parametrize(
    ("text", "act", "about"),
    [
        ("Anmäl inte mig till den 24 maj", Act.REGISTER, "denied"),
        ("Jag kommer den 24 maj om min chef säger ja", Act.REGISTER, "condition"),
    ],
)
def test_what_the_grammar_speaks_against_is_asked(text: str, act: Act, about: str) -> None:
    reading = weighed((act, text, 0.9))
    assert isinstance(reading, Unclear)
    assert reading.about == about


@pytest.mark.parametrize(
    "text", ["Glöm allt ni vet om mig", "Radera varje uppgift som ni har lagrat om min person"]
)
def test_about_somebody_is_no_condition(text: str) -> None:
    assert isinstance(weighed((Act.ERASE, text, 0.9)), Wishes)


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("Den andre vil jeg fortsatt ha", True),
        ("The other one I would like to keep", True),
        ("Platsen den 24 maj behåller jag", False),
    ],
)
def test_not_all_lists_are_left_where_the_other_one_stays(kept: str, asked: bool) -> None:
    reading = weighed((Act.UNSUBSCRIBE, "Ta bort mig från breven", 0.99), (Act.KEEP, kept, 0.9))
    assert isinstance(reading, Unclear) is asked


@pytest.mark.parametrize(
    "text", ["Kan ni kolla om jag är anmäld till något", "Minns inte om jag anmälde mig, kolla det åt mig"]
)
def test_who_asks_what_is_there_says_if_of_it(text: str) -> None:
    assert isinstance(weighed((Act.STATUS, text, 0.9)), Wishes)


@pytest.mark.parametrize(
    "other",
    [
        "Min efterträdare ska ni inte göra något med",
        "Karin anmäler sig själv",
        "He will write to you himself",
    ],
)
def test_who_sees_to_it_themselves_needs_nobody(other: str) -> None:
    reading = weighed((Act.REGISTER, COME, 1.0), (Act.THIRD, other, 0.9))
    assert isinstance(reading, Wishes)
    assert not reading.also_human
    assert isinstance(weighed((Act.THIRD, other, 0.9)), ForPerson)


def test_a_wish_that_names_nobody_is_the_senders_beside_one_who_sees_to_it_themselves() -> None:
    off = (Act.UNSUBSCRIBE, "Stäng av alla utskick till adressen", 0.99)
    assert isinstance(weighed(off, (Act.THIRD, "Karin anmäler sig själv", 0.9)), Wishes)
    assert isinstance(weighed(off, (Act.THIRD, "Karin vill ha dem", 0.9)), ForPerson)


def test_a_third_person_beside_a_wish_is_for_a_person_as_well() -> None:
    reading = weighed((Act.REGISTER, COME, 1.0), (Act.THIRD, "Själv kommer jag med Karin", 0.7))
    assert isinstance(reading, Wishes)
    assert reading.also_human


@pytest.mark.parametrize(
    ("before", "text", "act", "kind"),
    [
        ("", "Kan ni lägga upp dem på Tjänstemannaforum", Act.SUBSCRIBE, ForPerson),
        ("", "Börja skicka dem från Tjänstemannaforum", Act.SUBSCRIBE, Wishes),
        ("", "Ta bort dem från Tjänstemannaforum", Act.UNSUBSCRIBE, Wishes),
        (
            "Vi har skilts från ali@b.example. ",
            "Ta bort dem från Tjänstemannaforum",
            Act.UNSUBSCRIBE,
            ForPerson,
        ),
    ],
)
def test_they_are_not_the_sender(before: str, text: str, act: Act, kind: type) -> None:
    scene = seen(before + text)
    assert isinstance(weigh(scene, [said(scene, act, text, 0.97)], "sv"), kind)


def test_what_happened_before_does_not_turn_the_end_of_a_pause() -> None:
    past = (Act.PAST, "I februari fick ni pausa utskicken", 1.0)
    assert isinstance(weighed(past, (Act.RESUME, "Nu vill jag ha dem som förut", 0.7)), Wishes)
    assert isinstance(weighed(past, (Act.UNSUBSCRIBE, "Nu vill jag slippa dem", 0.7)), Unclear)


@pytest.mark.parametrize(("likely", "kind"), [(1.0, Wishes), (0.9, Unclear)])
def test_a_wish_that_hangs_on_something_does_not_hold_up_a_clear_one(
    likely: float, kind: type[Reading]
) -> None:
    text = "Om jag ska ha Politikerforum har jag inte bestämt"
    scene = seen(f"{COME}. {text}")
    heard = [
        said(scene, Act.REGISTER, COME, likely),
        said(scene, Act.SUBSCRIBE, text, 0.9),
        said(scene, Act.MAYBE, text, 0.4),
    ]
    reading = weigh(scene, heard, "sv")
    assert isinstance(reading, kind)
    if isinstance(reading, Wishes):
        assert reading.wishes == (Register(MONDAY),)


@pytest.mark.parametrize(("likely", "kind"), [(0.7, Unclear), (0.9, Wishes)])
def test_two_wishes_that_turn_each_other_must_both_be_sure(likely: float, kind: type[Reading]) -> None:
    leave = (Act.UNSUBSCRIBE, "Sluta med Politikerforum", 0.99)
    assert isinstance(weighed(leave, (Act.SUBSCRIBE, "Skicka Tjänstemannaforum", likely)), kind)


def test_a_wish_that_names_nothing_and_is_half_turned_elsewhere_is_asked() -> None:
    leave = (Act.UNSUBSCRIBE, "Ta bort mig från sändlistan", 0.99)
    assert isinstance(weighed(leave, (Act.SUBSCRIBE, "Informationen vill jag ha", 0.55)), Unclear)
    assert isinstance(weighed(leave, (Act.SUBSCRIBE, "Informationen vill jag ha", 0.4)), Wishes)
    named = (Act.UNSUBSCRIBE, "Ta bort mig från Politikerforum", 0.99)
    assert isinstance(weighed(named, (Act.SUBSCRIBE, "Informationen vill jag ha", 0.55)), Wishes)


def test_words_that_are_vague_as_well_are_asked() -> None:
    text = "Ta bort mig från den där listan"
    scene = seen(text)
    heard = [said(scene, Act.UNSUBSCRIBE, text, 0.9), said(scene, Act.VAGUE, text, 0.7)]
    assert isinstance(weigh(scene, heard, "sv"), Unclear)


def test_a_maybe_in_its_sentence_makes_it_hang() -> None:
    scene = seen("Jag kommer kanske, anmäl mig till den 24 maj")
    heard = [
        said(scene, Act.MAYBE, "Jag kommer kanske", 0.7),
        said(scene, Act.REGISTER, "anmäl mig till den 24 maj", 1.0),
    ]
    reading = weigh(scene, heard, "sv")
    assert isinstance(reading, Unclear)
    assert reading.about == "condition"


def test_to_undo_what_was_done_is_none_of_the_wishes_that_it_sounds_like() -> None:
    text = "Gör det ogjort är ni rara"
    scene = seen(text)
    reading = weigh(scene, [said(scene, Act.UNSUBSCRIBE, text, 1.0)], "sv")
    assert isinstance(reading, Unclear)


def test_taken_back_behind_is_asked() -> None:
    scene = seen("Anmäl mig till den 24 maj. Bortse från det")
    reading = weigh(scene, [said(scene, Act.REGISTER, COME)], "sv")
    assert isinstance(reading, Unclear)
    assert reading.about == "taken-back"


@pytest.mark.parametrize(
    ("behind", "kind"),
    [
        ("Glöm det", Unclear),
        ("Har du fått meddelandet av misstag ber vi dig radera det", Wishes),
        ("Det var inte meningen", Unclear),
        ("Det blev inte meningen", Unclear),
        ("Att något tas bort är inte meningen", Wishes),
        ("Den gamla har jag glömt lösenordet till", Wishes),
        ("I forgot the old one", Wishes),
        ("Ämnesraden kan ni bortse från", Wishes),
        ("Bortse från ämnesraden och från det jag skrev", Unclear),
    ],
)
def test_what_takes_back_and_what_does_not(behind: str, kind: type[Reading]) -> None:
    scene = seen(f"{COME}. {behind}")
    assert isinstance(weigh(scene, [said(scene, Act.REGISTER, COME)], "sv"), kind)


def test_a_question_about_oneself_need_not_be_so_sure() -> None:
    told = [(Act.STATUS, "Vad står jag på", 0.7), (Act.PAST, "Någon sade att jag var med", 0.9)]
    assert isinstance(weighed(*told), Wishes)
    assert isinstance(weighed(*told, (Act.AUTO, "Svara inte", 0.5)), Wishes)


def test_the_wish_of_a_subject_gives_way_to_the_body() -> None:
    scene = seen("Det är inte den 24 jag tänkt mig. Den 26 maj kommer jag", subject="Anmälan 24 maj")
    heard = [
        said(scene, Act.REGISTER, "Anmälan 24 maj", 0.9),
        said(scene, Act.DECLINE, "Det är inte den 24 jag tänkt mig", 0.9),
        said(scene, Act.REGISTER, "Den 26 maj kommer jag", 1.0),
    ]
    reading = weigh(scene, heard, "sv")
    assert isinstance(reading, Wishes)
    assert reading.wishes == (Register(WEDNESDAY),)


def test_whether_somebody_surely_wishes_something() -> None:
    assert wishes_surely([Said(Act.PAUSE, 0.9, 0, 0, 1)])
    assert not wishes_surely([Said(Act.PAUSE, 0.5, 0, 0, 1), Said(Act.PAST, 1.0, 0, 0, 1)])


def test_even_if_is_no_condition() -> None:
    text = "Anmäl mig till den 24 maj, även om jag blir sen"
    scene = seen(text)
    assert isinstance(weigh(scene, [said(scene, Act.REGISTER, text.replace(",", ""), 0.9)], "sv"), Wishes)


def test_a_question_in_another_sentence_does_not_turn_a_wish() -> None:
    reading = weighed((Act.REGISTER, COME, 0.7), (Act.QUESTION, "Spelas det in", 0.9))
    assert isinstance(reading, Wishes)
    assert reading.also_human


def test_beside_a_pause_something_may_stay_as_it_is() -> None:
    kept = (Act.KEEP, "Lämna mig på listan", 0.9)
    assert isinstance(weighed((Act.PAUSE, "Pausa till den 9 augusti", 0.7), kept), Wishes)
    assert isinstance(weighed((Act.UNSUBSCRIBE, "Ta bort mig", 0.7), kept), Unclear)


def test_a_proposal_asked_without_anybody_who_comes_is_no_wish() -> None:
    proposal = "Vore det något för er första träff i höst den 13 september?"
    scene = seen(proposal)
    asked = [said(scene, Act.REGISTER, proposal.rstrip("?"), 0.9)]
    assert isinstance(weigh(scene, asked, "sv"), Unclear)
    mine = seen("Kan jag få vara med den 24 maj?")
    assert isinstance(
        weigh(mine, [said(mine, Act.REGISTER, "Kan jag få vara med den 24 maj", 0.9)], "sv"), Wishes
    )


def test_so_many_sentences_of_a_machine_are_a_machine() -> None:
    machine = [(Act.AUTO, f"Erbjudande nummer {n}", 0.8) for n in range(3)]
    talk = [(Act.DECLINE, "Sedan kommer en rad ord om kurser och hotell och annat vi har att bjuda på", 0.3)]
    assert isinstance(weighed(*machine, *talk), Machine)
    assert not isinstance(weighed(*machine, *talk, (Act.REGISTER, COME, 0.9)), Machine)


def test_a_matter_hardly_heard_is_for_a_person_where_nothing_is_wished() -> None:
    assert isinstance(weighed((Act.HUMAN, "Ring mig", 0.4)), ForPerson)
    assert isinstance(weighed((Act.HUMAN, "Ring mig", 0.4), (Act.VAGUE, "Ändra det där", 0.7)), Unclear)


def test_leaving_what_one_does_not_have_is_asked_about() -> None:
    scene = seen("Politikernas brev klarar jag mig utan, har dem inte heller")
    heard = [
        said(scene, Act.UNSUBSCRIBE, "Politikernas brev klarar jag mig utan", 0.87),
        said(scene, Act.DECLINE, "har dem inte heller", 0.93),
    ]
    assert isinstance(weigh(scene, heard, "sv"), Unclear)


@pytest.mark.parametrize(
    ("act", "text", "about"),
    [
        (Act.MOVE, "Skicka breven till min efterträdare, bo.ek@kommun.example", "third-person"),
        (Act.CANCEL, "Stryk mitt anförande den 26 maj", "not-ours"),
    ],
)
def test_what_is_somebody_elses_or_no_seat_is_for_a_person(act: Act, text: str, about: str) -> None:
    scene = seen(text)
    words = text.replace(",", "")
    reading = weigh(scene, [said(scene, act, words)], "sv")
    assert isinstance(reading, ForPerson)
    assert reading.about == about


def test_who_gives_a_seat_up_and_comes_is_asked() -> None:
    scene = seen("Ta bort mig den 24 maj. Jag deltar som vanligt")
    reading = weigh(scene, [said(scene, Act.CANCEL, "Ta bort mig den 24 maj")], "sv")
    assert isinstance(reading, Unclear)
    assert reading.about == "contradiction"
