"""The archive as web pages and feeds, complete in themselves: they can be put on any web server, or kept."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mailservice.decisions.lines import list_line
from mailservice.domain.archive import Archived
from mailservice.domain.days import STOCKHOLM
from mailservice.domain.lists import Language, MailingList
from mailservice.domain.world import World
from mailservice.rendering import archive_paths as paths
from mailservice.rendering.dates import clock, day
from mailservice.rendering.pages import Pages

_FEED_LENGTH = 30
_HERE = "archive"  # stands for a domain in the Content-IDs of pictures, until they have their path
_PICTURE = re.compile(rf'src="cid:([^"@]*)@{_HERE}"')
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 section 2.2
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Site:
    """What the archive shows of itself.

    texts      the oldest first; only those that may be seen
    language   of its own pages; a text's page is in the text's language
    base       web address of the top, ending in "/": feeds need it; "" where it is not known
    """

    world: World
    texts: Sequence[Archived]
    names: Mapping[Language, str]
    language: Language = "sv"
    base: str = ""

    def of_list(self, list_id: str) -> list[Archived]:
        """The texts that went to one list."""
        return [each for each in self.texts if list_id in each.segment.lists]

    def lists(self) -> list[MailingList]:
        """The lists that any of the texts went to, in the order of the world."""
        return [each for each in self.world.lists if self.of_list(each.id)]


class ArchivePages:
    """Renders the pages of a site."""

    def __init__(self, templates: Path) -> None:
        """templates   folder with archive/"""
        self._style = (templates / "archive" / paths.STYLE).read_bytes()
        self._markdown = Pages()
        self._environment = Environment(
            loader=FileSystemLoader(templates),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def pages(self, site: Site) -> Iterator[tuple[str, bytes]]:
        """Path from the top and content of every page and feed."""
        yield paths.STYLE, self._style
        yield paths.INDEX, self._index(site, None)
        yield paths.FEED, self._feed(site, None)
        for each in site.lists():
            yield paths.list_path(each.id, paths.INDEX), self._index(site, each)
            yield paths.list_path(each.id, paths.FEED), self._feed(site, each)
        for number, text in enumerate(site.texts):
            beside = (site.texts[number - 1] if number else None, *site.texts[number + 1 : number + 2])
            yield paths.path_of(text), self._text(site, text, *beside)

    def _index(self, site: Site, only: MailingList | None) -> bytes:
        language = site.language
        texts = site.of_list(only.id) if only else site.texts
        values = {
            **_frame(site, language, root="../../" if only else "", only=only),
            "heading": only.name.in_(language) if only else site.names[language],
            "about": only.about.in_(language) if only else "",
            "everything": only is None,
            "nav": _nav(site, only),
            "months": [
                {"name": name, "texts": [_entry(each, site) for each in group]}
                for name, group in groupby(reversed(texts), key=lambda each: _month(each, language))
            ],
        }
        return self._render("index.html.j2", values)

    def _text(
        self, site: Site, text: Archived, earlier: Archived | None, later: Archived | None = None
    ) -> bytes:
        values = {
            **_frame(site, text.language, root="../../"),
            "subject": text.subject,
            "sent_at": _sent_at(text),
            "lists": _sent_to(text, site, text.language),
            "body": self._body(text, "../../"),
            "recalled": text.recalled,
            "files": _attached(text),
            "earlier": earlier and _neighbour(earlier),
            "later": later and _neighbour(later),
        }
        return self._render("text.html.j2", values)

    def _feed(self, site: Site, only: MailingList | None) -> bytes:
        language = site.language
        texts = list(reversed(site.of_list(only.id) if only else site.texts))[:_FEED_LENGTH]
        home = paths.list_path(only.id, "") if only else ""
        newest = texts[0].published_at if texts else datetime(1970, 1, 1, tzinfo=UTC)
        values = {
            "language": language,
            "title": f"{site.names[language]}: {only.name.in_(language)}" if only else site.names[language],
            "feed_id": _uuid(f"{site.world.address}/{home}"),
            "feed_url": f"{site.base}{home}{paths.FEED}",
            "home_url": f"{site.base}{home}{paths.INDEX}",
            "updated": newest.isoformat(timespec="seconds"),
            "author": site.names[language],
            "entries": [self._feed_entry(each, site) for each in texts],
        }
        return _NOT_XML.sub("", self._render("feed.xml.j2", values).decode()).encode()

    def _feed_entry(self, text: Archived, site: Site) -> Values:
        return {
            "id": _uuid(f"{site.world.address}/{text.id}"),
            "title": text.subject,
            "language": text.language,
            "published": text.published_at.isoformat(timespec="seconds"),
            "url": site.base + paths.address(paths.path_of(text)),
            "html": str(self._body(text, site.base)),
            "lists": [
                list_line(each, text.language) for each in site.lists() if each.id in text.segment.lists
            ],
        }

    def _body(self, text: Archived, root: str) -> Markup:
        """The text, with its pictures where the archive keeps them."""
        html = self._markdown.published(text.markdown, 1, "", _HERE).html
        numbers = {each.name: number for number, each in enumerate(text.files) if each.kind == "picture"}

        def place(found: re.Match[str]) -> str:
            name = found[1]
            path = paths.file_path(text, numbers[name], name) if name in numbers else ""
            return f'src="{root}{paths.address(path)}"'

        return Markup(_PICTURE.sub(place, html))  # noqa: S704 - a path of our own in cleaned HTML

    def _render(self, name: str, values: Values) -> bytes:
        written = self._environment.get_template(f"archive/{name}").render(values)
        return (written.strip() + "\n").encode("utf-8")


def _frame(site: Site, language: Language, *, root: str, only: MailingList | None = None) -> Values:
    return {
        "language": language,
        "service": site.names[language],
        "address": site.world.address,
        "root": root,
        "feed": paths.list_path(only.id, paths.FEED) if only else paths.FEED,
    }


def _nav(site: Site, only: MailingList | None) -> list[Values]:
    return [
        {
            "name": each.name.in_(site.language),
            "path": paths.list_path(each.id, paths.INDEX),
            "current": each is only,
        }
        for each in site.lists()
    ]


def _entry(text: Archived, site: Site) -> Values:
    return {
        "subject": text.subject,
        "language": text.language,
        "path": paths.address(paths.path_of(text)),
        "day": day(text.published_at, site.language),
        "lists": ", ".join(each["name"] for each in _sent_to(text, site, site.language)),
    }


def _sent_to(text: Archived, site: Site, language: Language) -> list[Values]:
    """The lists and briefings that a text went to; a list that the site shows is linked."""
    shown = site.lists()
    lists = [
        {
            "name": each.name.in_(language),
            "path": paths.list_path(each.id, paths.INDEX) if each in shown else "",
        }
        for each in site.world.lists
        if each.id in text.segment.lists
    ]
    briefings = [
        {"name": each.title.in_(language), "path": ""}
        for each in site.world.briefings
        if each.id in text.segment.briefings
    ]
    return [*lists, *briefings]


def _attached(text: Archived) -> list[Values]:
    return [
        {
            "name": each.name,
            "path": paths.address(paths.file_path(text, number, each.name)),
            "size": _size(each.size, text.language),
        }
        for number, each in enumerate(text.files)
        if each.kind == "attachment"
    ]


def _sent_at(text: Archived) -> str:
    """With the year: an archive is read years later."""
    day_and_year = format_date(text.published_at.astimezone(STOCKHOLM), "EEEE d MMMM y", locale=text.language)
    return f"{day_and_year}, {clock(text.published_at, text.language)}"


def _neighbour(text: Archived) -> Values:
    return {"subject": text.subject, "path": paths.address(paths.path_of(text))}


def _size(size: int, language: Language) -> str:
    """In kB or MB, as people of the language write it."""
    shown = (
        f"{size / 1_000_000:.1f}\u00a0MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))}\u00a0kB"
    )
    return shown.replace(".", ",") if language == "sv" else shown


def _month(text: Archived, language: Language) -> str:
    name = format_date(text.published_at.astimezone(STOCKHOLM), "MMMM y", locale=language)
    return name[0].upper() + name[1:]


def _uuid(name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'mailto:{name}')}"
