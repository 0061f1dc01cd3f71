"""Items below a wish: "anmäl mig till:" and a line for each briefing say the wish once more."""

from collections.abc import Sequence
from dataclasses import replace

from mailservice.understanding.acts import Act
from mailservice.understanding.said import SPOKEN, Said
from mailservice.understanding.scene import Scene, frames_of

_MOST = 12  # words of an item


def with_items(scene: Scene, said: Sequence[Said]) -> list[Said]:
    """What was heard; a seat at what an item names is as sure as that in the words above it."""
    above: dict[int, float] = {}
    heard: list[Said] = []
    for each in sorted(said, key=lambda s: s.sentence):
        sure = above.get(each.sentence - 1, 0.0)
        if each.act is Act.REGISTER and sure > each.likely and _is_item(scene, each):
            each = replace(each, likely=sure)
        if each.act is Act.REGISTER and each.likely >= SPOKEN:
            above[each.sentence] = each.likely
        heard.append(each)
    return heard


def _is_item(scene: Scene, said: Said) -> bool:
    """Whether a sentence does nothing but name a briefing: "Senaste nytt från Tjänstemannaforum, 24 maj"."""
    sentence = scene.sentences[said.sentence]
    whole = (said.first, said.last) == (sentence.first, sentence.last)
    short = sentence.last - sentence.first < _MOST and not sentence.asked
    days = [day for day in scene.days_in(sentence.first, sentence.last) if scene.sessions_on(day).ids]
    words = scene.words[sentence.first : sentence.last + 1]
    denied = any(w.is_("neg", "if", "doubt") for w in words)
    others = any(w.is_("name", "third", "kin", "title", "ours") and not scene.is_topic(w) for w in words)
    free = not (denied or others or frames_of(scene, said.sentence))
    return whole and short and bool(days) and free
