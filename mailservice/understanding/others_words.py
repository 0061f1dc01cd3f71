"""Words of somebody else: between quotation marks or behind a colon, said, written or headed by another.

"Hon svarade: ta bort mig" tells what she wishes. "Jag säger som det är: ta bort mig" and "Svaret är: ja,
anmäl mig" are the sender's own; so is what follows from it: "Min chef säger: gärna det, så anmäl mig".
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from mailservice.understanding.said import Said
from mailservice.understanding.scene import Scene
from mailservice.understanding.words import Word

_A_SAYING = 4  # words between quotation marks; fewer name something
_MOST = 8  # colons of a sentence that are looked behind, so that no row of them takes long
_NEAR = 10  # words before what is said among which it stands who says it
_SAYS = frozenset(
    {"säger", "sa", "sade", "skriver", "skrev", "svarar", "svarade", "ber", "bad", "frågar", "frågade"}
    | {"ropar", "ropade", "utbrister", "utbrast", "hälsar", "hälsade", "mejlade", "mailade", "messade"}
    | {"uttryckte", "muttrade", "muttrar", "kommenterade", "tycker", "menar", "föreslog", "lyder", "löd"}
    | {"sier", "siger", "sagde", "svarer", "svarte", "svarede", "skriger", "ber", "says", "said", "writes"}
    | {"wrote", "replies", "replied", "answers", "answered", "asks", "asked", "exclaims", "exclaimed"}
    | {"shouted", "texted", "emailed", "messaged", "reads"}
)  # the finite forms alone: who says it stands beside them; "kort sagt" and "säg till" say nothing of that
_INDIRECT = frozenset(
    {
        "att",
        "that",
        "at",
        "vilka",
        "vilken",
        "vem",
        "vad",
        "om",
        "hur",
        "who",
        "what",
        "which",
        "whether",
        "if",
    }
)  # close behind them: "hon sa i går att", "frågar vilka"
_CLOSE = 5  # words behind
_HEADINGS = frozenset({"rubriken", "rubrik", "rubriker", "overskriften", "headline", "heading"})
_ANSWERS = ("svar", "kommentar", "reaktion", "answer", "repl", "comment", "respons")
_SOMEONE = frozenset({"en", "ett", "någon", "nån", "alla", "många", "flera", "a", "an", "the", "someone"})
_THE_SENDER = frozenset({"vi", "we", "det", "detta", "it", "this"})  # or nobody
_FOLLOWS = frozenset({"så", "därför", "alltså", "men", "so", "therefore", "hence", "but"})
_ME = frozenset({"mig", "mej", "meg", "me"})
_TO = frozenset({"till", "åt", "to", "at"})


def in_others_words(scene: Scene, said: Said) -> bool:
    """Whether what is said stands in words that somebody else says, and is told as theirs."""
    return any(
        _may_wish(scene, stretch)
        and not _goes_on(scene.words, said, stretch)
        and (_introduced(scene, stretch[0]) or _told_behind(scene.words, stretch[1]))
        for stretch in _stretches(scene, said)
    )


def _stretches(scene: Scene, said: Said) -> Iterator[tuple[int, int]]:
    """The first and the last place of what stands between quotation marks, or behind a colon or dash."""
    words = scene.words
    quoted = [at for at in range(said.first, said.last + 1) if words[at].quoted]
    if len(quoted) >= _A_SAYING:
        first, last = quoted[0], quoted[-1]
        while first > scene.body and words[first - 1].quoted:
            first -= 1
        while last + 1 < len(words) and words[last + 1].quoted:
            last += 1
        yield first, last
    sentence = scene.sentences[said.sentence]
    told = (at for at in range(sentence.first, said.last) if words[at].told)
    yield from ((at, sentence.last) for at in islice(told, _MOST))


def _may_wish(scene: Scene, stretch: tuple[int, int]) -> bool:
    """Whether it speaks of its speaker, or of what is done here; "it was in the network" does not."""
    first, last = stretch
    speaks = any(_is_me(word) for word in scene.words[first : last + 1])
    return speaks or any(first <= frame.hit.first <= last for frame in scene.frames)


def _goes_on(words: Sequence[Word], said: Said, stretch: tuple[int, int]) -> bool:
    """Whether the sender speaks again: "säger hon, så anmäl mig", "Anmäl mig, min chef skrev "…""."""
    first, last = stretch
    if not words[first].quoted:
        return any(w.cut and w.low in _FOLLOWS for w in words[first + 1 : last + 1])
    outside = [at for at in range(said.first, said.last + 1) if not first <= at <= last]
    return any(
        _is_me(words[at])
        and not words[at].is_("me-subject", "my")
        and not (at and (words[at - 1].low in _TO or words[at - 1].low in _SAYS))
        for at in outside
    )


def _introduced(scene: Scene, first: int) -> bool:
    """Whether somebody else says it in the words before: of its sentence, at its beginning of the last."""
    words = scene.words
    if first <= scene.body:
        return False
    own = words[first].sentence
    begins = words[first - 1].sentence != own
    known = {own, words[first - 1].sentence} if begins else {own}
    start = max(scene.body, first - _NEAR)
    return any(
        words[at].sentence in known
        and (_says(words[:first], at) or _heads(words[:first], at) or _answers(words[:first], at))
        for at in range(start, first)
    )


def _says(words: Sequence[Word], at: int) -> bool:
    """Whether here somebody else says something; not what they say in words of the sender's: "sa att"."""
    if words[at].low not in _SAYS or words[at].quoted:
        return False
    behind = [w for w in words[at + 1 : at + 1 + _CLOSE] if w.sentence == words[at].sentence]
    if any(w.low in _INDIRECT for w in behind) or any(map(_ends_it, behind[:1])):
        return False
    if behind and _somebody(behind[0]):
        return not _is_ours(behind[0])
    own = [word for word in words[:at] if word.sentence == words[at].sentence]
    who = next((w for w in reversed(own) if _is_sender(w) or _is_ours(w) or _somebody(w)), None)
    return who is not None and not (_is_sender(who) or _is_ours(who))


