"""Examples read the way a mail is read, as lessons for the judge."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import datetime

import numpy as np

from mailservice.domain.errors import ConfigurationFaults
from mailservice.domain.wishes import EVERYTHING
from mailservice.domain.world import World
from mailservice.message.mail import OwnWords, ParsedMail
from mailservice.message.plain_text import own_words
from mailservice.understanding.acts import WISHES, Act
from mailservice.understanding.encoder import Encoder, Text
from mailservice.understanding.encoder_learning import Heard
from mailservice.understanding.examples import Example
from mailservice.understanding.judging import Stretch, read_by_encoder
from mailservice.understanding.language import read_language
from mailservice.understanding.learning import Lesson
from mailservice.understanding.lexicon import Lexicon
from mailservice.understanding.scene import Letter, Scene
from mailservice.understanding.seeing import see, see_answered
from mailservice.understanding.sentences import part_of
from mailservice.understanding.things import BRIEFING, SIGNS, Seen, Thing, with_things
from mailservice.understanding.traits import traits_of
from mailservice.understanding.whole_mail import BESIDE, OUTCOMES
from mailservice.understanding.whole_mail import LABELS as WHOLE

LABELS = tuple(Act)


def lessons_of(
    examples: Sequence[Example], *, lexicon: Lexicon, world: World, now: datetime
) -> Iterator[tuple[Example, list[Lesson]]]:
    """For each example one lesson a sentence; none for those of which only the whole is told.

    world, now   those in which the examples were written
    """
    for example, scene in scenes_of(examples, lexicon=lexicon, world=world, now=now):
        numbers = range(0 if example.untold else len(scene.sentences))
        yield example, [each for number in numbers for each in _lessons(example, scene, number)]


def scenes_of(
    examples: Sequence[Example], *, lexicon: Lexicon, world: World, now: datetime
) -> Iterator[tuple[Example, Scene]]:
    """Each example as a mail is seen."""
    for example in examples:
        words = _words_of(example)
        tongue = read_language(f"{words.subject}\n{words.text}", lexicon.languages)
        vocabulary = lexicon.vocabularies[tongue.vocabulary]
        about = [_named(what, world, example.place) for what in example.answered]
        lists, sessions = (
            tuple(i for i in about if find(i) is not None) for find in (world.list_, world.briefing)
        )
        letter = Letter(example.answers, lists, sessions)
        scene = see(words, letter, vocabulary, lexicon=lexicon, world=world, now=now, sender="")
        below = see_answered(example.quoted, lexicon=lexicon, world=world, now=now)
        yield example, replace(scene, answered=below)


def lesson_of_whole(example: Example, scene: Scene, encoder: Encoder, signs: str = SIGNS) -> Heard:
    """The mail as a lesson for the overseer; an outcome that would do as well counts neither way.

    A sentence alone is a mail too, one whose outcome counts where its acts tell it.

    signs   those of its things
    """
    if not example.outcome:
        return _alone(example, scene, encoder, signs)
    wanted = {example.outcome, *example.wished, *([BESIDE] if example.also_human else [])}
    return _heard(example, scene, encoder, signs, wanted, {*WHOLE} - {*example.also})


def _alone(example: Example, scene: Scene, encoder: Encoder, signs: str) -> Heard:
    acts = example.parts[0].acts
    outcome = ""
    if acts and acts == example.wished:
        outcome = "act"
    elif acts and acts <= {Act.THIRD, Act.QUESTION, Act.HUMAN}:
        outcome = "human"
    wanted = {outcome, *(acts & WISHES)}
    known = WISHES if Act.VAGUE not in acts else frozenset()
    return _heard(example, scene, encoder, signs, wanted, {*known, *(OUTCOMES if outcome else ())})


def _heard(
    example: Example, scene: Scene, encoder: Encoder, signs: str, wanted: Set[str], counted: Set[str]
) -> Heard:
    seen = with_things(scene, encoder, signs)
    told = [_of_thing(thing, example, scene.world) for thing in seen.things]
    names = bool(scene.days or scene.topics or scene.letter.lists or scene.letter.sessions or example.about)
    if not example.outcome and not names:  # a sentence that names nothing says nothing of things
        seen, told = Seen(Text(seen.text.pieces[: seen.text.own], seen.text.own), ()), []
    return Heard(
        seen.text,
        np.array([label in wanted for label in WHOLE], dtype=np.float32),
        np.array([label in counted for label in WHOLE], dtype=np.float32),
        np.array([[done > 0 for done in each] for each in told], dtype=np.float32).reshape(-1, 2),
        np.array([[done != 0 for done in each] for each in told], dtype=np.float32).reshape(-1, 2),
    )


def _of_thing(thing: Thing, example: Example, world: World) -> tuple[int, int]:
    """Whether it is taken, and whether it is given up: 1 or -1; 0 where the example does not tell."""
    kind, name = thing
    taken, left = (Act.REGISTER, Act.CANCEL) if kind == BRIEFING else (Act.SUBSCRIBE, Act.UNSUBSCRIBE)
    return _done(taken, name, example, world), _done(left, name, example, world)


def _done(act: Act, name: str, example: Example, world: World) -> int:
    about = {_named(what, world, example.place) for of, what in example.about if of is act}
    if name in about:
        return 1
    spoken = act in example.wished or any(act in part.acts for part in example.parts)
    open_ = spoken and (not about or EVERYTHING[0] in about or (name in EVERYTHING and len(about) > 1))
    return 0 if open_ else -1


def _named(what: str, world: World, place: str) -> str:
    """The id of what an example calls "24" or "po"; "*" stands for all.

    Raises    ConfigurationFaults: there is no such thing in the world of the examples.
    """
    days = {str(each.start.day): each.id for each in world.briefings}
    lists = {short: each.id for each in world.lists for short in (each.id[:2], _initials(each.id))}
    found = {**days, **lists, EVERYTHING[0]: EVERYTHING[0]}.get(what)
    if found is None:
        raise ConfigurationFaults(
            (f"{place}: {what!r} is no list or briefing of examples/world.toml; say 24, po or *",)
        )
    return found


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.split("-"))


def _words_of(example: Example) -> OwnWords:
    words = own_words(ParsedMail(subject=example.subject, text=example.text))
    if example.text.startswith(words.text):
        return words
    return OwnWords(example.text, words.subject, words.subject_is_new)


def _lessons(example: Example, scene: Scene, number: int) -> Iterator[Lesson]:
    """The sentence as a lesson, and each of its parts where they do different things."""
    sentence = scene.sentences[number]
    if sentence.subject:
        yield _lesson(scene, (number, sentence), example.subject_acts)
        return
    spans = [(scene.words[t.first].start, scene.words[t.last].end) for t in sentence.tokens]
    parts = [p for p in example.parts if p.start < spans[-1][1] and p.end > spans[0][0]]
    yield _lesson(scene, (number, sentence), frozenset(act for part in parts for act in part.acts))
    for part in parts if len({p.acts for p in parts}) > 1 else ():
        inside = [n for n, (start, end) in enumerate(spans) if start < part.end and end > part.start]
        if inside:
            cut = part_of(sentence, scene.words, inside[0], inside[-1])
            yield _lesson(scene, (number, cut), part.acts)


def _lesson(scene: Scene, stretch: Stretch, acts: frozenset[Act]) -> Lesson:
    return Lesson(
        tuple(sorted(set(traits_of(scene, *stretch)))),
        np.array([act in acts for act in LABELS], dtype=np.float32),
        np.array([_teaches(act, acts) for act in LABELS], dtype=np.float32),
        read_by_encoder(scene, stretch),
    )


def _teaches(act: Act, acts: frozenset[Act]) -> bool:
    """Whether a lesson says something of an act: one that is vague does not say which wishes it is not."""
    return act in acts or Act.VAGUE not in acts or act not in WISHES
