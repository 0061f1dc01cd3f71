"""From what a mail says, each act as sure as the judge is, to one reading: act, ask, or hand over."""

from collections.abc import Sequence
from dataclasses import replace

from mailservice.domain.lists import Language
from mailservice.domain.readings import Evidence, ForPerson, Machine, Reading, Unclear, Wishes
from mailservice.domain.wishes import (
    Cancel,
    Register,
    Subscribe,
    Unsubscribe,
    Wish,
)
from mailservice.understanding.acts import WISHES, Act
from mailservice.understanding.doubts import MIXED, doubt_about, hangs_on_something
from mailservice.understanding.judging import HEARD
from mailservice.understanding.other_roles import is_another_role
from mailservice.understanding.said import BEYOND_DOUBT, SPOKEN, SURE, Said
from mailservice.understanding.scene import SPOKEN_OF, Scene, frames_of
from mailservice.understanding.settle import settle
from mailservice.understanding.standing import Meant
from mailservice.understanding.whose import of_somebody_else, sees_to_it, upon_something_else

_MACHINE = 0.5  # share of a mail's words in sentences that a machine wrote
_MANY, _SOME = 3, 0.3  # or so many such sentences, and that share, where nothing is wished
_BESIDE = (Act.THIRD, Act.HUMAN, Act.QUESTION)


def weigh(scene: Scene, said: Sequence[Said], language: Language) -> Reading | None:
    """The reading; None where the mail says nothing that anybody would do something about."""
    spoken = [each for each in said if each.likely >= SPOKEN]
    if _machine_wrote(scene, spoken):
        return Machine("auto-reply", evidence_of(scene, spoken, Act.AUTO))
    strange = next((s for s in spoken if s.act in SPOKEN_OF and upon_something_else(scene, s)), None)
    strange = strange or next((s for s in said if is_another_role(scene, s)), None)
    if strange is not None:
        return ForPerson("not-ours", language, (Evidence(_words(scene, strange), "not-ours"),))
    spoken = _by_whom(scene, spoken)
    meant = _without_doubtful(scene, said, settle(scene, spoken))
    wishes = tuple(dict.fromkeys(m.wish for m in meant if m.wish is not None))
    evidence = tuple(Evidence(_words(scene, m.said), m.said.act) for m in meant)
    beside = next(
        (s for act in _BESIDE for s in spoken if s.act is act and not (meant and sees_to_it(scene, s))), None
    )
    if not meant:
        return _nothing_to_do(scene, said, spoken, beside, language)
    fault = doubt_about(scene, said, meant, wishes)
    if fault and beside is not None and not wishes:
        return ForPerson(_ABOUT[beside.act], language, (Evidence(_words(scene, beside), beside.act),))
    if fault:
        return Unclear(fault, language, wishes, evidence)
    also_human = beside is not None or _asks_beside(scene, said, meant)
    return Wishes(merged(wishes), language, also_human, evidence)


def _asks_beside(scene: Scene, said: Sequence[Said], meant: Sequence[Meant]) -> bool:
    """ "Kan ni ordna textning?": whether a sentence with a question mark rather asks than wishes anything."""
    wishing = {s.sentence for s in said if s.act in WISHES}
    wished = {act for m in meant for act in SPOKEN_OF.get(m.said.act, {str(m.said.act)})}
    asked = {
        n
        for n, each in enumerate(scene.sentences)
        if each.asked and n not in wishing and not any(f.act in wished for f in frames_of(scene, n))
    }
    return any(s.act in {Act.QUESTION, Act.HUMAN} and s.sentence in asked and s.likely >= _ASKS for s in said)


_ASKS = 0.35  # from here on a sentence with a question mark that wishes nothing is taken to ask


def meant_by(scene: Scene, said: Sequence[Said]) -> list[Meant]:
    """The wishes that `weigh` judges, each with its slots or the fault that leaves one empty."""
    return settle(scene, _by_whom(scene, [each for each in said if each.likely >= SPOKEN]))