def _ends_it(word: Word) -> bool:
    """Whether it is told what is said, to whom, or that the sender says it: "säger ja", "skrev jag"."""
    return word.is_("yes", "no") or word.low in _ME or _is_sender(word)


def _heads(words: Sequence[Word], at: int) -> bool:
    """ "Rubriken är: …"; not "min rubrik"."""
    return words[at].low in _HEADINGS and not (at and words[at - 1].is_("my", "ours"))


def _answers(words: Sequence[Word], at: int) -> bool:
    """ "Ett av svaren: …", "hennes svar var: …"; not "svaret är", "mitt svar"."""
    return (
        words[at].low.startswith(_ANSWERS)
        and at > 0
        and (words[at - 1].low in {"av", "of"} or words[at - 1].is_("third", "kin"))
    )


def _told_behind(words: Sequence[Word], last: int) -> bool:
    """ ""…" säger Bo", ""…", she writes": who says it stands behind what stands between quotation marks."""
    if not words[last].quoted or last + 2 >= len(words):
        return False
    one, other = words[last + 1 : last + 3]
    says, who = (one, other) if one.low in _SAYS else (other, one)
    return says.low in _SAYS and _somebody(who) and not (_is_sender(who) or _is_ours(who))


def _is_me(word: Word) -> bool:
    return word.is_("me-subject", "me-object") and word.written != "i"  # which is a Swedish "in"


def _is_sender(word: Word) -> bool:
    subject = word.is_("me-subject") and _is_me(word)
    return subject or word.is_("you") or word.low in _THE_SENDER


def _is_ours(word: Word) -> bool:
    """Whether we are named: "skrev Forumkansliet", what we wrote."""
    return word.is_("our-names", "at") or "forum" in word.low


def _somebody(word: Word) -> bool:
    """Whether a word may be who says something: a name, "min chef", "hon", "en partikamrat", "grannen"."""
    name = word.written[:1].isupper() and word.low != "i"
    return name or word.is_("kin", "third", "title", "name", "my", "ours") or word.low in _SOMEONE
