"""What the secretariat wants published, and its answers to proofs. Pure; whatever is doubtful is asked."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from rapidfuzz import fuzz

from mailservice.domain.lists import Language
from mailservice.domain.publications import Segment
from mailservice.domain.readings import (
    AnsweredLetter,
    Evidence,
    ForPerson,
    PublishDraft,
    PublishUnclear,
    PublishWord,
    Reading,
)
from mailservice.domain.world import World
from mailservice.message.mail import OwnWords, ParsedMail
from mailservice.message.manuscript import Manuscript, manuscript
from mailservice.understanding.language import read_language
from mailservice.understanding.lexicon import Lexicon
from mailservice.understanding.publishing_targets import Target, find_target
from mailservice.understanding.publishing_words import read_word

_GREETING = re.compile(r"(?i)^(?:hej(?:san)?|hi|hello|god morgon|good morning)\b[\s,!.]*")
_PREPOSITION = re.compile(r"(?i)^\W*(?:till|to|på|on|via|för|for)\b\s*")
_SEPARATOR = re.compile(r":| [–—-] ")
_DETAIL = re.compile(r"^(?:publicera|publish)-(.+)$")
_ALIKE = 80
_FEW = 12  # words of a reply that may be a remark
_NEW_TEXT = re.compile(r"(?i)^\W*(?:(?:ny|rättad|hela den nya) text|(?:the )?(?:new|corrected) text)\W*:\W*")
_MOST_LINE = 300


@dataclass(frozen=True, slots=True)
class Command:
    """ "Publicera till …", as found. target: the words that name it; title: what stands behind the colon."""

    verb: str
    target: str
    title: str
    language: Language
    in_text: bool


def read_publishing(
    mail: ParsedMail,
    words: OwnWords,
    *,
    world: World,
    now: datetime,
    answered: AnsweredLetter | None,
    details: tuple[str, ...],
    member: bool,
    lexicon: Lexicon,
) -> Reading | None:
    """A text to publish or an answer to a proof; None where a mail is neither.

    details  what stands behind the + of our address: "publicera-LIST" is that list's publishing address
    member   the sender is of the secretariat, and our border MTA vouches for them
    """
    if answered is not None and answered.letter == "news":  # its readers answer it as any other letter
        stop = _stop(words, answered, now) if member else None
        if stop is not None:
            return stop
        answered = None
    about_publication = answered is not None and bool(answered.publication)
    if about_publication and answered is not None:
        word = _answer(words, now=now, language=answered.language)
        if word is not None:
            return word
    if not member:
        return _not_theirs(_short_command(words, details), answered, world, now)
    command, text = _find_command(mail, words, details)
    if command is None and not about_publication:
        return None
    text = text or manuscript(mail)
    draft = _draft(command, text, words, answered, world=world, now=now, lexicon=lexicon)
    if command is None and answered is not None and len(words.text.split()) <= _FEW:
        return _of_few_words(draft, words, answered)
    return draft


def _not_theirs(
    command: Command | None, answered: AnsweredLetter | None, world: World, now: datetime
) -> ForPerson | None:
    """Somebody else, or somebody who only says to be the secretariat: the secretariat sees it."""
    if answered is not None and answered.publication:
        return ForPerson("publishing-attempt", answered.language, (Evidence("", "reply-to-proof"),))
    if command is None:
        return None
    if command.verb != "publish" or find_target(command.target, world, now).doubt:
        return None  # an ordinary mail that happens to begin so is read as any other
    return ForPerson("publishing-attempt", command.language, (Evidence(command.target, "publish"),))


def _stop(words: OwnWords, answered: AnsweredLetter, now: datetime) -> PublishWord | None:
    """ "stopp" of the secretariat in reply to the letter itself, such as the one it got as a test."""
    if not answered.publication or read_word(words.text, now).word != "stop":
        return None
    return PublishWord("stop", answered.language, evidence=(Evidence(words.text[:80], "answer-to-news"),))


def _short_command(words: OwnWords, details: tuple[str, ...]) -> Command | None:
    """The command of somebody whose text is not read any further."""
    named = next((found[1] for each in details if (found := _DETAIL.match(each))), "")
    if named:
        return Command("publish", named, "", "sv", in_text=False)
    return _command(words.subject, in_text=False) or _command(_first_line(words), in_text=True)


def _answer(words: OwnWords, *, now: datetime, language: Language) -> PublishWord | PublishUnclear | None:
    """A word in reply to a proof; None where it says something else."""
    said = read_word(words.text, now)
    evidence = (Evidence(words.text[:80], "answer-to-proof"),)
    if said.word == "when":
        return PublishUnclear("which-time", words.text[:80], language, evidence)
    if said.word:
        return PublishWord(said.word, language, said.at, evidence)
    return None


def _of_few_words(
    draft: PublishDraft | PublishUnclear, words: OwnWords, answered: AnsweredLetter
) -> PublishDraft | PublishUnclear:
    """A remark, or a new text that is as short: it says so itself, or is like the one before."""
    if isinstance(draft, PublishDraft):
        named = _NEW_TEXT.match(draft.markdown)
        if named is not None:
            return replace(draft, markdown=draft.markdown[named.end() :])
    evidence = (Evidence(words.text[:80], "answer-to-proof"),)
    perhaps = draft if isinstance(draft, PublishDraft) else None
    return PublishUnclear("what-to-do", words.text[:80], answered.language, evidence, perhaps)


def _find_command(
    mail: ParsedMail, words: OwnWords, details: tuple[str, ...]
) -> tuple[Command | None, Manuscript | None]:
    """The command in the subject, in the first line, or in the address; and the text, where it was read."""
    in_subject = _command(words.subject, in_text=False)
    if in_subject is not None:
        return in_subject, None
    addressed = next((found[1] for each in details if (found := _DETAIL.match(each))), "")
    if not addressed and _command(_first_line(words), in_text=True) is None:
        return None, None
    text = manuscript(mail)
    in_text = _command(text.first_line, in_text=True)
    if in_text is not None:
        return in_text, text
    if addressed:
        language: Language = "en" if any(each.startswith("publish-") for each in details) else "sv"
        return Command("publish", addressed, "", language, in_text=False), text
    return None, None


def _first_line(words: OwnWords) -> str:
    return next((line for line in words.text.split("\n") if line.strip()), "")


def _command(line: str, *, in_text: bool) -> Command | None:
    """ "Publicera till A och B: titel" in one line."""
    bare = _GREETING.sub("", line[:_MOST_LINE].strip())
    first, _, rest = bare.partition(" ")
    verb, language = _verb(first.strip(":,").casefold())
    if verb == "send":
        second, _, rest = rest.partition(" ")
        if second.casefold() not in {"ut", "out"}:
            return None
    if not verb:
        return None
    found = _PREPOSITION.match(rest)
    if found is None:
        return None if verb == "send" or in_text else Command(verb, "", rest.strip(), language, in_text)
    target, *title = _SEPARATOR.split(rest[found.end() :], maxsplit=1)
    return Command(verb, target.strip(), "".join(title).strip(), language, in_text)


def _verb(word: str) -> tuple[str, Language]:
    if word in {"skicka", "sänd"}:
        return "send", "sv"
    if word == "send":
        return "send", "en"
    swedish, english = fuzz.ratio(word, "publicera"), fuzz.ratio(word, "publish")
    if max(swedish, english) < _ALIKE:
        return "", "sv"
    return "publish", "en" if english > swedish else "sv"


def _draft(
    command: Command | None,
    text: Manuscript,
    words: OwnWords,
    answered: AnsweredLetter | None,
    *,
    world: World,
    now: datetime,
    lexicon: Lexicon,
) -> PublishDraft | PublishUnclear:
    corrects = answered is not None and bool(answered.publication)
    language: Language = command.language if command else (answered.language if answered else "sv")
    target = find_target(command.target, world, now) if command else Target(Segment())
    evidence = (Evidence(command.target if command else words.subject, "publish"),)
    if target.doubt:
        return PublishUnclear(target.doubt, target.found, language, evidence)
    in_text = command is not None and command.in_text
    subject = _subject(command, text, words, corrects=corrects)
    markdown = text.markdown(subject=subject, without_first_line=in_text)
    if not markdown.strip() and not text.files:
        return PublishUnclear("no-text", "", language, evidence)
    if not subject and not corrects:
        return PublishUnclear("no-subject", "", language, evidence)
    return PublishDraft(
        segment=target.segment if command else None,
        subject=subject,
        markdown=markdown,
        text_language=read_language(markdown, lexicon.languages).language,
        files=text.files,
        notes=text.notes,
        language=language,
        evidence=evidence,
    )


def _subject(command: Command | None, text: Manuscript, words: OwnWords, *, corrects: bool) -> str:
    """Behind the colon; else the mail's own, where the command does not fill it; else the first heading."""
    in_text = command is not None and command.in_text
    if command is not None and command.title:
        return command.title
    if in_text and words.subject and not corrects:
        return words.subject
    title = text.title(without_first_line=in_text)
    own = "" if corrects or _command(words.subject, in_text=False) else words.subject
    return title or own
