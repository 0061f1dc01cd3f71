"""From what a mail says, each act as sure as the judge is, to one reading: act, ask, or hand over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mailservice.domain.lists import Language
from mailservice.domain.readings import Evidence, ForPerson, Machine, Reading, Unclear, Wishes
from mailservice.domain.wishes import (
    AskExport,
    AskHelp,
    AskStatus,
    Cancel,
    Register,
    Subscribe,
    Unsubscribe,
    Wish,
)
from mailservice.understanding.acts import WISHES, Act
from mailservice.understanding.clauses import Clause
from mailservice.understanding.judging import HEARD
from mailservice.understanding.moods import hard_condition, is_condition
from mailservice.understanding.said import BEYOND_DOUBT, SPOKEN, SURE, Said
from mailservice.understanding.scene import SPOKEN_OF, Scene, frames_of
from mailservice.understanding.settle import settle
from mailservice.understanding.standing import Meant
from mailservice.understanding.whose import of_somebody_else, sees_to_it, upon_something_else

_MIXED = 0.3  # from here on something is heard that may be such another thing
_MACHINE = 0.5  # share of a mail's words in sentences that a machine wrote
_MANY, _SOME = 3, 0.3  # or so many such sentences, and that share, where nothing is wished
_BESIDE = (Act.THIRD, Act.HUMAN, Act.QUESTION)


def weigh(scene: Scene, said: Sequence[Said], language: Language) -> Reading | None:
    """The reading; None where the mail says nothing that anybody would do something about."""
    spoken = [each for each in said if each.likely >= SPOKEN]
    if _machine_wrote(scene, spoken):
        return Machine("auto-reply", evidence_of(scene, spoken, Act.AUTO))
    strange = next((s for s in spoken if s.act in SPOKEN_OF and upon_something_else(scene, s)), None)
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
    fault = (
        next((m.fault for m in meant if m.fault), "")
        or contradiction(wishes)
        or _rather(scene, meant)
        or _yes_and_another(scene, wishes)
        or _hangs_on_something(scene, said, meant)
        or _unsure(scene, said, meant)
        or _denied(scene, meant)
    )
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


_ASKS = 0.45  # from here on a sentence with a question mark that wishes nothing is taken to ask


def meant_by(scene: Scene, said: Sequence[Said]) -> list[Meant]:
    """The wishes that `weigh` judges, each with its slots or the fault that leaves one empty."""
    return settle(scene, _by_whom(scene, [each for each in said if each.likely >= SPOKEN]))


def _without_doubtful(scene: Scene, said: Sequence[Said], meant: list[Meant]) -> list[Meant]:
    """Without a wish that hangs on something, where others, in other sentences, are clear.

    "Sluta med det ena. Om jag ska ha det andra har jag inte bestämt": the first is done.
    """
    maybe = {s.sentence for s in said if s.act is Act.MAYBE and s.likely >= _MIXED}
    doubtful = [m for m in meant if m.said.sentence in maybe and _hangs_on_something(scene, said, [m])]
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
    return Unclear("no-wish", language, options, (Evidence(_words(scene, open_), open_.act),))


_WANTS_NOTHING = frozenset({Act.KEEP, Act.DECLINE, Act.PAST})  # "jag är redan anmäld och kommer"


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
    if any(act in wished and _AGAINST.get(act) in wished and best[act] < SURE for act in _AGAINST):
        return "not-sure"
    against = {_AGAINST.get(m.said.act) for m in meant if not m.named} - wished
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
        if each.act in wished or each.likely < _MIXED or each.act not in turning | WISHES:
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
_AGAINST = {Act.SUBSCRIBE: Act.UNSUBSCRIBE, Act.UNSUBSCRIBE: Act.SUBSCRIBE} | {
    Act.REGISTER: Act.CANCEL,
    Act.CANCEL: Act.REGISTER,
}
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


def _hangs_on_something(scene: Scene, said: Sequence[Said], meant: Sequence[Meant]) -> str:
    """Whether a wish is made to depend on what we cannot see, or is taken back behind.

    Who asks what is there may say "om" of it: "kolla om jag är anmäld".
    """
    doubtful = {s.sentence for s in said if s.act is Act.MAYBE and s.likely >= SPOKEN}
    for wish in (m.said for m in meant if not isinstance(m.wish, AskStatus | AskHelp | AskExport)):
        number = scene.words[wish.first].sentence
        clauses = [c for c in scene.clauses if c.sentence == number]
        depends = wish.likely < BEYOND_DOUBT and any(hard_condition(c, scene.words) for c in clauses)
        if wish.sentence in doubtful or depends or _or_else(scene, clauses):
            return "condition"
    last = max(m.said.last for m in meant)
    taken_back = any(_takes_back(scene, c) for c in scene.clauses if c.first > last)
    return "taken-back" if taken_back else ""


def _takes_back(scene: Scene, clause: Clause) -> bool:
    """ "Glöm det", "det var inte meningen"; not what one forgot, or says of the subject."""
    words = [scene.words[at].low for hit in clause.hits if hit.tag == "take-back" for at in hit.at]
    if not words or any(low in _FORGOT for low in words):
        return False
    sentence = [w.low for w in scene.words if w.sentence == clause.sentence]
    if "meningen" in words:
        return not {"var", "blev"}.isdisjoint(sentence)
    more = not {"och", "and"}.isdisjoint(sentence)
    return more or not any(low.startswith(_SUBJECT_LINE) for low in sentence)


_FORGOT = frozenset({"glömt", "glömde", "forgot", "forgotten"})
_SUBJECT_LINE = ("ämnesrad", "rubrik", "subject")


def _or_else(scene: Scene, clauses: Sequence[Clause]) -> bool:
    """ "om ni tar upp EU:s budget vill jag vara med, annars inte": the condition is meant."""
    otherwise = any(w.low in {"annars", "otherwise"} for c in clauses for w in c.words)
    return otherwise and any(is_condition(c, scene.words) for c in clauses)


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
