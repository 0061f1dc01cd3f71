"""The words that our letters give for an answer, said in a sentence: "Då svarar jag STOPP"."""

from collections.abc import Sequence

from mailservice.understanding.acts import WISHES, Act
from mailservice.understanding.said import Said
from mailservice.understanding.scene import Scene

_SURE = 0.96  # as sure as a sentence is that says the very word


def hear_commands(scene: Scene, said: Sequence[Said]) -> list[Said]:
    """What was heard, and that a mail leaves a list where its writer says to answer with that word now."""
    heard = list(said)
    for number, sentence in enumerate(scene.sentences):
        wished = any(s.sentence == number and s.act in WISHES and s.likely >= _SURE for s in said)
        if _tells_a_habit(scene, number):
            heard = [s for s in heard if s.sentence != number or s.act is not Act.UNSUBSCRIBE]
        elif not wished and _answers_stop(scene, number):
            heard = [s for s in heard if s.sentence != number or s.act not in WISHES]
            heard.append(Said(Act.UNSUBSCRIBE, _SURE, number, sentence.first, sentence.last))
    return heard


def _tells_a_habit(scene: Scene, number: int) -> bool:
    """ "I usually answer stop to such mails, but yours are good"."""
    lows = [w.low for w in scene.words[scene.sentences[number].first : scene.sentences[number].last + 1]]
    return all(not kind.isdisjoint(lows) for kind in (_HABITS, _STOP, _ANSWER))


def _answers_stop(scene: Scene, number: int) -> bool:
    """ "Då svarar jag STOPP", "I hereby answer stop": not "om jag svarar stopp", "jag svarade stopp"."""
    sentence = scene.sentences[number]
    words = scene.words[sentence.first : sentence.last + 1]
    answers = [at for at, w in enumerate(words) if w.low in _ANSWER]
    if not answers or words[0].asked or any(w.is_("neg", "if", "doubt", "you", "third") for w in words):
        return False
    mine = any(w.is_("me-subject") for w in words)
    return mine and any(w.low in _STOP for w in words[answers[0] : answers[0] + _NEAR])


_ANSWER = frozenset({"svarar", "answer", "reply", "replying", "answering"})
_STOP = frozenset({"stopp", "stop"})
_HABITS = frozenset({"brukar", "alltid", "ofta", "förr", "annars", "flesta", "era", "er", "sådana"}) | {
    "men", "but", "usually", "always", "often", "normally", "most", "such", "yours", "your",
}  # what one answers elsewhere  # fmt: skip
_NEAR = 6  # words from the answering to the word
