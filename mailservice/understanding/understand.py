"""What a mail means, in stages: language, clauses with frames, slots, decision. Pure; never raises."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from mailservice.domain.days import STOCKHOLM
from mailservice.domain.lists import Language
from mailservice.domain.readings import (
    AnsweredLetter,
    Evidence,
    ForPerson,
    Machine,
    Reading,
    Unclear,
    Undo,
    Wishes,
)
from mailservice.domain.wishes import EVERYTHING, Cancel, Erase, Move, Pause, Unsubscribe
from mailservice.domain.world import World
from mailservice.message.mail import OwnWords, ParsedMail
from mailservice.understanding.acts import Act
from mailservice.understanding.bare_answers import begins_bare, is_open, read_bare, undoes
from mailservice.understanding.between_lines import read_between
from mailservice.understanding.calendar import read_calendar
from mailservice.understanding.choice import read_choice
from mailservice.understanding.choices_told import spelled_out
from mailservice.understanding.command_words import hear_commands
from mailservice.understanding.encoder import Encoder
from mailservice.understanding.judging import judged
from mailservice.understanding.language import Tongue, read_language
from mailservice.understanding.letters_answered import (
    answered_letter,
    answers_us,
    from_us,
    quoted_letter,
)
from mailservice.understanding.lexicon import Lexicon
from mailservice.understanding.listed_items import with_items
from mailservice.understanding.lost_letters import mended
from mailservice.understanding.machines import read_machine
from mailservice.understanding.queue_words import hear_queue
from mailservice.understanding.reports import without_reports
from mailservice.understanding.said import SPOKEN, SURE, Said
from mailservice.understanding.scene import Letter, Scene
from mailservice.understanding.second_look import by_a_person, in_its_light, leaves_doubt, wishes_plainly
from mailservice.understanding.seeing import LONGEST, read_of, see, see_answered
from mailservice.understanding.settings_said import rightly_heard, told_apart
from mailservice.understanding.settle import pause_told
from mailservice.understanding.shares import of_others
from mailservice.understanding.spotting import spot
from mailservice.understanding.standing import Meant
from mailservice.understanding.weigh import evidence_of, meant_by, weigh, wishes_surely
from mailservice.understanding.whole_mail import Opinion, ids_of, opinion_on
from mailservice.understanding.word_forms import is_usual
from mailservice.understanding.words import read_words

_MAY_PAUSE = 0.5  # as likely, the end of a pause is looked for in the whole mail
FEW = 10  # words of a mail that is too short to be a matter for a person


@dataclass(frozen=True, slots=True)
class Examination:
    """What each stage made of a mail, for `mailservice explain`.

    opinion   of the mail as a whole; None where its sentences left no doubt
    """

    tongue: Tongue
    scene: Scene
    said: tuple[Said, ...]
    reading: Reading
    opinion: Opinion | None = None

    def meant(self) -> tuple[Meant, ...]:
        """What was said surely enough to count, each wish with its slots or with what leaves them empty."""
        return tuple(meant_by(self.scene, self.said))


def understand(
    mail: ParsedMail,
    words: OwnWords,
    *,
    world: World,
    now: datetime,
    answered: AnsweredLetter | None,
    lexicon: Lexicon,
) -> Reading:
    """The reading of a mail that screening let through. Never raises.

    now   aware; days are reckoned in Europe/Stockholm
    """
    return examine(mail, words, world=world, now=now, answered=answered, lexicon=lexicon).reading


def examine(
    mail: ParsedMail,
    words: OwnWords,
    *,
    world: World,
    now: datetime,
    answered: AnsweredLetter | None,
    lexicon: Lexicon,
) -> Examination:
    """As `understand`, with the result of every stage."""
    local = now.astimezone(STOCKHOLM)
    below = quoted_letter(mail, words, world)
    words = replace(words, text=mended(words.text, is_usual), subject=mended(words.subject, is_usual))
    own = words
    if below and from_us(below, words, world) and not (answered is not None and answered.options):
        words = replace(words, text=spelled_out(words.text, below))
    tongue = read_language(f"{words.subject}\n{read_of(words)}", lexicon.languages)
    vocabulary = lexicon.vocabularies[tongue.vocabulary]
    letter = answered_letter(
        mail,
        words,
        world=world,
        now=local,
        answered=answered,
        vocabularies=(vocabulary, lexicon.vocabularies["mixed"]),
        topics=lexicon.topics,
    )
    scene = see(
        words, letter, vocabulary, lexicon=lexicon, world=world, now=now, sender=str(mail.sender or "")
    )
    if below:
        scene = replace(scene, answered=see_answered(below, lexicon=lexicon, world=world, now=now))
    subject = frozenset(h.tag for h in spot(read_words(words.subject, vocabulary.tags_of), vocabulary))
    said = hear_queue(scene, _heard(scene, lexicon))
    reading = _by_form(mail, words, scene, said, tongue, answered, subject)
    if reading is None and (words.between or words.ticked) and answers_us(mail, words, world):
        see_part = partial(see, vocabulary=vocabulary, lexicon=lexicon, world=world, now=now, sender="")
        reading = _between(words, letter, tongue.language, lexicon, see_part)
    whole = reading is None or (scene.answered is not None and is_open(reading))
    if reading is None:
        reading = weigh(scene, said, tongue.language) or _nothing_found(mail, scene, tongue.language)
    opinion = None
    if whole and lexicon.overseer is not None and scene.words:
        opinion, reading = _second_look(scene, said, reading, lexicon.overseer, tongue.language)
    return Examination(
        tongue, scene, tuple(said), _careful(reading, words, scene, chosen=words != own), opinion
    )


def _second_look(
    scene: Scene, said: list[Said], reading: Reading, overseer: Encoder, language: Language
) -> tuple[Opinion | None, Reading]:
    """What the whole mail tells, None where it was not asked, and the reading in its light."""
    if not leaves_doubt(reading, said, len(scene.words)):
        return None, reading
    opinion = opinion_on(scene, overseer)
    theirs = of_others(scene)
    opinion = replace(
        opinion,
        things={key: (0.0, 0.0) if key[1] in theirs else each for key, each in opinion.things.items()},
        likely=told_apart(scene, said, opinion.likely),
        pause=_pause_told(scene, opinion),
        bare=begins_bare(scene),
        corrected=_corrects_itself(scene, said),
        named=tuple(name for name in scene.named if name not in theirs),
    )
    return opinion, _looked_at_again(scene, said, reading, opinion, language)


def _corrects_itself(scene: Scene, said: list[Said]) -> bool:
    """Whether words take back what was just said, and nobody else is spoken of."""
    spoken = {each.act for each in said if each.likely >= SPOKEN}
    corrects = any(clause.says("correct", "take-back") for clause in scene.clauses)
    return Act.THIRD not in spoken and (Act.CORRECT in spoken or corrects)


def _pause_told(scene: Scene, opinion: Opinion) -> Pause | None:
    return pause_told(scene) if opinion.likely[Act.PAUSE] > _MAY_PAUSE else None


def _looked_at_again(
    scene: Scene, said: list[Said], reading: Reading, opinion: Opinion, language: Language
) -> Reading:
    """The reading in the light of the whole; what sounds like a machine is one unless it surely wishes."""
    spoken = [each for each in said if each.likely >= SPOKEN]
    auto = evidence_of(scene, spoken, Act.AUTO)
    if not isinstance(reading, Machine):
        return in_its_light(reading, opinion, auto, meant_by(scene, said))
    in_subject = _asks_in_subject(scene, said)
    if not (by_a_person(opinion) or in_subject):
        return reading
    wished = [each for each in said if each.act is not Act.AUTO]
    again = weigh(scene, wished, language)
    if isinstance(again, Wishes) and not in_subject:
        again = in_its_light(again, opinion, (), meant_by(scene, wished))
    return again if isinstance(again, Wishes) else reading


def _asks_in_subject(scene: Scene, said: list[Said]) -> bool:
    """Whether the subject surely wishes and names a list or a day; below it stand a name and a disclaimer."""
    above = [each for each in said if each.first < scene.body]
    names = scene.topics_in(0, scene.body - 1) or scene.days_in(0, scene.body - 1)
    alone = all(each.act is Act.AUTO for each in said if each.first >= scene.body)
    return bool(names) and alone and wishes_plainly(above) and not any(e.act is Act.AUTO for e in above)


def _heard(scene: Scene, lexicon: Lexicon) -> list[Said]:
    heard = judged(scene, lexicon.judge, lexicon.encoder)
    return with_items(scene, hear_commands(scene, without_reports(scene, rightly_heard(scene, heard))))


def _between(
    words: OwnWords, letter: Letter, language: Language, lexicon: Lexicon, see_part: Callable[..., Scene]
) -> Reading | None:
    """The reading of answers between the lines of a letter, where that is what the mail is made of."""

    def read(text: str, about: Letter | None) -> tuple[Scene, Reading | None]:
        scene = see_part(OwnWords(text), letter if about is None else about)
        said = _heard(scene, lexicon)
        return scene, read_bare(scene, language, None) or weigh(scene, said, language)

    return read_between(words, language, read)


def _careful(reading: Reading, words: OwnWords, scene: Scene, *, chosen: bool) -> Reading:
    """What was read of a mail that was not read whole, or that says two things, is not acted on.

    Nor that somebody leaves what the answered letter says they have left: "gör det ogjort"; nor what is much
    to lose, where the words are those of a letter that somebody else may have written.

    chosen   whether a choice of the letter is read among the words
    """
    if isinstance(reading, Wishes | Unclear) and len(words.text) > LONGEST:
        return ForPerson("long", reading.language, reading.evidence)
    if isinstance(reading, Wishes) and words.alternatives_differ:
        return Unclear("text-and-html-differ", reading.language, reading.wishes, reading.evidence)
    if isinstance(reading, Wishes) and _left_already(reading, scene):
        return Unclear("taken-back", reading.language, (), reading.evidence)
    if isinstance(reading, Wishes) and chosen and not _little_to_lose(reading):
        return Unclear("not-sure", reading.language, reading.wishes, reading.evidence)
    return reading


def _left_already(reading: Wishes, scene: Scene) -> bool:
    """Whether it leaves just what has been left, by the letter that is answered, and names nothing itself."""
    left = [each.lists for each in reading.wishes if isinstance(each, Unsubscribe)]
    return scene.letter.kind == "left" and scene.letter.lists in left and not scene.named


def _little_to_lose(reading: Wishes) -> bool:
    """Whether nothing goes elsewhere or is forgotten, and no more than named things are left."""
    return not any(
        isinstance(each, Move | Erase)
        or (isinstance(each, Unsubscribe | Cancel) and ids_of(each) == EVERYTHING)
        for each in reading.wishes
    )


def _by_form(
    mail: ParsedMail,
    words: OwnWords,
    scene: Scene,
    said: list[Said],
    tongue: Tongue,
    answered: AnsweredLetter | None,
    subject: frozenset[str],
) -> Reading | None:
    """The reading of a mail that its form or a single word decides; None where its sentences must."""
    language = tongue.language
    calendar = read_calendar(mail, language=language)
    if calendar is not None:
        return calendar
    machine = None if wishes_surely(said) or _speaks_for_another(said) else read_machine(scene, subject)
    if machine is not None:
        return machine
    if tongue.foreign and "auto" in words.subject.lower():
        return Machine("auto-reply", (Evidence(words.subject, "foreign-notice"),))
    if tongue.foreign:
        return ForPerson("language", language, (Evidence(words.text[:80], "foreign-language"),))
    if (
        not any(_is_ours(each.lower(), scene.world.address) for each in mail.to)
        and mail.to
        and not _speaks_to_us(scene)
    ):
        return ForPerson("copy", language, (Evidence(", ".join(mail.to), "to-others"),))
    choice = read_choice(words, answered=answered, language=language)
    if choice is not None:
        return choice
    behind = [each for each in said if each.first > scene.body]
    if answered is not None and undoes(scene) and not wishes_surely(behind):
        return Undo(language, (Evidence(scene.words[scene.body].low, "bare-answer"),))
    return read_bare(scene, language, answered)


def _speaks_for_another(said: Sequence[Said]) -> bool:
    """ "Vår chef är sjukskriven, det vore snällt om ni pausade hans brev": no machine says that."""
    return any(each.act is Act.THIRD and each.likely >= SURE for each in said)


def _speaks_to_us(scene: Scene) -> bool:
    """Whether a mail to others turns to us: "kansliet: ni får ta bort mig"."""
    turned = {w.sentence for w in scene.words if w.is_("our-names") or w.low == scene.world.address}
    mine = {w.sentence for w in scene.words if w.is_("me-object")}
    return bool(turned & mine)


def _nothing_found(mail: ParsedMail, scene: Scene, language: Language) -> Reading:
    if any(not a.content_type.startswith("image/") for a in mail.attachments) and len(scene.words) < 40:
        return ForPerson("attachment", language, (Evidence(mail.attachments[0].filename, "attachment"),))
    few = len(scene.words) - scene.body <= FEW
    vague = any(c.says("vague", "interested", "add", "remove", "attend") for c in scene.clauses)
    ours = any(w.is_("news", "roll", "meeting", "seat", "network") for w in scene.words) or bool(scene.topics)
    thanks = any(w.is_("thanks") for w in scene.words) and not vague
    if (few and not thanks) or (vague and ours) or (scene.letter != Letter() and not thanks):
        return Unclear("no-wish", language)
    return ForPerson("no-wish", language)


def _is_ours(recipient: str, address: str) -> bool:
    """The service's address, with any +detail that a reply to one of our letters bears (RFC 5233)."""
    local_part, _, domain = address.partition("@")
    return address in recipient or (f"{local_part}+" in recipient and f"@{domain}" in recipient)
