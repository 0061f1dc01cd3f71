"""Everything that can be found in the words of a mail before anything is made of them."""

from datetime import datetime

from mailservice.domain.days import STOCKHOLM
from mailservice.domain.world import World
from mailservice.message.mail import OwnWords
from mailservice.understanding.clauses import cut_clauses
from mailservice.understanding.frames import ACTS, find_frames
from mailservice.understanding.lexicon import Lexicon, Vocabulary
from mailservice.understanding.scene import Letter, Scene
from mailservice.understanding.sentences import cut_sentences
from mailservice.understanding.slots_dates import find_days
from mailservice.understanding.slots_lists import find_topics
from mailservice.understanding.spotting import spot
from mailservice.understanding.words import read_words

_LONGEST_LETTER = 2_000  # characters of the letter that is answered
LONGEST = 6_000  # characters of the person's own words that are read; more is for a person


def read_of(words: OwnWords) -> str:
    """The text that is read: no more than LONGEST characters, without soft hyphens."""
    return words.text[:LONGEST].replace("\u00ad", "")


def see_answered(text: str, *, lexicon: Lexicon, world: World, now: datetime) -> Scene | None:
    """The scene of the letter of ours that stands below a mail; None where no words of one do.

    It may be in another language than its answer.
    """
    if len(text) > _LONGEST_LETTER:  # what to answer stands at its end
        half = _LONGEST_LETTER // 2
        text = f"{text[:half]}\n\n{text[-half:]}"
    if not text:
        return None
    vocabulary = lexicon.vocabularies["mixed"]
    return see(OwnWords(text), Letter(), vocabulary, lexicon=lexicon, world=world, now=now, sender="")


def see(
    words: OwnWords,
    letter: Letter,
    vocabulary: Vocabulary,
    *,
    lexicon: Lexicon,
    world: World,
    now: datetime,
    sender: str,
) -> Scene:
    """The scene of a mail: words, clauses, frames, days, topics, sentences.

    letter   the letter of ours that it answers
    now      aware; days are reckoned in Europe/Stockholm
    """
    today = now.astimezone(STOCKHOLM).date()
    if words.subject_is_new and not read_of(words).strip():
        words = OwnWords(words.subject)  # a subject alone is all the mail
    headline = read_words(words.subject, vocabulary.tags_of) if words.subject_is_new else []
    after = 1 + max((w.sentence for w in headline), default=0)
    read = [*headline, *read_words(read_of(words), vocabulary.tags_of, sentence=after)]
    hits = spot(read, vocabulary)
    clauses = cut_clauses(read, hits, acts=ACTS)
    days, topics = find_days(read, today), find_topics(read, world.lists, lexicon.topics)
    return Scene(
        tuple(read),
        len(headline),
        tuple(clauses),
        tuple(find_frames(clauses, read)),
        tuple(topics),
        tuple(days),
        letter,
        world,
        now,
        sender=sender,
        today=today,
        sentences=tuple(
            cut_sentences(
                read,
                hits,
                body=len(headline),
                days=days,
                topics=topics,
                world=world,
                today=today,
                alike=lexicon.alike,
            )
        ),
    )
