"""A conversation as a text file: who does what when, and what comes out. See `README.md`."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_STEP = re.compile(r"(?P<who>\S+) (?P<verb>[a-z]+)(?: (?P<rest>.*))?")
_VERBS = frozenset({"writes", "answers", "sends", "changes"})
_ABOUT = frozenset({"service", "at", "arrives", "seats", "calendar"})


class ScriptFault(Exception):
    """A line of a script that says nothing the engine knows; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One letter that a step brings.

    holds    words of its text
    lacks    words that are not in it
    calendar properties of its calendar, by name, as they are written there
    """

    line: int
    who: str
    letter: str
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    calendar: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Step:
    """One thing that happens, or (verbs "seats" and "calendar") one look at how things stand.

    who      who does it, "" for the clock and for looks
    words    what stands on the line without `=`, in order
    options  what stands there with `=`
    text     the indented lines below
    brings   every letter that comes of it
    """

    line: int
    verb: str
    who: str = ""
    words: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)
    text: str = ""
    brings: list[Expected] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Script:
    """A whole conversation. `title` is its first comment."""

    name: str
    title: str
    steps: tuple[Step, ...]


def read_script(file: Path) -> Script:
    """Raises ScriptFault for a line that cannot be understood."""
    lines = file.read_text(encoding="utf-8").splitlines()
    title = next((each.lstrip("# ") for each in lines if each.startswith("#")), "")
    return Script(file.stem, title, tuple(read_steps(lines, name=file.name)))


def read_steps(lines: list[str], *, name: str = "script") -> Iterator[Step]:
    """The steps of a script, each with the text and the expectations below it."""
    step: Step | None = None
    texts: list[str] = []
    for number, line in enumerate(lines, 1):
        if line.startswith("    ") and step is not None and not step.brings:
            texts.append(line[4:])
        elif not line.strip() or line.startswith("#"):
            texts += [""] * bool(texts and not line)
        elif line.startswith("-> ") and step is not None:
            step.brings.append(_expected(line, number, name))
        else:
            if step is not None:
                step.text = "\n".join(texts).strip("\n")
                yield step
            step, texts = _step(line, number, name), []
    if step is not None:
        step.text = "\n".join(texts).strip("\n")
        yield step


def _step(line: str, number: int, name: str) -> Step:
    found = _STEP.fullmatch(line)
    first = line.split(" ", 1)[0]
    if first in _ABOUT:
        words, options = _arguments(line[len(first) :])
        return Step(number, first, words=words, options=options)
    if found is None or found["verb"] not in _VERBS:
        raise ScriptFault(f"{name}, line {number}: {line!r} is no step; tests/itip/README.md lists them")
    words, options = _arguments(found["rest"] or "")
    return Step(number, found["verb"], found["who"], words, options)


def _expected(line: str, number: int, name: str) -> Expected:
    try:
        who, letter, *checks = shlex.split(line.removeprefix("-> "))
    except ValueError as error:
        raise ScriptFault(f"{name}, line {number}: a letter has a receiver and a name ({error})") from error
    return Expected(
        number,
        who,
        letter,
        holds=tuple(each for each in checks if not each.startswith("!") and not _is_property(each)),
        lacks=tuple(each[1:] for each in checks if each.startswith("!")),
        calendar=tuple(
            (each.split("=", 1)[0], each.split("=", 1)[1]) for each in checks if _is_property(each)
        ),
    )


def _is_property(check: str) -> bool:
    return re.match(r"[A-Z-]+=", check) is not None


def _arguments(text: str) -> tuple[tuple[str, ...], dict[str, str]]:
    words = shlex.split(text)
    options = dict(each.split("=", 1) for each in words if "=" in each)
    return tuple(each for each in words if "=" not in each), options
