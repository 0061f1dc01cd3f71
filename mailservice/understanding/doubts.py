"""Why a wish is asked about: an empty slot, a contradiction, a condition, a judge that is not sure."""

from collections.abc import Mapping, Sequence

from mailservice.domain.wishes import (
    EVERYTHING,
    AskExport,
    AskHelp,
    AskStatus,
    Cancel,
    Register,
    Subscribe,
    Unsubscribe,
    Wish,
)
from mailservice.understanding.acts import OPPOSITE, WISHES, Act
from mailservice.understanding.clauses import Clause
from mailservice.understanding.conditions import hangs, hard_condition, put_off
from mailservice.understanding.moods import is_condition
from mailservice.understanding.other_roles import comes_all_the_same
from mailservice.understanding.said import BEYOND_DOUBT, SPOKEN, SURE, Said
from mailservice.understanding.scene import SPOKEN_OF, Scene, frames_of
from mailservice.understanding.standing import Meant

MIXED = 0.3  # from here on something is heard that may be such another thing


def doubt_about(scene: Scene, said: Sequence[Said], meant: Sequence[Meant], wishes: Sequence[Wish]) -> str:
    """Why the sender is asked; "" where nothing speaks against doing what is meant.

    wishes   those of what is meant whose slots are filled
    """
    return (
        next((m.fault for m in meant if m.fault), "")
        or hangs_on_something(scene, said, meant)
        or contradiction(wishes)
        or comes_all_the_same(scene, meant)
        or _keeps_another(scene, said, wishes)
        or _rather(scene, meant)
        or _yes_and_another(scene, wishes)
        or _unsure(scene, said, meant)
        or _denied(scene, meant)
    )


def _unsure(scene: Scene, said: Sequence[Said], meant: Sequence[Meant]) -> str:
    """Whether a wish is not sure enough to be carried out: surer where the mail says other things as well."""
    best: dict[Act, float] = {}
    for each in said:
        best[each.act] = max(best.get(each.act, 0.0), each.likely)
    wished = {m.said.act for m in meant}
    if any(best[act] < _needed(act, wished, said, best) for act in wished):
        return "not-sure"
    if any(_asked_of_nobody(scene, m.said) for m in meant):
        return "not-sure"
    if any(act in wished and OPPOSITE.get(act) in wished and best[act] < SURE for act in OPPOSITE):
        return "not-sure"
    against = {OPPOSITE.get(m.said.act) for m in meant if not m.named} - wished
    if any(act is not None and best.get(act, 0.0) >= _HALF for act in against):
        return "not-sure"
    return "not-sure" if any(_outspoken(said, m.said) for m in meant) else ""


def _needed(act: Act, wished: set[Act], said: Sequence[Said], best: Mapping[Act, float]) -> float:
    """How sure a wish must be: surer where something else is heard that may turn it."""
    if act in _READS_ONLY:
        return SPOKEN
    turning = _ASIDE - (_HARMLESS if act in _OF_NO_SEAT else frozenset())
    places = {each.sentence for each in said if each.act is act}
    for each in said:
        if each.act in wished or each.likely < MIXED or each.act not in turning | WISHES:
            continue
        if each.act in {Act.QUESTION, Act.HUMAN} and each.sentence not in places:
            continue
        if each.act is Act.PAST and act in _OF_NO_SEAT and each.sentence not in places:
            continue
        return SURE
    return SPOKEN


def _asked_of_nobody(scene: Scene, wish: Said) -> bool:
    """ "Vore det något för er träff den 13?": asked, with no word of who would come; a proposal, perhaps."""
    words = scene.words[wish.first : wish.last + 1]
    return (
        wish.act in {Act.REGISTER, Act.SUBSCRIBE}
        and wish.likely < BEYOND_DOUBT
        and words[0].asked
        and not any(w.low in _ONE or (w.is_(*_MINE) and w.written != "i") for w in words)
    )


