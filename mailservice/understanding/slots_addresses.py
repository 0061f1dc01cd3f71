"""The new address of a sender who moves."""

from collections.abc import Sequence
from itertools import zip_longest

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
    old = any(
        w.is_("old-address") and not (after and _tells_when(after))
        for w, after in zip_longest(before, before[1:])
    )
    return (dropped or old) and not any(w.is_("new-address") for w in before)


def _tells_when(word: Word) -> bool:
    """ "from": "från och med nu", "from today", "från 1 juni", "from Monday on"."""
    return word.low in _WHEN or word.low[0].isdigit() or word.is_(*_DAYS)


_WHEN = frozenset({"och", "nu", "now", "i", "idag", "imorgon", "today", "tomorrow", "this", "next", "nästa"})
_DAYS = (*(f"weekday-{number}" for number in range(7)), *(f"month-{number}" for number in range(1, 13)))


def _is_new(words: Sequence[Word], at: int) -> bool:
    return any(w.is_("new-address") for w in _before(words, at))


def _before(words: Sequence[Word], at: int) -> list[Word]:
    start = max(0, at - _BEFORE)
    return [w for w in words[start:at] if w.sentence == words[at].sentence]
