"""The mails from which the service learned to read: text files that a letter-writer can mend.

    === a mail begins
    Subject: Nyhetsbrev                      the wish in it, if any: Subject: [unsubscribe] Avanmälan
    Context: reply to what: none, invitation 24, reminder 26, news po, receipt
    = act subscribe:po register:24           what a careful secretary would do: act, ask, human or ignore
    [chat] Hej!
    [subscribe:po] Jag vill gärna ha breven
    +[register:24] och kommer den 24 maj.    goes on with the sentence above

    [?] Hej, jag undrar                      nobody has said what these words do: only the whole teaches
    [>] Svara JA eller NEJ.                  stands in the letter that is answered, quoted below

docs/phrases.md explains the words in brackets.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailservice.domain.errors import ConfigurationFaults
from mailservice.understanding.acts import NEEDS_NOTHING, WISHES, Act

_PART = re.compile(r"(?P<goes_on>\+?)\s*\[(?P<tags>[^\]]*)\]\s*(?P<text>.*)")
_ACTS = {act.value: act for act in Act} | {
    "delivery:each": Act.EACH,
    "delivery:weekly": Act.WEEKLY,
    "delivery:monthly": Act.MONTHLY,
    "language:en": Act.TO_ENGLISH,
    "language:sv": Act.TO_SWEDISH,
}
_NOTHING, _UNTOLD, _QUOTED = "chat", "?", ">"
_OUTCOMES = ("act", "ask", "human", "ignore")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an example's body, by its place in the text, and what it does."""

    start: int
    end: int
    acts: frozenset[Act]


@dataclass(frozen=True, slots=True)
class Example:
    """One mail with what each part does.

    answers   the kind of our letter that it answers, "" for none
    outcome   "act", "ask", "human" or "ignore"; also_human where a part of it needs a person as well
    wished    what is to be done, each told with what it is about; also: other outcomes that would do
    untold    nobody has said what its parts do: it teaches as a whole alone
    about     of each wish what it is about, as it stands behind its colon: (register, "24")
    answered  what the answered letter is about, in the same words: ("24", "tj")
    quoted    its words, as far as they stand below
    """

    place: str
    subject: str
    subject_acts: frozenset[Act]
    answers: str
    outcome: str
    also_human: bool
    text: str
    parts: tuple[Part, ...]
    wished: frozenset[Act] = frozenset()
    also: frozenset[str] = frozenset()
    untold: bool = False
    about: frozenset[tuple[Act, str]] = frozenset()
    answered: tuple[str, ...] = ()
    quoted: str = ""


def read_examples(files: Mapping[str, str]) -> tuple[Example, ...]:
    """Every example in these texts, by the names of their files.

    Raises    ConfigurationFaults with file and line of each fault, none held back.
    """
    faults: list[str] = []
    found = [example for name, text in sorted(files.items()) for example in _examples_of(name, text, faults)]
    if faults:
        raise ConfigurationFaults(tuple(faults))
    return tuple(found)


def _examples_of(name: str, text: str, faults: list[str]) -> list[Example]:
    alone: list[tuple[int, str]] = []
    blocks: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("==="):
            blocks.append((number, []))
        elif line.strip() and blocks:
            blocks[-1][1].append(line)
        elif line.strip():
            alone.append((number, line))
    return [
        *(_alone(f"{name}, line {number}", line, faults) for number, line in alone),
        *(_example(f"{name}, line {number}", lines, faults) for number, lines in blocks),
    ]


def _alone(place: str, line: str, faults: list[str]) -> Example:
    """A line above the first mail: a sentence lifted out of one."""
    match = _PART.fullmatch(line)
    if match is None:
        faults.append(f"{place}: {line!r} must begin with what it does in brackets, such as [chat]")
        return Example(place, "", frozenset(), "", "", False, line, ())
    acts = _acts(match["tags"], place, faults)
    told = _wished([tag for tag in match["tags"].split() if ":" in tag or _ACTS.get(tag) in NEEDS_NOTHING])
    part = Part(0, len(match["text"]), acts)
    about = _about(match["tags"].split())
    return Example(place, "", frozenset(), "", "", False, match["text"], (part,), told, about=about)


def _example(place: str, lines: list[str], faults: list[str]) -> Example:
    heads = {"Subject": "", "Context": "none"}
    label: list[str] = []
    also: list[str] = []
    untold = False
    text = quoted = ""
    parts: list[Part] = []
    for line in lines:
        head, _, rest = line.partition(":")
        if head in heads and not line.startswith(("[", "+")):
            heads[head] = rest.strip()
        elif line.startswith("= "):
            told, _, others = line[2:].partition("/")
            label, also = told.split(), others.split()
        elif (match := _PART.fullmatch(line)) and match["tags"] == _QUOTED:
            quoted += match["text"] + "\n"
        elif match:
            text += ("" if not text else " " if match["goes_on"] else "\n") + match["text"]
            start = len(text) - len(match["text"])
            untold = untold or match["tags"] == _UNTOLD
            parts.append(Part(start, len(text), _acts(match["tags"], place, faults)))
        else:
            faults.append(f"{place}: {line!r} must begin with what it does in brackets, such as [chat]")
    if not label or label[0] not in _OUTCOMES:
        faults.append(f"{place}: a line such as '= ask' must say what is to be done: {', '.join(_OUTCOMES)}")
        label = ["ask"]
    subject = _PART.fullmatch(heads["Subject"])
    answers, *about = heads["Context"].split() or [""]
    return Example(
        place,
        subject["text"] if subject else heads["Subject"],
        _acts(subject["tags"], place, faults) if subject else frozenset(),
        "" if answers == "none" else answers,
        label[0],
        "human" in label[1:],
        text,
        tuple(parts),
        _wished(label[1:]),
        frozenset(also) & frozenset(_OUTCOMES),
        untold,
        _about(label[1:]),
        tuple(about),
        quoted.strip(),
    )


def _about(words: Sequence[str]) -> frozenset[tuple[Act, str]]:
    """(subscribe, "po"), (register, "24"), (register, "26") of "subscribe:po register:24,26"."""
    told = [word.partition(":") for word in words]
    return frozenset(
        (_ACTS[act], each) for act, colon, what in told if colon and act in _ACTS for each in what.split(",")
    )


def _wished(words: Sequence[str]) -> frozenset[Act]:
    """The wishes in "subscribe:po register:24 human"."""
    found = (_ACTS.get(word) or _ACTS.get(word.partition(":")[0]) for word in words)
    return frozenset(act for act in found if act in WISHES)


def _acts(tags: str, place: str, faults: list[str]) -> frozenset[Act]:
    found = set()
    for tag in tags.split():
        act = _ACTS.get(tag) or _ACTS.get(tag.partition(":")[0])
        if act is not None:
            found.add(act)
        elif tag not in {_NOTHING, _UNTOLD}:
            faults.append(
                f"{place}: [{tag}] is not known; there are {', '.join(Act)}, {_NOTHING} and {_UNTOLD}"
            )
    return frozenset(found)
