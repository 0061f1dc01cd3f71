"""Answers of a word or two, read in the light of the letter that they answer."""

import re
from collections.abc import Sequence
from dataclasses import replace

from mailservice.domain.lists import Language
from mailservice.domain.readings import AnsweredLetter, Evidence, Reading, Unclear, Undo, Wishes, YesNo
from mailservice.domain.wishes import AskHelp, Cancel, Register, Unsubscribe
from mailservice.understanding.scene import Scene
from mailservice.understanding.words import Word

_SHORT = 5
_FEW_OF_A_BARE = 2  # "nej tyvärr", "yes please"
_OPEN, _COPIED = "yes-to-what", "copied-choices"
_DECLINES = frozenset({"avböj", "avböjer", "decline"})  # the word that our letters about a seat give
_COMING = frozenset({"invitation", "reminder"})  # a yes to them is a yes to the meeting
_ASKING = frozenset({"confirm", "approve", "move", "ask"})


def read_bare(scene: Scene, language: Language, answered: AnsweredLetter | None) -> Reading | None:
    """Yes, no, stop or undo; None where the mail says more."""
    body = [w for w in scene.words[scene.body :] if not w.is_("hello", "please")]
    if len(body) > _SHORT or not body:
        return None
    said = Evidence(" ".join(w.low for w in body), "bare-answer")
    if body[0].is_("help-word") and len(body) <= 2:
        return Wishes((AskHelp(),), language, evidence=(said,))
    if any(w.is_("undo-word") for w in body):
        return Undo(language, (said,))
    if body[0].is_("stop-word") and all(
        w.is_("stop-word", "me", "my", "news", "roll", "your-own", "away") for w in body
    ):
        return _stop(scene, language, said)
    if body[0].low in _DECLINES and len(body) == 1 and scene.letter.sessions:
        return Wishes((Cancel(scene.letter.sessions),), language, evidence=(said,))
    if not body[0].is_("yes", "no"):
        return None
    return _yes_or_no(scene, language, answered, said, yes=body[0].is_("yes"))


def is_open(reading: Reading) -> bool:
    """Whether it is a yes or a no of which only the letter that is answered can tell what it means."""
    return (
        isinstance(reading, Unclear)
        and reading.about == _OPEN
        and not any(each.taken_for == _COPIED for each in reading.evidence)
    )


def undoes(scene: Scene) -> bool:
    """Whether the mail begins with an undo alone, and gives reasons: "Ångra! Jag tittade fel i kalendern".

    Not "Ångra? Nej", nor where it names what it is about: that tells more than an undo.
    """
    first, *rest = [*(s for s in scene.sentences if s.first >= scene.body), None, None][:2]
    if first is None or scene.named or not _is_undo(scene.words[first.first : first.last + 1]):
        return False
    behind = [w for s in rest if s is not None for w in scene.words[s.first : s.last + 1]]
    denies = any(w.is_("neg") for w in behind) and behind[0].low in _IT
    return not (denies or (bool(behind) and behind[0].is_("no")))


def _is_undo(words: Sequence[Word]) -> bool:
    said = [w for w in words if not w.is_("thanks", "please")]
    return len(said) == 1 and said[0].low in _UNDO and not (said[0].asked or said[0].quoted)


_UNDO = frozenset({"ångra", "undo"})
_IT = frozenset({"det", "that", "it"})  # "Ångra! Det behöver jag inte"


def begins_bare(scene: Scene) -> bool:
    """Whether the mail begins with a sentence that is a yes, a no or an undo alone: "Nej. Det krockar"."""
    first = scene.sentences[:1]
    words = [w for s in first for w in scene.words[s.first : s.last + 1] if not w.is_("thanks")]
    return bool(words) and len(words) <= _FEW_OF_A_BARE and (words[0].is_("yes", "no") or undoes(scene))


def _yes_or_no(
    scene: Scene, language: Language, answered: AnsweredLetter | None, said: Evidence, *, yes: bool
) -> Reading | None:
    if answered is not None and answered.letter in _ASKING:
        return YesNo(yes, language, (said,))
    if any(day.first >= scene.body for day in scene.days):
        return None  # "Ja! Och 24 maj likaså": more than a yes
    stops = any(w.is_("stop-word") for w in scene.words[scene.body :])
    if yes and stops and answered is None:
        return Unclear(
            _OPEN, language, (), (replace(said, taken_for=_COPIED),)
        )  # "JA / STOPP", a line of the letter each
    if yes and scene.letter.kind in _COMING and len(scene.letter.sessions) == 1:
        return Wishes((Register(scene.letter.sessions),), language, evidence=(said,))
    if yes and answered is None and _to_all(scene):
        return Wishes((Register(scene.letter.sessions),), language, evidence=(said,))
    if answered is not None:
        return YesNo(yes, language, (said,))
    if not yes and len(scene.letter.sessions) == 1 and _no_gives_up(scene):
        return Wishes((Cancel(scene.letter.sessions),), language, evidence=(said,))
    return Unclear(_OPEN, language, (), (said,))


def _no_gives_up(scene: Scene) -> bool:
    """Whether the answered letter reminds of a seat, and says that a no gives it up."""
    told = " ".join(word.low for word in scene.answered.words) if scene.answered is not None else ""
    return scene.letter.kind == "reminder" and _IF_NOT.search(told) is not None


_IF_NOT = re.compile(
    r"\b(?:svara (?:med )?nej om du (?:(?:ändå )?inte (?:kan|hinner|kommer)|(?:får|har fått|fått) förhinder)"
    r"|(?:reply|answer)(?: with)? no if you (?:cannot|can not|can't|are unable))\b"
)
_FEW = 8  # words of a yes to all of them
_BUT = frozenset({"men", "but", "dåligt", "badly"})


def _to_all(scene: Scene) -> bool:
    """ "Ja, till båda", "yes, all three": to each of as many briefings as the letter told."""
    words = scene.words[scene.body :]
    if len(words) > _FEW or any(w.is_("neg", "only", "if", "doubt") or w.low in _BUT for w in words):
        return False
    both, three = any(w.is_("both") for w in words), any(w.low in {"tre", "three"} for w in words)
    news = scene.letter.kind == "news" or any(w.is_("news", "roll") for w in words)
    return not news and len(scene.letter.sessions) == (2 if both else 3 if three else -1)


def _stop(scene: Scene, language: Language, said: Evidence) -> Reading:
    """ "stopp": the letters, or in answer to a reminder perhaps the seat."""
    if scene.letter.sessions and not scene.letter.lists and scene.letter.kind == "reminder":
        return Unclear(
            "which-object", language, (Cancel(scene.letter.sessions), Unsubscribe(("*",))), (said,)
        )
    lists = scene.letter.lists if len(scene.letter.lists) == 1 else ("*",)
    return Wishes((Unsubscribe(lists),), language, evidence=(said,))
