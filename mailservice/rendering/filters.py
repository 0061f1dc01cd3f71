"""What templates can do with values: dates, names in a row, links, outlines. One set for each language."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from mailservice.domain.lists import Language
from mailservice.rendering.dates import clock, day, day_and_time
from mailservice.rendering.sealing import clean, seal, without_links

_AND = {"sv": "och", "en": "and"}
_EMPTY = {"sv": "inget", "en": "nothing"}
_URL_MARKS = frozenset("-._~:/?#[]@!$&'()*+,;=%")


def filters_for(language: Language) -> dict[str, Callable[..., str]]:
    """The filters of one language, by the names that templates use."""
    return {
        "day": _dated(day, language),
        "clock": partial(clock, language=language),
        "day_and_time": _dated(day_and_time, language),
        "names": partial(names, language=language),
        "outline": partial(outline, language=language),
        "link": link,
        "without_links": without_links,
    }


def _dated(written: Callable[..., str], language: Language) -> Callable[..., str]:
    """A date as a letter of its day writes it: with the year only where it is another one."""

    @pass_context
    def shown(context: Context, when: datetime | str) -> str:
        return written(when, language, today=context.get("written_on"))

    return shown


def names(lists: Iterable[Mapping[str, Any]], *, language: Language) -> str:
    """The names of lists in running text: "A, B och C"."""
    *first, last = [str(each["name"]) for each in lists] or [""]
    return f"{', '.join(first)} {_AND[language]} {last}" if first else last


def link(address: str) -> Markup:
    """A web address, from the configured world, as a link that shows itself.

    What is no plain http(s) address is shown as words instead.
    """
    allowed = address.isascii() and all(c.isalnum() or c in _URL_MARKS for c in address)
    if allowed and urlsplit(address).scheme in {"http", "https"}:
        return Markup(f"<{address}>")  # noqa: S704 - only characters that end no Markdown autolink
    return seal(address)


def outline(data: Any, labels: Mapping[str, str], *, language: Language) -> Markup:
    """A JSON object or list as nested Markdown bullets, each value sealed.

    labels   what to call a key in the language of the letter; a key without one is shown as it is
    """
    lines = _outline(data, labels, depth=0, empty=_EMPTY[language])
    return Markup("\n".join(lines))  # noqa: S704 - bullets and sealed values


def _outline(data: Any, labels: Mapping[str, str], *, depth: int, empty: str) -> Iterator[str]:
    pairs: Iterable[tuple[Any, Any]] = data.items() if isinstance(data, Mapping) else enumerate(data, 1)
    for name, value in pairs:
        shown = f"{'  ' * depth}- {seal(labels.get(name, name))}:"
        if isinstance(value, Mapping | list | tuple) and value:
            yield shown
            yield from _outline(value, labels, depth=depth + 1, empty=empty)
        else:
            yield f"{shown} {seal(clean(str(value)) if value not in (None, '', [], {}) else empty)}"
