"""The new address of a sender who moves."""

from collections.abc import Sequence
from itertools import pairwise, zip_longest

from mailservice.understanding.words import Word

_BEFORE = 4  # words before an address that tell whether it is the old or the new one


def new_address(words: Sequence[Word], *, near: tuple[int, int], sender: str, ours: str) -> str | None:
    """The address to move to, as the mail spells it; None where none or more than one can be meant.

    near    the places of the words that speak of the move
    sender  the address that the mail comes from, which is never the new one
    """
    given = [at for at, w in enumerate(words) if w.is_("at") and w.low not in {sender, ours}]
    given = [at for at in _not_called_off(words, given) if not _is_old(words, at)]
    here = [at for at in given if near[0] <= at <= near[1]]
    chosen = {words[at].low: at for at in (here or given)}
    if len(chosen) > 1:
        chosen = {words[at].low: at for at in chosen.values() if _is_new(words, at)}
    return words[next(iter(chosen.values()))].written if len(chosen) == 1 else None


def _not_called_off(words: Sequence[Word], given: Sequence[int]) -> list[int]:
    """Without the address of "skicka till a@b. Nej förresten, ta c@d"."""
    gone = {
        one
        for one, other in pairwise(given)
        if _calls_off(words[one + 1 : other])
        and not any(w.is_("kin", "third") for w in _before(words, other))
    }
    return [at for at in given if at not in gone]


def _calls_off(between: Sequence[Word]) -> bool:
    """Whether what stands between two addresses says that the second is the right one.

    Not "sorry for the trouble", nor where it is told that one is no more.
    """
    if any(w.is_("neg") for w in between):
        return False
    return any(
        w.low in _NO
        and (n == 0 or w.cut or w.sentence != between[n - 1].sentence)
        and (after is None or after.low not in _FOR)
        for n, (w, after) in enumerate(zip_longest(between, between[1:]))
        if w is not None
    )


_NO = frozenset({"nej", "nä", "rättelse", "sorry", "correction"})
_FOR = frozenset({"for", "about", "om", "för"})


def _is_old(words: Sequence[Word], at: int) -> bool:
    before = _before(words, at)
    if before and before[-1].low in _PUT_IN_PLACE:
        return False
    around = [*before, *_behind(words, at)]
    takes = _TAKES if not any(w.is_("away", "neg") or w.low in _OFF for w in around) else frozenset()
    dropped = any(w.is_("drop") and w.low not in {"koppla", "släng"} | takes for w in before)
    old = any(w.is_("old-address") and not _tells_when(before[n:]) for n, w in enumerate(before, 1))
    return (dropped or old) and not any(w.is_("new-address") for w in before)


_PUT_IN_PLACE = frozenset({"by", "with"})  # "replace the address I write from by c@d"
_TAKES = frozenset({"ta", "tag", "take"})  # "ta c@d": not as in "ta bort a@b"
_OFF = frozenset({"off", "ur", "from", "från"})


def _behind(words: Sequence[Word], at: int) -> list[Word]:
    return [w for w in words[at + 1 : at + 1 + _BEFORE] if w.sentence == words[at].sentence]


def _tells_when(behind: Sequence[Word]) -> bool:
    """ "from" with a time: "från och med nu", "from today", "från i dag", "från 1 juni", "from Monday"."""
    if not behind:
        return False
    first = behind[0].low
    if first in {"i", "this"}:
        return any(w.low in {"dag", "morgon", "week", "month"} for w in behind[1:2])
    return first in _WHEN or (first.isdigit() and len(first) <= 2) or behind[0].is_(*_DAYS)


_WHEN = frozenset({"och", "nu", "now", "idag", "imorgon", "today", "tomorrow"})
_DAYS = (*(f"weekday-{number}" for number in range(7)), *(f"month-{number}" for number in range(1, 13)))


def _is_new(words: Sequence[Word], at: int) -> bool:
    return any(w.is_("new-address") for w in _before(words, at))


def _before(words: Sequence[Word], at: int) -> list[Word]:
    start = max(0, at - _BEFORE)
    return [w for w in words[start:at] if w.sentence == words[at].sentence]