_HALF = 0.5  # from here on its opposite is heard loudly enough to ask, where a wish names no list or day
_MINE = ("me", "my", "me-object", "me-subject", "us")
_ONE = frozenset({"man", "vi", "jag", "we", "one", "min"})
_OF_NO_SEAT = frozenset(
    {Act.PAUSE, Act.RESUME, Act.EACH, Act.WEEKLY, Act.MONTHLY, Act.TO_ENGLISH, Act.TO_SWEDISH}
    | {Act.STATUS, Act.HELP, Act.EXPORT}
)  # wishes beside which something may well stay as it is
_READS_ONLY = frozenset({Act.STATUS, Act.HELP})  # an answer changes nothing
_HARMLESS = frozenset({Act.KEEP, Act.DECLINE})
_ASIDE = frozenset(
    {
        Act.KEEP,
        Act.DECLINE,
        Act.MAYBE,
        Act.VAGUE,
        Act.THIRD,
        Act.CORRECT,
        Act.PAST,
        Act.AUTO,
        Act.QUESTION,
        Act.HUMAN,
    }
)  # what may stand beside a wish and turn it


def _outspoken(said: Sequence[Said], wish: Said) -> bool:
    """Whether the words of a wish say something else more surely."""
    for other in (s for s in said if s.sentence == wish.sentence and s.act in _ASIDE):
        over = other.first <= wish.last and other.last >= wish.first
        open_ = other.act is Act.VAGUE and other.likely >= SPOKEN and wish.likely < BEYOND_DOUBT
        not_there = other.act is Act.DECLINE and wish.act is Act.UNSUBSCRIBE  # "har dem inte heller"
        if (over and open_) or ((over or not_there) and other.likely > wish.likely):
            return True
    return False


def _denied(scene: Scene, meant: Sequence[Meant]) -> str:
    """Whether the grammar of a wish's own clauses speaks against it: denied, past, asked, or another's."""
    for act in SPOKEN_OF:
        for said in (m.said for m in meant if m.said.act is act and m.said.likely < BEYOND_DOUBT):
            own = [
                f.affirms
                for f in frames_of(scene, said.sentence)
                if f.act in SPOKEN_OF[act] and said.first <= f.hit.first <= said.last
            ]
            if own and not any(own):
                return "denied"
    return ""


def hangs_on_something(scene: Scene, said: Sequence[Said], meant: Sequence[Meant]) -> str:
    """Whether a wish is made to depend on what we cannot see, is for later, or is taken back behind.

    Who asks what is there may say "om" of it: "kolla om jag är anmäld".
    """
    doubtful = {s.sentence for s in said if s.act is Act.MAYBE and s.likely >= SPOKEN}
    for wish in (m.said for m in meant if not isinstance(m.wish, AskStatus | AskHelp | AskExport)):
        number = scene.words[wish.first].sentence
        clauses = [c for c in scene.clauses if c.sentence == number]
        depends = wish.likely < BEYOND_DOUBT and any(hard_condition(c, scene.words) for c in clauses)
        words = [word for word in scene.words if word.sentence == number]
        if wish.sentence in doubtful or depends or hangs(words) or _or_else(scene, clauses):
            return "condition"
        if wish.act in _AT_ONCE and put_off(words):
            return "later"
    last = max(m.said.last for m in meant)
    undone = any(_undoes([w.low for w in scene.words[m.said.first : m.said.last + 1]]) for m in meant)
    taken_back = undone or any(_takes_back(scene, c) for c in scene.clauses if c.first > last)
    return "taken-back" if taken_back else ""


_AT_ONCE = frozenset(
    {Act.SUBSCRIBE, Act.UNSUBSCRIBE, Act.EACH, Act.WEEKLY, Act.MONTHLY}
    | {Act.TO_ENGLISH, Act.TO_SWEDISH, Act.ERASE}
)  # what we can only do now


