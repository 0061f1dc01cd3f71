"""The archive's pages: whole, linked to one another, readable by everybody, and nothing else."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from mailservice.domain.archive import Archived, KeptFile
from mailservice.domain.publications import PublicationState, Segment
from mailservice.rendering.archive_pages import ArchivePages, Site
from mailservice.rendering.archive_paths import file_path, path_of, slug
from mailservice.storage.archive import Shelf
from tests.accessibility import contrast
from tests.given import NETWORK, OFFICIALS, POLITICIANS, WORLD

TEMPLATES = Path(__file__).parents[3] / "templates"
PAGES = ArchivePages(TEMPLATES)
NAMES = {"sv": "Forumet", "en": "The forum"}
ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAY = Archived(
    "k3fd9a2mzq7x",
    "Nytt stöd till regionerna!",
    "# Vem kan söka?\n\nLäs på [webben](https://example.se/stod). <b>&</b>",
    "sv",
    datetime(2027, 5, 17, 6, 30, tzinfo=UTC),
    Segment((OFFICIALS.id,)),
    PublicationState.SENT,
    files=(KeptFile("attachment", "Program maj.pdf", "application/pdf", 1_240_000),),
)
JUNE = replace(
    MAY,
    id="aaaabbbbccccdddd",
    subject="Summer <news>",
    language="en",
    published_at=datetime(2027, 6, 30, 22, 30, tzinfo=UTC),  # 1 July in Stockholm
    segment=Segment((OFFICIALS.id, POLITICIANS.id)),
    files=(),
)
SITE = Site(WORLD, (MAY, JUNE), {"sv": "Forumet", "en": "The forum"}, base="https://forum.example/arkiv/")


def pages(site: Site = SITE) -> dict[str, str]:
    return {path: content.decode() for path, content in PAGES.pages(site)}


def html_pages(site: Site = SITE) -> dict[str, LexborHTMLParser]:
    return {path: LexborHTMLParser(text) for path, text in pages(site).items() if path.endswith(".html")}


def test_what_there_is() -> None:
    assert sorted(pages()) == [
        "2027/05/nytt-stod-till-regionerna-k3fd9a2mzq.html",
        "2027/07/summer-news-aaaabbbbcc.html",
        "archive.css",
        "feed.xml",
        "index.html",
        "lists/politikerforum/feed.xml",
        "lists/politikerforum/index.html",
        "lists/tjanstemannaforum/feed.xml",
        "lists/tjanstemannaforum/index.html",
    ]


def test_every_link_leads_to_a_page_or_file_of_the_archive() -> None:
    found = html_pages()
    there = {*pages(), file_path(MAY, 0, "Program maj.pdf")}
    for path, page in found.items():
        links = [node.attributes["href"] or "" for node in page.css("a, link")]
        inside = [each for each in links if ":" not in each and not each.startswith("#")]
        assert inside
        assert {normpath(join(path, "..", unquote(each))) for each in inside} <= there, path
        assert [each for each in links if "//" in each and each != "https://example.se/stod"] == []


@pytest.mark.parametrize("path", sorted(html_pages()))
def test_everybody_can_read_it(path: str) -> None:
    page = html_pages()[path]
    root, title, main = page.css_first("html"), page.css_first("title"), page.css_first("main#content")
    assert root is not None
    assert title is not None
    assert main is not None
    assert root.attributes["lang"] in NAMES
    assert title.text().strip()
    assert page.css_first("a[href='#content']") is not None
    assert [node.tag for node in page.css("h1")] == ["h1"]
    assert not page.css("script, iframe, form, img:not([alt])")
    levels = [int((each.tag or "")[1:]) for each in page.css("h1, h2, h3, h4, h5, h6")]
    assert all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False))
    assert all(node.attributes.get("aria-label") for node in page.css("nav"))


def test_light_and_dark_have_contrast() -> None:
    light, dark = (
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", each))
        for each in re.findall(r":root \{(.*)\}", pages()["archive.css"])
    )
    for colours in (light, dark):
        for ink, least in (("ink", 4.5), ("quiet", 4.5), ("link", 4.5), ("line", 3.0)):
            assert contrast(colours[ink], colours["paper"]) >= least


def test_a_text_with_all_that_belongs_to_it() -> None:
    page = html_pages()[path_of(MAY)].css_first("main")
    assert page is not None
    text = " ".join(page.text().split())
    assert "Skickat till Tjänstemannaforum måndag 17 maj 2027, kl. 08.30" in text
    assert "Program maj.pdf (1,2 MB)" in text
    assert "Senare: Summer <news>" in text
    assert "Tidigare" not in text
    assert "<b>" in text  # as it was written


def test_pictures_are_shown_from_where_the_archive_keeps_them() -> None:
    files = (KeptFile("picture", "bild-1.png", "image/png", 9), *MAY.files)
    text = replace(MAY, files=files, markdown="![En karta](cid:bild-1.png) ![Borta](cid:other.png)")
    made = pages(replace(SITE, texts=(text,)))
    assert '<img src="../../files/k3fd9a2mzq/0-bild-1.png" alt="En karta">' in made[path_of(text)]
    assert 'src="https://forum.example/arkiv/files/k3fd9a2mzq/0-bild-1.png"' in unescape(made["feed.xml"])
    assert "1-Program%20maj.pdf" in made[path_of(text)]


def test_lists_are_named_in_the_language_of_the_page() -> None:
    index = html_pages(replace(SITE, language="en"))["index.html"].css_first("main")
    assert index is not None
    text = " ".join(index.text().split())
    assert "July 2027 Summer <news> Thursday 1 July, Forum for senior officials" in text
    assert "May 2027 Nytt stöd" in text
    [swedish] = index.css("a[lang=sv]")
    assert swedish.text() == MAY.subject


def test_a_recalled_text_says_so() -> None:
    stopped = replace(MAY, state=PublicationState.STOPPED)
    site = replace(SITE, texts=(stopped,))
    assert "stoppades innan alla" in pages(site)[path_of(stopped)]


def test_what_went_to_those_at_a_briefing_names_it() -> None:
    text = replace(MAY, segment=Segment(briefings=(WORLD.briefings[0].id,)))
    assert "Skickat till Nytt från Tjänstemannaforum" in pages(replace(SITE, texts=(text,)))[path_of(text)]


def test_an_empty_archive_is_a_page() -> None:
    assert "Här finns inget ännu." in pages(replace(SITE, texts=()))["index.html"]


def test_the_feed_has_what_readers_need() -> None:
    feed = ElementTree.fromstring(pages()["feed.xml"])
    for name in ("id", "title", "updated", "author/a:name"):
        assert feed.findtext(f"a:{name}", namespaces=ATOM)
    assert feed.findtext("a:updated", namespaces=ATOM) == "2027-06-30T22:30:00+00:00"
    newest, oldest = feed.findall("a:entry", ATOM)
    link = oldest.find("a:link", ATOM)
    assert link is not None
    assert link.attrib["href"] == f"https://forum.example/arkiv/{path_of(MAY)}"
    assert newest.findtext("a:title", namespaces=ATOM) == "Summer <news>"
    assert [each.attrib["term"] for each in newest.findall("a:category", ATOM)] == [
        OFFICIALS.id,
        POLITICIANS.id,
    ]
    body = LexborHTMLParser(oldest.findtext("a:content", namespaces=ATOM) or "")
    assert [each.text() for each in body.css("a")] == ["webben"]
    again = ElementTree.fromstring(pages()["feed.xml"])
    assert [each.text for each in again.iter("{*}id")] == [each.text for each in feed.iter("{*}id")]


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_words_make_pages_and_feeds_that_can_be_read(subject: str, markdown: str) -> None:
    text = replace(
        MAY,
        subject=subject.encode("utf-8", "replace").decode(),
        markdown=markdown.encode("utf-8", "replace").decode(),
    )
    made = pages(replace(SITE, texts=(text,)))
    ElementTree.fromstring(made["feed.xml"])
    [page] = [each for path, each in made.items() if path.startswith("2027/")]
    assert len(LexborHTMLParser(page).css("h1")) == 1


@given(st.text(max_size=80), st.text(max_size=80))
def test_paths_stay_within_the_archive(subject: str, name: str) -> None:
    text = replace(MAY, subject=subject)
    for path in (path_of(text), file_path(text, 3, name)):
        assert normpath(path) == path
        assert path.startswith(("2027/05/", "files/k3fd9a2mzq/"))
        assert path.count("/") == 2


def test_a_slug() -> None:
    assert slug("  Årets “bästa” nyheter: åäö! ") == "arets-basta-nyheter-aao"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (MAY, True),
        (replace(MAY, segment=Segment((NETWORK.id,))), False),
        (replace(MAY, segment=Segment((NETWORK.id, OFFICIALS.id))), True),
        (replace(MAY, segment=Segment((OFFICIALS.id,), domains=("region.example",))), False),
        (replace(MAY, segment=Segment(briefings=("2027-05-24",))), False),
        (replace(MAY, state=PublicationState.STOPPED), False),
    ],
)
def test_what_anybody_may_see(text: Archived, shown: bool) -> None:
    assert text.may_be_shown(WORLD) is shown


def test_what_a_public_text_has_in_common_with_a_closed_list_is_not_told() -> None:
    both = replace(MAY, segment=Segment((OFFICIALS.id, NETWORK.id)))
    only_closed = replace(JUNE, segment=Segment((NETWORK.id,)))
    shelf = Shelf(WORLD, (both, only_closed), {}).for_anybody()
    found = pages(replace(SITE, world=shelf.world, texts=shelf.texts))
    assert shelf.texts == (both,)
    assert NETWORK.name.sv not in "".join(found.values())
    assert [path for path in found if NETWORK.id in path] == []


@pytest.mark.parametrize("name", ["中" * 120 + ".pdf", "å" * 120 + ".pdf"])
def test_every_file_system_takes_the_name_of_a_file(name: str) -> None:
    last = file_path(MAY, 0, name).rpartition("/")[2]
    assert len(last.encode()) <= 255
    assert last.endswith(".pdf")
