"""What a mail says, act by act, each with the words that say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailservice.understanding.acts import Act
from mailservice.understanding.sentences import Sentence
from mailservice.understanding.words import Word

SPOKEN = 0.6  # from here on an act counts as said, and a wish alone in its mail is carried out
SURE = 0.8  # from here on a wish is carried out in a mail that says other things as well
BEYOND_DOUBT = 0.95  # from here on a wish is carried out though its grammar speaks against it


@dataclass(frozen=True, slots=True)
class Said:
    """One act of one sentence.

    likely        how sure the judge is, 0 to 1
    sentence      its number in the mail
    first, last   the places of the words that say it: the sentence, or its part where it says several things
    """

    act: Act
    likely: float
    sentence: int
    first: int
    last: int


OWN_PART = frozenset(
    {Act.SUBSCRIBE, Act.UNSUBSCRIBE, Act.REGISTER, Act.CANCEL, Act.KEEP, Act.DECLINE, Act.PAUSE, Act.PAST}
    | {Act.MAYBE, Act.THIRD, Act.CORRECT, Act.MOVE}
)  # acts that each have words of their own for what they are about

_WHILE = frozenset({"medan", "medans", "while", "whereas"})
_CLEARLY = 0.2  # how much likelier a part must be to go with what follows it
Part = tuple[int, int]  # first and last token


def cut_parts(sentence: Sentence, words: Sequence[Word]) -> list[Part]:
    """The sentence cut before "och", "men", "medan", "but" and after commas."""
    starts = [0]
    for at, token in enumerate(sentence.tokens[1:], 1):
        word = words[token.first]
        if word.cut or word.is_("conj", "and") or word.low in _WHILE:
            starts.append(at)
    ends = [start - 1 for start in starts[1:]] + [len(sentence.tokens) - 1]
    return list(zip(starts, ends, strict=True))


def place_acts(
    number: int,
    sentence: Sentence,
    likely: Mapping[Act, float],
    parts: Sequence[Part],
    apart: Sequence[Mapping[str, float]],
) -> list[Said]:
    """The acts of a sentence, each at the part of it that says it most surely.

    likely   the acts that count, and how sure each is of the whole sentence
    apart    for each part how sure every act is there; () where there is one part alone
    """
    chosen = {
        act: max(range(len(parts)), key=lambda n: apart[n][act] if apart else 0.0)
        for act in likely
        if act in OWN_PART
    }
    owners = _owners(chosen, apart)
    found = []
    for act, sure in likely.items():
        own = [n for n, owner in enumerate(owners) if act in chosen and owner == chosen[act]]
        first, last = (parts[own[0]][0], parts[own[-1]][1]) if own else (0, len(sentence.tokens) - 1)
        found.append(Said(act, sure, number, sentence.tokens[first].first, sentence.tokens[last].last))
    return sorted(found, key=lambda said: (said.first, -said.likely))


def _owners(chosen: Mapping[Act, int], apart: Sequence[Mapping[str, float]]) -> list[int]:
    """For each part the part that it belongs to: one that an act chose, itself or a neighbour.

    What no act chose goes with the chosen part before it, or with the one behind where it says more of that.
    """
    taken = sorted(set(chosen.values()))
    owners: list[int] = []
    for number, said in enumerate(apart):
        before = max((t for t in taken if t <= number), default=taken[0] if taken else 0)
        behind = min((t for t in taken if t >= number), default=before)
        says = {t: max((said[act] for act, part in chosen.items() if part == t), default=0.0) for t in taken}
        follows = says.get(behind, 0.0) > says.get(before, 0.0) + _CLEARLY
        owners.append(behind if follows else before)
    return owners or [0]
