"""What templates can do with values: dates, names in a row, links. One set for each language and year."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from mailservice.domain.lists import Language
from mailservice.rendering.dates import clock, day, day_and_time
from mailservice.rendering.sealing import seal, without_links

_AND = {"sv": "och", "en": "and"}
_WEIGHTIEST = (  # of the outcomes of a mail; one that changed something goes before one that did not
    "undone",
    "erased",
    "registered",
    "maybe_registered",
    "waiting",
    "cancelled",
    "left_line",
    "subscribed",
    "approval_asked",
    "unsubscribed",
    "move_asked",
    "moved",
    "paused",
    "resumed",
    "delivery",
)
_URL_MARKS = frozenset("-._~:/?#[]@!$&'()*+,;=%")


def filters_for(language: Language, *, year: int) -> dict[str, Callable[..., Any]]:
    """The filters of letters in one language and year, by the names that templates use.

    A date of another year is written with its year.
    """
    today = date(year, 1, 1)
    return {
        "day": partial(day, language=language, today=today),
        "clock": partial(clock, language=language),
        "day_and_time": partial(day_and_time, language=language, today=today),
        "names": partial(names, language=language),
        "weightiest": weightiest,
        "link": link,
        "without_links": without_links,
    }


def names(lists: Iterable[Mapping[str, Any]], *, language: Language) -> str:
    """The names of lists in running text: "A, B och C"."""
    *first, last = [str(each["name"]) for each in lists] or [""]
    return f"{', '.join(first)} {_AND[language]} {last}" if first else last


def weightiest(outcomes: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The outcome that a subject tells of, where a mail has several. Raises IndexError where it has none."""
    ranked = (each for kind in _WEIGHTIEST for each in outcomes if each["kind"] == kind)
    return next(ranked, outcomes[0])


def link(address: str) -> Markup:
    """A web address, from the configured world, as a link that shows itself.

    What is no plain http(s) address is shown as words instead.
    """
    allowed = address.isascii() and all(c.isalnum() or c in _URL_MARKS for c in address)
    if allowed and urlsplit(address).scheme in {"http", "https"}:
        return Markup(f"<{address}>")  # noqa: S704 - only characters that end no Markdown autolink
    return seal(address)
