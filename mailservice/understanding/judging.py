"""Lets the judge look at every sentence of a mail, and the encoder where the judge is not sure."""

from collections.abc import Mapping, Sequence
from math import log

import numpy as np

from mailservice.understanding.acts import Act
from mailservice.understanding.encoder import Encoder
from mailservice.understanding.judge import Judge
from mailservice.understanding.learning import Floats, sigmoid
from mailservice.understanding.said import OWN_PART, Part, Said, cut_parts, place_acts
from mailservice.understanding.scene import Scene
from mailservice.understanding.sentences import Sentence, part_of
from mailservice.understanding.traits import traits_of

HEARD = 0.25  # from here on an act is kept: it may have been meant
_SURE = log(99)  # as a logit: 99 % of an act or of its absence; then the encoder is not asked
_SHORTEST = 4  # words from which on the encoder has more to go by: "Anmäl mig" the judge knows best
_JUDGE, _ENCODER = 0.6, 0.36  # what each is worth; the encoder is surer than it is right, so it speaks softly
_MOST = 32  # sentences of one mail that the encoder is asked about, so that the longest mail takes no second
_ONE_OF = (
    (Act.EACH, Act.WEEKLY, Act.MONTHLY),
    (Act.TO_ENGLISH, Act.TO_SWEDISH),
)  # of these only one is meant
CALLED = {
    "invitation": "inbjudan",
    "reminder": "påminnelse",
    "news": "nyhetsbrev",
    "receipt": "kvitto",
    "left": "avslutad",
}  # the kinds of letters as the encoders hear of them

Stretch = tuple[int, Sentence]  # the number of a sentence, and itself or a part of it


def judged(scene: Scene, judge: Judge, encoder: Encoder | None = None) -> list[Said]:
    """What every sentence says, in the order of the mail."""
    whole = [_heard(each) for each in _likely(scene, judge, encoder, list(enumerate(scene.sentences)))]
    parts = [_parts(scene, number, likely) for number, likely in enumerate(whole)]
    cuts = [
        (number, part_of(scene.sentences[number], scene.words, *part))
        for number, own in enumerate(parts)
        for part in own
        if len(own) > 1
    ]
    apart = iter(_likely(scene, judge, encoder, cuts))
    found: list[Said] = []
    for number, (likely, own) in enumerate(zip(whole, parts, strict=True)):
        told = [next(apart) for _ in own] if len(own) > 1 else []
        for act in likely if told else ():
            likely[act] = max(likely[act], (likely[act] + max(part[act] for part in told)) / 2)
        found += place_acts(number, scene.sentences[number], likely, own, told)
    return found


def read_by_encoder(scene: Scene, stretch: Stretch) -> tuple[str, str, str]:
    """A sentence as the encoder is given it: its words, what it answers, the sentence before it."""
    number, own = stretch
    before = scene.sentences[number - 1] if number and not own.subject else None
    return (
        _written(scene, own),
        CALLED.get(scene.letter.kind, ""),
        _written(scene, before) if before is not None else "",
    )


def _written(scene: Scene, sentence: Sentence) -> str:
    words = " ".join(word.written for word in scene.words[sentence.first : sentence.last + 1])
    return f"{words}?" if sentence.asked else words


def _parts(scene: Scene, number: int, likely: Mapping[Act, float]) -> list[Part]:
    """The parts of a sentence that says several things; else the whole."""
    sentence = scene.sentences[number]
    if len([act for act in likely if act in OWN_PART]) < 2:
        return [(0, len(sentence.tokens) - 1)]
    return cut_parts(sentence, scene.words)


def _likely(
    scene: Scene, judge: Judge, encoder: Encoder | None, stretches: Sequence[Stretch]
) -> list[dict[str, float]]:
    """How likely each act is, by what both say together: for each stretch."""
    said = [judge.says(traits_of(scene, *stretch)) for stretch in stretches]
    asked = [
        at for at, each in enumerate(said) if len(stretches[at][1].tokens) >= _SHORTEST and not _is_sure(each)
    ]
    if encoder is not None and asked:
        asked = asked[:_MOST]
        more = encoder.says([encoder.numbered(*read_by_encoder(scene, stretches[at])) for at in asked])
        for at, each in zip(asked, more, strict=True):
            said[at] = _JUDGE * said[at] + _ENCODER * each
    return [dict(zip(judge.labels, sigmoid(each).tolist(), strict=True)) for each in said]


def _is_sure(said: Floats) -> bool:
    return bool(np.abs(said).min() > _SURE)


def _heard(likely: Mapping[str, float]) -> dict[Act, float]:
    """The acts that may be meant; of those that exclude one another the likeliest."""
    heard = {Act(label): sure for label, sure in likely.items() if sure >= HEARD}
    for group in _ONE_OF:
        for act in sorted((a for a in group if a in heard), key=lambda a: heard[a])[:-1]:
            del heard[act]
    return heard