def _takes_back(scene: Scene, clause: Clause) -> bool:
    """ "Glöm det", "det var inte meningen"; not what one forgot, or says of the subject."""
    words = [scene.words[at].low for hit in clause.hits if hit.tag == "take-back" for at in hit.at]
    if not words or any(low in _FORGOT for low in words):
        return False
    sentence = [w.low for w in scene.words if w.sentence == clause.sentence]
    if not _GOT.isdisjoint(sentence) and not {"du", "ni", "you"}.isdisjoint(sentence):
        return False  # a disclaimer: "har du fått det av misstag"
    if "meningen" in words:
        return not {"var", "blev"}.isdisjoint(sentence)
    more = not {"och", "and"}.isdisjoint(sentence)
    return more or not any(low.startswith(_SUBJECT_LINE) for low in sentence)


def _undoes(words: Sequence[str]) -> bool:
    """ "Gör det ogjort" wishes the opposite of what was done."""
    return "ogjort" in words and not {"gör", "göra"}.isdisjoint(words[: words.index("ogjort")])


_FORGOT = frozenset({"glömt", "glömde", "forgot", "forgotten"})
_GOT = frozenset({"fått", "mottagit", "received"})
_SUBJECT_LINE = ("ämnesrad", "rubrik", "subject")


def _or_else(scene: Scene, clauses: Sequence[Clause]) -> bool:
    """ "om ni tar upp EU:s budget vill jag vara med, annars inte": the condition is meant."""
    otherwise = any(w.low in {"annars", "otherwise"} for c in clauses for w in c.words)
    return otherwise and any(is_condition(c, scene.words) for c in clauses)


def _keeps_another(scene: Scene, said: Sequence[Said], wishes: Sequence[Wish]) -> str:
    """ "Den andre vil jeg fortsatt ha": then not all is left, whatever was found to be left."""
    left = [each.lists for each in wishes if isinstance(each, Unsubscribe)]
    several = any(len(lists) > 1 or lists == EVERYTHING for lists in left)
    kept = [s for s in said if s.act is Act.KEEP and s.likely >= SPOKEN]
    another = any(w.low in _OTHER for s in kept for w in scene.words[s.first : s.last + 1])
    return "which-object" if several and another else ""


_OTHER = frozenset({"andra", "andre", "anden", "other"})


def _yes_and_another(scene: Scene, wishes: Sequence[Wish]) -> str:
    """ "Ja tack, och den 13 september": whether the yes is to the briefing invited to as well is asked."""
    invited = scene.letter.sessions if scene.letter.kind == "invitation" else ()
    named = {i for w in wishes if isinstance(w, Register) for i in w.sessions}
    body = scene.words[scene.body :]
    says_yes = bool(body) and body[0].is_("yes")
    return "which-briefing" if says_yes and invited and named and not named & {*invited} else ""


def contradiction(wishes: Sequence[Wish]) -> str:
    on = {i for w in wishes if isinstance(w, Subscribe) for i in w.lists}
    off = {i for w in wishes if isinstance(w, Unsubscribe) for i in w.lists}
    come = {i for w in wishes if isinstance(w, Register) for i in w.sessions}
    go = {i for w in wishes if isinstance(w, Cancel) for i in w.sessions}
    kinds = [type(w) for w in wishes if not isinstance(w, Subscribe | Unsubscribe | Register | Cancel)]
    if on & off or come & go or ("*" in off and on) or ("*" in go and come) or len(kinds) != len(set(kinds)):
        return "contradiction"
    return ""


def _rather(scene: Scene, meant: Sequence[Meant]) -> str:
    """ "Sluta sända det ena. Sänd hellre det andra": two leave-takings of which the later may be none."""
    leaves = [m.said for m in meant if m.said.act is Act.UNSUBSCRIBE]
    later = [
        w for each in leaves if each.sentence > leaves[0].sentence
        for w in scene.words[each.first : each.last + 1]
    ]  # fmt: skip
    return "contradiction" if any(w.is_("in-stead") or w.low in _RATHER for w in later) else ""


_RATHER = frozenset({"hellre", "rather"})
