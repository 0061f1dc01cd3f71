"""What is heard in a sentence, where a judge says how likely each act is."""

from collections.abc import Sequence
from typing import cast

import numpy as np

from mailservice.understanding.acts import Act
from mailservice.understanding.bare_answers import read_bare
from mailservice.understanding.encoder import Encoder
from mailservice.understanding.judge import Judge
from mailservice.understanding.judging import judged
from mailservice.understanding.learning import Floats
from mailservice.understanding.said import cut_parts, place_acts
from mailservice.understanding.scene import Letter
from tests.unit.understanding.scenes import seen


class _Says:
    """A judge that says the same of every sentence."""

    def __init__(self, **likely: float) -> None:
        self.labels = tuple(likely)
        self._says = logits(*likely.values())

    def says(self, traits: Sequence[str]) -> Floats:
        return self._says


class _Reads:
    """An encoder that keeps what it is given, and says the same of all of it."""

    def __init__(self, *likely: float) -> None:
        self.read: list[tuple[str, str, str]] = []
        self._says = logits(*likely)

    def numbered(self, own: str, about: str, before: str) -> list[int]:
        self.read.append((own, about, before))
        return [0]

    def says(self, sentences: Sequence[Sequence[int]]) -> Floats:
        return np.stack([self._says] * len(sentences))


def logits(*likely: float) -> Floats:
    sure: Floats = np.array(likely, dtype=np.float32)
    found: Floats = np.log(sure / (1 - sure))
    return found


def test_the_encoder_is_asked_where_the_judge_is_not_sure_of_each_act() -> None:
    scene = seen("Skriv upp mig på mötet. Går det att ordna? Tack", letter=Letter("reminder"))
    unsure, encoder = cast("Judge", _Says(register=0.5, cancel=0.001)), _Reads(0.9, 0.001)
    heard = judged(scene, unsure, cast("Encoder", encoder))
    assert encoder.read == [
        ("Skriv upp mig på mötet", "påminnelse", ""),
        ("Går det att ordna?", "påminnelse", "Skriv upp mig på mötet"),
    ]  # a word or three the judge knows best
    assert [round(each.likely, 2) for each in heard] == [0.69, 0.69, 0.5]

    sure, not_asked = cast("Judge", _Says(register=0.995, cancel=0.001)), _Reads(0.9, 0.001)
    assert [round(each.likely, 3) for each in judged(scene, sure, cast("Encoder", not_asked))] == [0.995] * 3
    assert not_asked.read == []


def test_of_acts_that_exclude_one_another_the_likeliest_is_heard() -> None:
    judge = cast("Judge", _Says(weekly=0.9, monthly=0.5, each=0.3, help=0.1))
    assert [each.act for each in judged(seen("En gång i veckan."), judge)] == [Act.WEEKLY]


def test_a_yes_with_a_day_is_more_than_a_bare_yes() -> None:
    invited = Letter("invitation", (), ("2027-05-26",))
    assert read_bare(seen("Ja!", letter=invited), "sv", None) is not None
    assert read_bare(seen("Ja! Och 24 maj likaså.", letter=invited), "sv", None) is None


def test_a_part_goes_with_the_act_that_it_speaks_of() -> None:
    scene = seen("Den från Politikerforum kan ni sluta med medan tjänstemännens är bra och ska komma som nu")
    [sentence] = scene.sentences
    parts = cut_parts(sentence, scene.words)
    words = [[t.name for t in sentence.tokens[first : last + 1]] for first, last in parts]
    assert [own[0] for own in words] == ["den", "medan", "och"]
    apart = [
        {"unsubscribe": 1.0, "keep": 0.1},
        {"unsubscribe": 0.0, "keep": 0.4},
        {"unsubscribe": 0.0, "keep": 0.9},
    ]
    leaves, keeps = place_acts(0, sentence, {Act.UNSUBSCRIBE: 1.0, Act.KEEP: 0.9}, parts, apart)
    assert scene.words[keeps.first].low == "medan"
    assert scene.words[leaves.last].low == "med"
    apart[1] = {"unsubscribe": 0.3, "keep": 0.4}
    leaves, keeps = place_acts(0, sentence, {Act.UNSUBSCRIBE: 1.0, Act.KEEP: 0.9}, parts, apart)
    assert scene.words[keeps.first].low == "och"
    assert leaves.last == keeps.first - 1


def test_a_subject_alone_is_the_mail() -> None:
    assert [each.subject for each in seen("\n", subject="Avsluta prenumerationen").sentences] == [False]