def _without_doubtful(scene: Scene, said: Sequence[Said], meant: list[Meant]) -> list[Meant]:
    """Without a wish that hangs on something, where others, in other sentences, are clear.

    "Sluta med det ena. Om jag ska ha det andra har jag inte bestämt": the first is done.
    """
    maybe = {s.sentence for s in said if s.act is Act.MAYBE and s.likely >= MIXED}
    doubtful = [m for m in meant if m.said.sentence in maybe and hangs_on_something(scene, said, [m])]
    rest = [m for m in meant if m not in doubtful and m.said.sentence not in maybe]
    clear = bool(rest) and all(m.wish is not None and m.said.likely >= BEYOND_DOUBT for m in rest)
    apart = not {m.said.act for m in doubtful} & {m.said.act for m in rest}
    return rest if clear and apart and len(rest) + len(doubtful) == len(meant) else meant


def _by_whom(scene: Scene, spoken: Sequence[Said]) -> list[Said]:
    """With the wishes that are somebody else's told as such."""
    return [
        replace(each, act=Act.THIRD) if of_somebody_else(scene, each, spoken) else each for each in spoken
    ]


def wishes_surely(said: Sequence[Said]) -> bool:
    """Whether somebody wishes something, beyond doubt."""
    return any(each.act in WISHES and each.likely >= SURE for each in said)


_ABOUT = {Act.THIRD: "third-person", Act.HUMAN: "matter", Act.QUESTION: "question"}


def _machine_wrote(scene: Scene, spoken: Sequence[Said]) -> bool:
    """Whether most of the words are a machine's, or so many of its sentences that no person said them."""
    body = [(n, s) for n, s in enumerate(scene.sentences) if not s.subject]
    by_machine = {each.sentence for each in spoken if each.act is Act.AUTO}
    words = sum(len(s.tokens) for _, s in body)
    share = sum(len(s.tokens) for n, s in body if n in by_machine) / max(1, words)
    many = len(by_machine) >= _MANY and share > _SOME and not any(s.act in WISHES for s in spoken)
    return share > _MACHINE or many


def _nothing_to_do(
    scene: Scene, said: Sequence[Said], spoken: Sequence[Said], beside: Said | None, language: Language
) -> Reading | None:
    if beside is not None:
        return ForPerson(_ABOUT[beside.act], language, (Evidence(_words(scene, beside), beside.act),))
    heard = [s for s in said if s.act in WISHES and s.likely >= HEARD]
    matter = max((s for s in said if s.act in _BESIDE), key=lambda s: s.likely, default=None)
    if matter is not None and not heard and not any(s.act is Act.VAGUE for s in said):
        return ForPerson(_ABOUT[matter.act], language, (Evidence(_words(scene, matter), matter.act),))
    open_ = next((s for s in spoken if s.act in {Act.VAGUE, Act.MAYBE}), None) or next(iter(heard), None)
    if open_ is None:
        tells = next((s for s in spoken if s.act in _WANTS_NOTHING), None)
        if tells is None:
            return None
        return ForPerson("no-wish", language, (Evidence(_words(scene, tells), tells.act),))
    options = tuple(dict.fromkeys(m.wish for m in settle(scene, heard) if m.wish is not None))
    taken_back = any(s.act is Act.CORRECT and s.sentence > open_.sentence for s in spoken)
    about = "taken-back" if taken_back and open_.act in WISHES else "no-wish"
    return Unclear(about, language, options, (Evidence(_words(scene, open_), open_.act),))


_WANTS_NOTHING = frozenset({Act.KEEP, Act.DECLINE, Act.PAST})  # "jag är redan anmäld och kommer"


def merged(wishes: Sequence[Wish]) -> tuple[Wish, ...]:
    """Wishes of one kind as one: two lists to join are one Subscribe."""
    merged: list[Wish] = []
    for kind, name in (
        (Unsubscribe, "lists"),
        (Subscribe, "lists"),
        (Cancel, "sessions"),
        (Register, "sessions"),
    ):
        ids = dict.fromkeys(i for w in wishes if isinstance(w, kind) for i in getattr(w, name))
        if ids:
            merged.append(kind(("*",) if "*" in ids else tuple(ids)))
    rest: list[Wish] = [w for w in wishes if not isinstance(w, Subscribe | Unsubscribe | Register | Cancel)]
    return tuple(merged + rest)


def evidence_of(scene: Scene, said: Sequence[Said], act: Act) -> tuple[Evidence, ...]:
    """The words that say such an act."""
    return tuple(Evidence(_words(scene, s), act) for s in said if s.act is act)


def _words(scene: Scene, said: Said) -> str:
    return " ".join(word.written for word in scene.words[said.first : said.last + 1])
