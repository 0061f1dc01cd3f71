"""Lets the judge look at every sentence of a mail."""

from mailservice.understanding.acts import Act
from mailservice.understanding.judge import Judge
from mailservice.understanding.said import OWN_PART, Said, cut_parts, place_acts
from mailservice.understanding.scene import Scene
from mailservice.understanding.sentences import part_of
from mailservice.understanding.traits import traits_of

HEARD = 0.25  # from here on an act is kept: it may have been meant
_ONE_OF = (
    (Act.EACH, Act.WEEKLY, Act.MONTHLY),
    (Act.TO_ENGLISH, Act.TO_SWEDISH),
)  # of these only one is meant


def judged(scene: Scene, judge: Judge) -> list[Said]:
    """What every sentence says, in the order of the mail."""
    return [said for number in range(len(scene.sentences)) for said in _judged(scene, judge, number)]


def _judged(scene: Scene, judge: Judge, number: int) -> list[Said]:
    sentence = scene.sentences[number]
    likely = _heard(judge, traits_of(scene, number))
    parts = cut_parts(sentence, scene.words)
    if len([act for act in likely if act in OWN_PART]) < 2:
        parts = [(0, len(sentence.tokens) - 1)]
    cuts = [part_of(sentence, scene.words, *part) for part in parts] if len(parts) > 1 else []
    apart = [judge.likely(traits_of(scene, number, cut)) for cut in cuts]
    for act in likely if apart else ():
        likely[act] = max(likely[act], (likely[act] + max(part[act] for part in apart)) / 2)
    return place_acts(number, sentence, likely, parts, apart)


def _heard(judge: Judge, traits: list[str]) -> dict[Act, float]:
    """The acts that may be meant; of those that exclude one another the likeliest."""
    likely = {Act(label): sure for label, sure in judge.likely(traits).items() if sure >= HEARD}
    for group in _ONE_OF:
        for act in sorted((a for a in group if a in likely), key=lambda a: likely[a])[:-1]:
            del likely[act]
    return likely
