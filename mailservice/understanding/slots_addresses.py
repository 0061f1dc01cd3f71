"""The new address of a sender who moves."""

from collections.abc import Sequence

from mailservice.understanding.words import Word

_BEFORE = 4  # words before an address that tell whether it is the old or the new one


def new_address(words: Sequence[Word], *, near: tuple[int, int], sender: str, ours: str) -> str | None:
    """The address to move to, as the mail spells it; None where none or more than one can be meant.

    near    the places of the words that speak of the move
    sender  the address that the mail comes from, which is never the new one
    """
    given = [at for at, w in enumerate(words) if w.is_("at") and w.low not in {sender, ours}]
    given = [at for at in given if not _is_old(words, at)]
    here = [at for at in given if near[0] <= at <= near[1]]
    chosen = {words[at].low: at for at in (here or given)}
    if len(chosen) > 1:
        chosen = {words[at].low: at for at in chosen.values() if _is_new(words, at)}
    return words[next(iter(chosen.values()))].written if len(chosen) == 1 else None


def _is_old(words: Sequence[Word], at: int) -> bool:
    before = _before(words, at)
    dropped = any(w.is_("drop") and w.low not in {"koppla", "släng"} for w in before)
    old = any(w.is_("old-address") and not _tells_when(before[n:]) for n, w in enumerate(before, 1))
    return (dropped or old) and not any(w.is_("new-address") for w in before)


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
