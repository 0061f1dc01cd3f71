"""What the judge looks at in a sentence: words, parts of words, meanings, rows of like words, neighbours."""

from collections.abc import Iterator

from mailservice.understanding.scene import SPOKEN_OF, Scene, frames_of
from mailservice.understanding.sentences import Sentence

_GRAMS = (3, 4, 5)  # letters of the parts of words: they know a word inflected, compounded or misspelt
_NEAR = 3  # words that may lie between two that are seen together
_AROUND = 25  # tokens of the sentence before, and of the subject, that are looked at


def traits_of(scene: Scene, number: int, part: Sentence | None = None) -> list[str]:
    """The traits of one sentence of a mail, or of a part of it in the place of the sentence."""
    own = part or scene.sentences[number]
    return [
        *_words(own),
        *_grams(own),
        *_meanings(own),
        *_alike(own),
        *_frames(scene, number, own),
        *_around(scene, number, own),
    ]


def _words(sentence: Sentence) -> Iterator[str]:
    """Words alone, by two, by three, and by two over one or two others."""
    names = ["^", *(token.name for token in sentence.tokens), "$?" if sentence.asked else "$"]
    for at, name in enumerate(names):
        yield f"u:{name}"
        following = names[at + 1 : at + 4]
        if following:
            yield f"b:{name} {following[0]}"
        if len(following) > 1:
            yield f"t:{name} {following[0]} {following[1]}"
            yield f"k:{name} {following[1]}"
        if len(following) > 2:
            yield f"l:{name} {following[2]}"


def _grams(sentence: Sentence) -> Iterator[str]:
    for token in sentence.tokens:
        if token.name[0] == "§":
            continue
        word = f"^{token.name}$"
        for size in _GRAMS:
            for start in range(len(word) - size + 1):
                yield f"g:{word[start : start + size]}"


def _alike(sentence: Sentence) -> Iterator[str]:
    """The rows of words that are used alike: alone, in pairs a few words apart, and beside a word."""
    tokens = sentence.tokens
    for at, token in enumerate(tokens):
        for row in token.alike:
            kind = row[0] == "§"
            for apart, other in enumerate(tokens[at + 1 : at + 1 + _NEAR]):
                yield from (
                    f"{'cb' if apart + 1 < _NEAR else 'cc'}:{row} {behind}"
                    for behind in other.alike
                    if not (kind and behind[0] == "§")
                )
            if kind:
                continue
            yield f"c:{row}"
            if at + 1 < len(tokens):
                yield f"cw:{row} {tokens[at + 1].name}"
            if at:
                yield f"cv:{tokens[at - 1].name} {row}"


def _meanings(sentence: Sentence) -> Iterator[str]:
    for meaning in sentence.meanings:
        yield f"m:{meaning}"
    for phrase in sentence.phrases:
        yield f"p:{phrase}"
    for one, other in zip(sentence.phrases, sentence.phrases[1:], strict=False):
        yield f"pp:{one} {other}"


def _around(scene: Scene, number: int, own: Sentence) -> Iterator[str]:
    """The sentence before, the subject, the answered letter, and where in the mail it stands."""
    sentences = scene.sentences
    yield f"length:{min(6, len(own.tokens) // 4)}"
    yield f"answers:{scene.letter.kind}"
    if own.subject:
        yield "subject"
        return
    body = [n for n, each in enumerate(sentences) if not each.subject]
    yield f"sentences:{min(6, len(body))}"
    if number == body[0]:
        yield "first"
    else:
        for token in sentences[number - 1].tokens[-_AROUND:]:
            yield f"before:{token.name}"
    if number == body[-1]:
        yield "last"
    for subject in sentences:
        if subject.subject:
            for token in subject.tokens[:_AROUND]:
                yield f"s:{token.name}"
            for phrase in subject.phrases:
                yield f"sp:{phrase}"


def _frames(scene: Scene, number: int, own: Sentence) -> Iterator[str]:
    """The frames: which act, in which mood, denied or not; and what they say of each wish."""
    frames = [f for f in frames_of(scene, number) if own.first <= f.hit.first <= own.last]
    for frame in frames:
        yield f"f:{frame.act}"
        yield f"f:{frame.act}:{frame.mood}:{frame.negated}"
        yield f"fm:{frame.mood}:{frame.negated}"
    for act in SPOKEN_OF:
        said = [frame.affirms for frame in frames if frame.act in SPOKEN_OF[act]]
        if said:
            yield f"f:{'affirmed' if any(said) else 'denied'}:{act}"
