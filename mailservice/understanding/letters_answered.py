"""The letter of ours that a mail answers: known from the store, or told from subject and quotation."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mailservice.domain.days import STOCKHOLM
from mailservice.domain.lists import MailingList
from mailservice.domain.readings import AnsweredLetter
from mailservice.domain.world import World
from mailservice.message.mail import OwnWords, ParsedMail
from mailservice.message.quotes import newest_letter
from mailservice.understanding.lexicon import Vocabulary
from mailservice.understanding.scene import Letter
from mailservice.understanding.slots_dates import find_days
from mailservice.understanding.slots_lists import find_topics
from mailservice.understanding.spotting import Hit, spot
from mailservice.understanding.words import Word, read_words

_KINDS = ("letter-left", "letter-reminder", "letter-invitation", "letter-news")
_OF_SEATS = ("letter-reminder", "letter-invitation")  # "Senaste nytt från …" may be the title of a briefing
_OF_ALL = re.compile(r"\b(?:forumen|the forums)\b", re.IGNORECASE)  # of a subject
_ANNOUNCES = re.compile(
    r"\b(?:nytt|nyheter|information|brev\w*|utskick\w*|prenumer\w*|listan|kvar|behåll\w*|keep|till (?:er|dig)"
    r"|news\w*|letters?|subscri\w*)\b",
    re.IGNORECASE,
)  # words of a sentence that tells whose letter it is, not what it writes about
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n[> ]*\n|\n[> ]*[-*•] ")
_QUOTED = 4_000  # characters of a quotation that are read


def answered_letter(
    mail: ParsedMail,
    words: OwnWords,
    *,
    world: World,
    now: datetime,
    answered: AnsweredLetter | None,
    vocabularies: tuple[Vocabulary, Vocabulary],
    topics: Mapping[str, tuple[str, ...]],
) -> Letter:
    """What is known of the letter that this mail answers or forwards.

    vocabularies   that of the mail, and behind it one of both languages: the letter may be in the other
    """
    if answered is not None:
        return Letter(answered.letter.removesuffix("s"), answered.lists, answered.sessions)
    if words.subject_is_new or not answers_us(mail, words, world):
        return Letter()
    subject = _told(words.subject, world, now, vocabularies, topics)
    below = words.quoted[:_QUOTED]
    everyday = {each: tuple(t for t in of if not t.endswith("-")) for each, of in topics.items()}
    quoted = _told(below, world, now, vocabularies, {})
    if not subject.lists and _OF_ALL.search(words.subject):
        below = " ".join(each for each in _SENTENCES.split(below) if _ANNOUNCES.search(each))
        named = _told(below, world, now, vocabularies, {} if quoted.lists else everyday).lists
        quoted = replace(quoted, lists=named or tuple(each.id for each in world.lists if each.public))
    elif not quoted.lists:  # it may call its list as people do; of what it writes about it tells more
        quoted = _told(below, world, now, vocabularies, everyday)
    if not subject.kind and not quoted.kind:
        return Letter(subject.kind, subject.lists or quoted.lists, subject.sessions or quoted.sessions)
    if subject.kind in {"reminder", "invitation"} or (not subject.kind and quoted.kind != "news"):
        sessions = subject.sessions or quoted.sessions
        return Letter(subject.kind or quoted.kind, (), sessions)
    lists = subject.lists or quoted.lists
    return Letter(subject.kind or quoted.kind, lists or tuple(x.id for x in world.lists if x.public), ())


def quoted_letter(mail: ParsedMail, words: OwnWords, world: World) -> str:
    """The words of the letter that stands below an answer, where it may be a letter of ours; "" else."""
    if words.subject_is_new or words.forwarded or words.ticked:
        return ""  # what is ticked in a form is read as an answer of its own
    letter = newest_letter(words.quoted)
    if not letter:
        return ""
    announced = words.quoted.partition(letter.partition("\n")[0])[0]
    return letter if answers_us(mail, replace(words, quoted=f"{announced}\n{letter}"), world) else ""


def from_us(letter: str, words: OwnWords, world: World) -> bool:
    """Whether what stands above a quoted letter tells our address as its sender's."""
    return world.address in words.quoted.partition(letter.partition("\n")[0])[0]


def answers_us(mail: ParsedMail, words: OwnWords, world: World) -> bool:
    """Whether what a mail answers or quotes may be a letter of ours."""
    domain = world.address.partition("@")[2]
    return (
        mail.in_reply_to.endswith(f"@{domain}")
        or world.address in words.quoted
        or "forum" in words.quoted.lower()
    )


def _told(
    text: str,
    world: World,
    now: datetime,
    vocabularies: tuple[Vocabulary, Vocabulary],
    topics: Mapping[str, tuple[str, ...]],
) -> Letter:
    """What a text tells of the letter.

    topics   words by which lists are known beside their names
    """
    words = read_words(text, vocabularies[0].tags_of)
    kind = _kind(text, vocabularies[0]) or _kind(text, vocabularies[1], _OF_SEATS)
    named = {topic.list_id for topic in find_topics(words, world.lists, topics)}
    named |= _named_in_full(text, world.lists)
    days = {day.on(now.date()) for day in find_days(words, now.date())}
    return Letter(
        kind,
        _ordered(world.lists, named),
        tuple(b.id for b in world.to_come(now) if b.start.astimezone(STOCKHOLM).date() in days),
    )


def _named_in_full(text: str, lists: Sequence[MailingList]) -> set[str]:
    """The lists whose name of several words stands in the text."""
    low = " ".join(text.lower().split())
    return {
        each.id
        for each in lists
        if any(" " in name and name.lower() in low for name in (each.name.sv, each.name.en))
    }


def _kind(text: str, vocabulary: Vocabulary, kinds: Sequence[str] = _KINDS) -> str:
    words = read_words(text, vocabulary.tags_of)
    tags = {hit.tag for hit in spot(words, vocabulary) if not _is_title(words, hit)}
    return next((each.removeprefix("letter-") for each in kinds if each in tags), "")


def _is_title(words: Sequence[Word], hit: Hit) -> bool:
    """ "Senaste nytt från Politikerforum": the title of a briefing, and not of a news letter."""
    before = words[hit.first - 1 : hit.first] if hit.first else ()
    return hit.tag == "letter-news" and any(w.low == "senaste" for w in before)


def _ordered(lists: Sequence[MailingList], named: set[str]) -> tuple[str, ...]:
    return tuple(each.id for each in lists if each.id in named)
