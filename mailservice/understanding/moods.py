"""In which mood a clause speaks: a wish, a question, a report of the past, a condition, a doubt."""

from collections.abc import Sequence
from enum import StrEnum

from mailservice.understanding.clauses import Clause, opens_condition
from mailservice.understanding.spotting import Hit
from mailservice.understanding.word_forms import lemma
from mailservice.understanding.words import Word


class Mood(StrEnum):
    """How an act is spoken of."""

    WISH = "wish"
    QUESTION = "question"
    PAST = "past"
    CONDITION = "condition"
    DOUBT = "doubt"
    THIRD = "third-person"
    OTHERS = "others-do"


_DOING = frozenset(
    {
        "attend",
        "add",
        "subscribe",
        "unsubscribe",
        "cannot",
        "unattend",
        "cease-sending",
        "receive",
        "needs-not",
        "remove",
    }
)


def mood_of(clause: Clause, act: Hit, words: Sequence[Word]) -> Mood:
    """The mood of one act in its clause. `words` are those of the whole mail, to which places refer."""
    if _done_by_others(clause, act, words):
        return Mood.OTHERS
    if _done_to_others(clause, act, words):
        return Mood.THIRD
    if is_condition(clause, words):
        return Mood.CONDITION
    if clause.has("doubt") or clause.says("hinges"):
        return Mood.DOUBT
    if is_past(clause, act, words):
        return Mood.PAST
    if asks(clause):
        return Mood.QUESTION
    return Mood.WISH


def asks(clause: Clause) -> bool:
    """A question about something, not a wish in the form of one: it begins with what, how, when, who."""
    opening = clause.words[:3]
    return any(word.is_("ask-word") for word in opening) and (clause.asked or clause.words[0].is_("ask-word"))


def is_past(clause: Clause, act: Hit, words: Sequence[Word]) -> bool:
    """Whether the act is told as done: "avslutade", "har anmält mig", "I signed up", "bad er att …"."""
    verb = words[act.first]
    before = [w for w in words[clause.first : act.first] if w.sentence == verb.sentence]
    meant = any(w.is_("meant") for w in before)
    perfect = not meant and any(
        w.is_("had") and (_participle(verb.low) or any(x.is_("past-verb") for x in before[at + 1 :]))
        for at, w in enumerate(before)
        if not any(later.is_("volition") for later in before[at + 1 :])
    )
    told = any(
        w.is_("past-verb")
        and not (at and before[at - 1].is_("you"))
        and not any(later.is_("volition") for later in before[at + 1 :])
        for at, w in enumerate(before)
    ) and not any(w.is_("now") for w in before)
    return perfect or told or (_preterite(verb) and not any(w.is_("want", "could", "be") for w in before))


def _preterite(word: Word) -> bool:
    ends = word.low.endswith(("de", "te", "ed")) and lemma(word.low) != word.low
    return word.is_("past-form") or ends


def _participle(low: str) -> bool:
    return low.endswith(
        (
            "at",
            "it",
            "lt",
            "rt",
            "nt",
            "kt",
            "st",
            "tt",
            "ed",
            "en",
            "ne",
            "ft",
            "ut",
            "gt",
            "gned",
            "eft",
            "de",
        )
    )


def is_condition(clause: Clause, words: Sequence[Word]) -> bool:
    """ "om jag får barnvakt"; not "om ni kan ta bort mig", not "går det bra om jag …"."""
    if not opens_condition(words, clause.first):
        return False
    if clause.first and words[clause.first - 1].is_("though"):
        return False
    if words[clause.first + 1].is_("you") and clause.has("could"):
        return False
    before = [w for w in words[max(0, clause.first - 6) : clause.first] if w.sentence == clause.sentence]
    return not any(w.is_("welcome-if") for w in before)


def _done_by_others(clause: Clause, act: Hit, words: Sequence[Word]) -> bool:
    """Whether somebody else does it: "han anmäler sig själv", "det ska min efterträdare gå på"."""
    front = words[clause.first : act.first]
    others = any(w.is_("kin") for w in front) and not any(w.is_("me-subject") for w in front)
    return any(w.is_("themselves") for w in clause.words) or (act.tag in _DOING and others)


def _done_to_others(clause: Clause, act: Hit, words: Sequence[Word]) -> bool:
    """Whether somebody else is to have it done: "lägg till henne"."""
    inner = words[act.first : min(act.last + 3, clause.last + 1)]
    mine = any(w.is_("me", "my") for w in clause.words)
    front = words[clause.first : act.first]
    together = act.tag in _DOING and any(w.is_("us") for w in front) and clause.has("volition")
    return not mine and (together or any(w.is_("third-object") for w in inner))
