"""A text as pieces of words: the units in which the encoder reads (a unigram model: Kudo 2018)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

BEGIN, PAD, END, UNKNOWN = "<s>", "<pad>", "</s>", "<unk>"
_SPACE = "\u2581"  # what stands for a space, so that a piece knows whether a word begins with it
_NEVER = -1e30  # worse than any text
_STRANGE = -10.0  # what an unknown letter costs beyond the most seldom piece


@dataclass(frozen=True)
class Pieces:
    """What words are cut into.

    names    the pieces in the order of their numbers
    scores   how usual each is (the logarithm of its share)
    alike    letters that are read as others: a ligature as its letters, a no-break space as a space
    """

    names: Sequence[str]
    scores: Sequence[float]
    alike: Mapping[str, str]

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The number of each piece."""
        return {name: at for at, name in enumerate(self.names)}

    @cached_property
    def _usual(self) -> tuple[Mapping[str, tuple[int, float]], int, float]:
        marks = {BEGIN, PAD, END, UNKNOWN}
        usual = {n: (at, self.scores[at]) for n, at in self.number.items() if n not in marks}
        return usual, max(map(len, usual)), min(self.scores) + _STRANGE

    def cut(self, text: str) -> list[int]:
        """The numbers of the pieces of a text: of all ways to cut it the likeliest (Viterbi)."""
        usual, longest, strange = self._usual
        read = _SPACE + _SPACE.join("".join(self.alike.get(sign, sign) for sign in text).split())
        best = [0.0] + [_NEVER] * len(read)
        came = [(0, self.number[UNKNOWN])] * (len(read) + 1)
        for start in range(len(read)):
            so_far = best[start]
            for end in range(start + 1, min(len(read), start + longest) + 1):
                known = usual.get(read[start:end])
                if known is not None and so_far + known[1] > best[end]:
                    best[end], came[end] = so_far + known[1], (start, known[0])
            if so_far + strange > best[start + 1]:
                best[start + 1], came[start + 1] = so_far + strange, (start, self.number[UNKNOWN])
        found: list[int] = []
        end = len(read)
        while end:
            end, piece = came[end]
            found.append(piece)
        return found[::-1]
