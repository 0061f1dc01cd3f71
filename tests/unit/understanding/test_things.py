"""A mail with the things that it may be about beside it, as the overseer reads it."""

from dataclasses import replace

from mailservice.domain.lists import Bilingual
from mailservice.domain.world import World
from mailservice.understanding.encoder import Encoder
from mailservice.understanding.pretrained import PLACES_OF_MAILS
from mailservice.understanding.scene import Letter, Scene
from mailservice.understanding.seeing import see_answered
from mailservice.understanding.things import BRIEFING, LIST, SIGNS, with_things
from tests.unit.understanding.corpus import lexicon, world
from tests.unit.understanding.scenes import seen


def encoder() -> Encoder:
    known = lexicon().encoder
    assert known is not None
    return known


def read(scene: Scene) -> str:
    """The pieces as text."""
    names = encoder().pieces.names
    return "".join(names[at] for at in with_things(scene, encoder()).text.pieces).replace("\u2581", " ")


def own(scene: Scene) -> str:
    """The pieces of the mail itself as text."""
    found = with_things(scene, encoder()).text
    names = encoder().pieces.names
    return "".join(names[at] for at in found.pieces[: found.own]).replace("\u2581", " ")


def test_every_sign_is_a_piece() -> None:
    assert all(sign in encoder().pieces.number for sign in SIGNS)


def test_a_mail_is_given_as_its_body_what_it_answers_and_its_subject() -> None:
    scene = seen("Jag kommer, tack. Spelas det in?", subject="Mötet", letter=Letter("invitation"))
    assert own(scene) == "<s> Jag kommer, tack. Spelas det in?</s> inbjudan Mötet.</s>"


def test_where_a_day_stands_the_sign_of_its_briefing_is_read() -> None:
    assert own(seen("Ta bort mig från måndag den 24 maj tack")) == "<s> Ta bort mig från ĸ tack.</s></s>"
    assert own(seen("Jag kan tisdag den 24 maj")) == "<s> Jag kan tisdag den 24 maj.</s></s>"
    assert own(seen("Jag kan den 24 maj kl. 14")) == "<s> Jag kan den 24 maj kl 14.</s></s>"
    assert own(seen("Jag kan den 25 maj")) == "<s> Jag kan den 25 maj.</s></s>"
    assert own(seen("Jag tar det i september")) == "<s> Jag tar det i september ǝ.</s></s>"
    assert own(seen("Jag tar måndagen")) == "<s> Jag tar måndagen.</s></s>"  # there are two


def test_behind_a_word_for_a_list_stands_its_sign() -> None:
    assert own(seen("Breven om Politikerforum")) == "<s> Breven om Politikerforum ŧ.</s></s>"
    assert "politikerforum ŧ onsdagen ƙ" in own(seen("Gärna politikerforum onsdagen"))


def test_behind_the_mail_stands_what_is_known_of_each_thing() -> None:
    told = read(seen("Ja", letter=Letter("invitation", (), ("2027-05-26",))))
    assert "ŧ Politikerforum" in told
    assert "ĸ ħ 1 måndag maj 09.00 45 min" in told
    assert "ƙ brevet ŧ 2 onsdag maj 13.00 30 min" in told
    assert told.endswith("ƣ alla brevȋ alla träffar")
    assert "ħ brevet Tjänstemannaforum" in read(seen("Ja", letter=Letter("news", ("tjanstemannaforum",))))


def answering(text: str, letter: str) -> Scene:
    there, now = world()
    return replace(seen(text), answered=see_answered(letter, lexicon=lexicon(), world=there, now=now))


def test_between_mail_and_things_stands_the_letter_that_is_answered() -> None:
    scene = answering("Den andra", "Vi ses den 24 maj.\nEller 26 maj om politikerforum?")
    assert read(scene).startswith("<s> Den andra.</s></s> Vi ses den ĸ. Eller ƙ om politikerforum ŧ?ħ Tj")
    found = with_things(scene, encoder()).text
    assert found.pieces[found.own + found.quoted] == encoder().pieces.number[SIGNS[0]]
    assert own(scene) == "<s> Den andra.</s></s>"


def test_of_a_long_letter_its_beginning_and_its_end_are_read() -> None:
    scene = answering("Ja", "Början. " + "Vi skriver mycket om regionerna. " * 300 + "Svara JA.")
    told = read(scene)
    assert "Början." in told
    assert "Svara JA.ħ" in told
    assert with_things(scene, encoder()).text.quoted == 90


def test_below_a_long_mail_less_of_the_letter_is_read() -> None:
    scene = answering("Vi skriver mycket. " * 100, "Svara JA. " * 100)
    found = with_things(scene, encoder()).text
    assert 0 < found.quoted < 60
    assert len(found.pieces) <= PLACES_OF_MAILS
    longest = seen("Vi skriver mycket. " * 100, subject="Vi skriver mycket " * 20)
    assert with_things(replace(longest, answered=scene.answered), encoder()).text.quoted == 0


def test_no_words_below_a_mail_are_no_letter() -> None:
    assert answering("Ja", "").answered is None


def test_each_thing_has_its_place() -> None:
    scene = seen("Ja")
    found = with_things(scene, encoder())
    assert found.things[0] == (LIST, "tjanstemannaforum")
    assert found.things[-2:] == ((LIST, "*"), (BRIEFING, "*"))
    names = encoder().pieces.names
    assert "".join(names[found.text.pieces[at]] for at in found.text.things) == SIGNS[: len(found.things)]


def test_a_world_without_things_has_those_that_stand_for_all() -> None:
    scene = replace(seen("Ja den 24 maj om politikerforum"), world=World("a@b.example", (), (), ()))
    assert [name for _, name in with_things(scene, encoder()).things] == ["*", "*"]
    assert own(scene) == "<s> Ja den 24 maj om politikerforum.</s></s>"


def test_more_things_than_signs_are_not_looked_at() -> None:
    there = seen("Ja").world
    many = tuple(replace(there.briefings[0], id=str(at)) for at in range(9))
    lists = tuple(replace(there.lists[0], id=str(at)) for at in range(9))
    scene = replace(seen("Jag kommer den 24 maj"), world=replace(there, lists=lists, briefings=many))
    assert len(with_things(scene, encoder()).things) == len(SIGNS)
    assert "24 maj" in own(scene)  # which of nine?


def test_names_of_any_length_fit_into_what_is_read() -> None:
    scene = seen("Jag kommer den 24 maj. " * 60, subject="Anmälan " * 60, letter=Letter("reminder"))
    name = Bilingual("Nätverket för regional kompetensförsörjning " * 9, "x")
    lists = tuple(replace(scene.world.lists[0], id=str(at), name=name) for at in range(9))
    briefings = tuple(replace(scene.world.briefings[0], id=str(at), lists=tuple("01234")) for at in range(9))
    found = with_things(
        replace(scene, world=replace(scene.world, lists=lists, briefings=briefings)), encoder()
    )
    assert len(found.text.pieces) <= PLACES_OF_MAILS
