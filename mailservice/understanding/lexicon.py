"""The words that people use, as data: phrases/*.toml read into one value.

A letter-writer mends the files; docs/phrases.md explains them. `app.py` reads them from the disk.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from mailservice.domain.errors import ConfigurationFaults
from mailservice.understanding.encoder import Encoder
from mailservice.understanding.judge import Judge, nobody
from mailservice.understanding.word_forms import Forms, fold, lemma, near_word, stem

GAP = frozenset({"…"})
MAX_GAP = 4
Section = dict[str, dict[str, list[str]]]  # section, tag, rows
_IMPERATIVE = 4  # letters from which a word may be an imperative without its ending
_COMPOUND = 7  # letters from which on a word may be a compound
KNOWN_WORDS = 20_000  # distinct words whose tags are remembered, about 4 MB


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row of words that together mean something.

    tag        what it means
    elements   for each word the tags of which it must have one; GAP for up to four words of any kind
    """

    tag: str
    elements: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words and phrases of one language, or of both for a mail that mixes them.

    tags_of   the tags of one word in lower case: its meanings, and "=word" for each word of a phrase
    starts    the phrases by the tags of their first word
    """

    tags_of: Callable[[str], frozenset[str]]
    starts: Mapping[str, tuple[Phrase, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that the phrases say.

    vocabularies   "sv", "en" and "mixed"
    languages      for each language its commonest words, by which it is known
    topics         list id to words that name what the list is about, beside its own name
    alike          the rows of alike.toml in which a word in lower case stands, sorted
    """

    vocabularies: Mapping[str, Vocabulary]
    languages: Mapping[str, frozenset[str]]
    topics: Mapping[str, tuple[str, ...]]
    alike: Callable[[str], tuple[str, ...]] = lambda _: ()
    judge: Judge = field(default_factory=nobody)
    encoder: Encoder | None = None
    overseer: Encoder | None = None


def load_lexicon(texts: Mapping[str, str]) -> Lexicon:
    """Read the TOML texts of phrases/*.toml, by name: "sv", "en", and others that belong to both.

    Raises    ConfigurationFaults with one sentence for each fault, none held back.
    """
    faults: list[str] = []
    read = {name.removesuffix(".toml"): _read(name, text, faults) for name, text in texts.items()}
    shared = [file for name, file in read.items() if name not in _LANGUAGES]
    vocabularies = {
        name: _vocabulary_of(name, [*(read[each] for each in languages if each in read), *shared], faults)
        for name, languages in {"sv": ("sv",), "en": ("en",), "mixed": _LANGUAGES}.items()
    }
    if faults:
        raise ConfigurationFaults(tuple(dict.fromkeys(faults)))
    topics: dict[str, tuple[str, ...]] = {}
    for file in read.values():
        for list_id, words in file["topics"].items():
            topics[list_id] = topics.get(list_id, ()) + tuple(words)
    languages = {
        language: frozenset(w) for file in read.values() for language, w in file["languages"].items()
    }
    alike = _alike(
        [(word, row) for file in read.values() for row, ws in file["alike"].items() for word in ws]
    )
    return Lexicon(vocabularies, languages, topics, alike)


def _alike(rows: list[tuple[str, str]]) -> Callable[[str], tuple[str, ...]]:
    """In which rows a word stands: as written, by its dictionary form, without an s, by its head."""
    forms = _forms([*rows, *((lemma(word), row) for word, row in rows if word[0] != "-")])

    def rows_of(word: str) -> tuple[str, ...]:
        if not word[:1].isalpha():
            return ()
        for form in (word, word.removesuffix("s") or word):
            found = forms.exact.get(form) or forms.exact.get(lemma(form))
            if found:
                return tuple(sorted(found))
        return tuple(sorted(forms.head_of(word))) if len(word) > _COMPOUND else ()

    return lru_cache(maxsize=KNOWN_WORDS)(rows_of)


