"""Scenes and what is said in them, put together by hand."""

from mailservice.message.mail import OwnWords
from mailservice.understanding.acts import Act
from mailservice.understanding.said import Said
from mailservice.understanding.scene import Letter, Scene
from mailservice.understanding.seeing import see
from tests.unit.understanding.corpus import lexicon, world


def seen(
    text: str, *, subject: str = "", letter: Letter | None = None, sender: str = "anna@a.example"
) -> Scene:
    """The scene of a mail with that text, in the world of the corpus."""
    there, now = world()
    known = lexicon()
    return see(
        OwnWords(text, subject),
        letter or Letter(),
        known.vocabularies["mixed"],
        lexicon=known,
        world=there,
        now=now,
        sender=sender,
    )


def said(scene: Scene, act: Act, words: str, likely: float = 1.0) -> Said:
    """That act, said by those words of the scene."""
    low = [w.low for w in scene.words]
    wanted = words.lower().replace(",", "").split()
    first = next(at for at in range(len(low)) if low[at : at + len(wanted)] == wanted)
    last = first + len(wanted) - 1
    number = next(n for n, s in enumerate(scene.sentences) if s.first <= first <= s.last)
    return Said(act, likely, number, first, last)
