"""What a mail says, act by act, each with the words that say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailservice.understanding.acts import Act
from mailservice.understanding.sentences import Sentence
from mailservice.understanding.words import Word


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

Part = tuple[int, int]  # first and last token


def cut_parts(sentence: Sentence, words: Sequence[Word]) -> list[Part]:
    """The sentence cut before "och", "men", "but" and after commas."""
    starts = [0]
    for at, token in enumerate(sentence.tokens[1:], 1):
        word = words[token.first]
        if word.cut or word.is_("conj", "and"):
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
    taken = sorted(set(chosen.values()))
    found = []
    for act, sure in likely.items():
        first, last = _stretch(parts, taken, chosen[act]) if act in chosen else (0, len(sentence.tokens) - 1)
        found.append(Said(act, sure, number, sentence.tokens[first].first, sentence.tokens[last].last))
    return sorted(found, key=lambda said: (said.first, -said.likely))


def _stretch(parts: Sequence[Part], taken: Sequence[int], own: int) -> Part:
    """A part with the ones behind it that no other act has taken; the first also has those before it."""
    after = next((other for other in taken if other > own), len(parts))
    start = 0 if own == taken[0] else own
    return parts[start][0], parts[after - 1][1]