def _vocabulary_of(name: str, files: list[Section], faults: list[str]) -> Vocabulary:
    tagged = [(word, tag) for file in files for tag, words in file["words"].items() for word in words]
    meanings = {tag for _, tag in tagged} | {"at", "name"}
    phrases = [
        _phrase(tag, row, meanings, name, faults)
        for file in files
        for tag, rows in file["phrases"].items()
        for row in rows
    ]
    literals = {t[1:] for phrase in phrases for part in phrase.elements for t in part if t.startswith("=")}
    forms = _forms([*tagged, *((word, "=" + word) for word in sorted(literals))])
    return Vocabulary(
        lru_cache(maxsize=KNOWN_WORDS)(lambda word: _tags(word, forms)), _by_first_word(phrases)
    )


_LANGUAGES = ("sv", "en")
_SECTIONS = ("words", "phrases", "languages", "topics", "alike")


def _read(name: str, text: str, faults: list[str]) -> Section:
    """One file as section, tag, rows; what is wrong is told in `faults` and left out."""
    try:
        found: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.append(f"{name} is not TOML: {error}")
        found = {}
    faults += [
        f"{name}: [{section}] is not known; there are {', '.join(_SECTIONS)}"
        for section in found
        if section not in _SECTIONS
    ]
    sections: Section = {}
    for section in _SECTIONS:
        rows = found.get(section, {})
        sections[section] = {}
        for tag, words in rows.items():
            if not isinstance(words, list) or not all(isinstance(w, str) and w.strip() for w in words):
                faults.append(f"{name}: [{section}] {tag} must be a list of words in quotation marks")
            else:
                sections[section][tag] = words
    return sections


def _phrase(tag: str, row: str, meanings: set[str], name: str, faults: list[str]) -> Phrase:
    """ "ta/plocka … {me} bort" as elements: alternatives by slash, a meaning in braces, a gap as "…"."""
    elements: list[frozenset[str]] = []
    for word in row.split():
        if word == "…":
            elements.append(GAP)
            continue
        options = word.split("/")
        unknown = [o for o in options if o.startswith("{") and o.strip("{}") not in meanings]
        faults += [f"{name}: [phrases] {tag}: {o} in {row!r} names no row of [words]" for o in unknown]
        elements.append(
            frozenset(o.strip("{}") if o.startswith("{") else "=" + o.removeprefix("=") for o in options)
        )
    if elements[0] is GAP or elements[-1] is GAP:
        faults.append(f"{name}: [phrases] {tag}: {row!r} may not begin or end with a gap")
    return Phrase(tag, tuple(elements))


def _by_first_word(phrases: list[Phrase]) -> dict[str, tuple[Phrase, ...]]:
    starts: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        for tag in phrase.elements[0]:
            starts.setdefault(tag, []).append(phrase)
    return {tag: tuple(rows) for tag, rows in starts.items()}


def _forms(tagged: list[tuple[str, str]]) -> Forms:
    """All words of the lexicon by their forms. A leading "-" lets a word also end a compound."""
    exact: dict[str, set[str]] = {}
    heads: dict[str, set[str]] = {}
    for written, tag in tagged:
        word = written.removeprefix("-").lower()
        exact.setdefault(word, set()).add(tag)
        if written.startswith("-"):
            heads.setdefault(word, set()).add(tag)
    by_stem: dict[str, set[str]] = {}
    folded: dict[str, set[str]] = {}
    for word, tags in exact.items():
        if len(word) >= 4:
            by_stem.setdefault(stem(word), set()).update(tags)
        folded.setdefault(fold(word), set()).update(tags)
    return Forms(*(_frozen(each) for each in (exact, by_stem, heads, folded)))


def _frozen(tags: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {word: frozenset(each) for word, each in tags.items()}


def _tags(word: str, forms: Forms) -> frozenset[str]:
    """What one word (lower case) may mean: as written, by its lemma, its stem, its head, its neighbour."""
    exact = forms.exact.get(word, frozenset())
    if len(word) >= _IMPERATIVE:  # "sätt" is "sätta"
        exact = exact | forms.exact.get(word + "a", frozenset())
    if len(word) > 3 or not exact:
        exact = exact | forms.exact.get(lemma(word), frozenset())
    if exact or len(word) < 4 or not word[0].isalpha():
        return exact
    found = forms.by_stem.get(stem(word)) or forms.head_of(word)
    if not found and word.isascii():
        found = forms.folded.get(word, frozenset())
    nearest = None if found else near_word(word, forms)
    return found if nearest is None else forms.exact[nearest]
