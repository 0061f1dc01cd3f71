"""Markdown to both forms of a letter: text and HTML, made from one parsed document.

A published text is made once, however many letters it stands in: each letter is written with a mark in
its place, and the finished forms are put there.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from mailservice.rendering.plain_text import as_text
from mailservice.rendering.sealing import unseal, without_seals

_PUBLISHED = "\ue100"  # stands for a published text, on a line of its own, followed by its number
_ANCHOR = "\ue101"  # stands for a place to jump to, on a line of its own, followed by its number
_IN_HTML = re.compile(f"<p>(?:{_PUBLISHED}(\\d+)|{_ANCHOR}(\\d+))</p>\n")
_IN_TEXT = re.compile(f"{_PUBLISHED}(\\d+)|{_ANCHOR}(\\d+)\n\n")
_KEPT = 500  # texts that are kept ready: published ones, and our own
_TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"),
    *("pre", "code", "strong", "em", "a", "table", "thead", "tbody", "tr", "th", "td", "img"),
}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"scope"}, "img": {"src", "alt"}}
_SCHEMES = {"https", "http", "mailto", "cid"}


@dataclass(frozen=True, slots=True)
class Page:
    """One content in two forms; `html` is what stands inside <body>."""

    text: str
    html: Markup


class Pages:
    """Makes pages. Holds the Markdown parser, which has no state between two texts."""

    def __init__(self) -> None:
        self._markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
        self._markdown.add_render_rule("image", _image)
        self.published: Callable[[str, int, str, str], Page] = lru_cache(maxsize=_KEPT)(self._published)
        self._framed: Callable[[str], Page] = lru_cache(maxsize=_KEPT)(self._frame)

    def page(self, markdown: str, *, published: Sequence[Page] = ()) -> Page:
        """Both forms of a letter.

        markdown    the rendered template; its values are sealed
        published   texts of the secretariat, each made by `published`. `place_of(n)` in `markdown` says
                    where the n-th stands. Nothing in it (an open code fence, say) reaches the rest.
        """
        written = self._framed(markdown)
        text = _IN_TEXT.sub(
            lambda found: published[int(found[1])].text.rstrip("\n") if found[1] else "", written.text
        )
        html = _IN_HTML.sub(
            lambda found: published[int(found[1])].html if found[1] else _anchor(found[2]), written.html
        )
        return Page(text, Markup(html))  # noqa: S704 - both were cleaned, one by one

    def _frame(self, markdown: str) -> Page:
        """What is ours in a letter: those that answer the same wish on the same day often say the same."""
        return self._written(self._markdown.parse(markdown))

    def _published(self, markdown: str, depth: int, language: str, pictures: str) -> Page:
        """A text of the secretariat in both forms.

        depth     how deep it lies: 1 makes its `#` an <h2>
        language  where it is another than the letter's, so that it is read aloud in its own; else ""
        pictures  domain of their Content-IDs where they go along; "" where their descriptions stand for them
        """
        tokens = even_headings(self._markdown.parse(without_seals(markdown)), depth)
        for token in tokens:
            _show_pictures(token, pictures)
        page = self._written(tokens)
        return (
            replace(page, html=Markup('<div lang="{}">\n{}</div>\n').format(language, page.html))
            if language
            else page
        )

    def _written(self, tokens: Sequence[Token]) -> Page:
        _open(tokens)
        html = self._markdown.renderer.render(tokens, self._markdown.options, {})
        safe = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
        return Page(as_text(SyntaxTreeNode(tokens)), Markup(safe))  # noqa: S704 - cleaned on this line's left


def place_of(number: int) -> Markup:
    """The paragraph that a published text replaces."""
    return Markup(f"\n\n{_PUBLISHED}{number}\n\n")  # noqa: S704 - a number


def anchor_of(number: int) -> Markup:
    """A place that `[words](#part-NUMBER)` jumps to; in the text there is nothing to see."""
    return Markup(f"\n\n{_ANCHOR}{number}\n\n")  # noqa: S704 - a number


def _anchor(number: str) -> str:
    return f'<a id="part-{number}" name="part-{number}"></a>\n'  # Outlook looks for the name


def _image(
    _renderer: RendererProtocol, tokens: Sequence[Token], place: int, _options: OptionsDict, _env: EnvType
) -> str:
    """A picture that goes along is shown. No letter loads one: it would tell who reads what, and when."""
    source, words = str(tokens[place].attrs.get("src", "")), escape(tokens[place].content)
    shown = source.startswith("cid:") and "@" in source
    if shown:
        return f'<img src="{escape(source)}" alt="{words}">'
    return f"[{words}]" if words else ""  # as in the text form


def _show_pictures(token: Token, domain: str) -> None:
    """Give the pictures of a paragraph their Content-IDs, so that they are shown."""
    for child in token.children or []:
        source = str(child.attrs.get("src", ""))
        if child.type == "image" and domain and source.startswith("cid:"):
            child.attrs["src"] = f"{source.partition('@')[0]}@{domain}"


def even_headings(tokens: list[Token], depth: int) -> list[Token]:
    """Headings one step below what stands above them, however the author numbered them: none is left out."""
    levels = sorted({token.tag for token in tokens if token.type == "heading_open"})
    above = 0
    for token in tokens:
        if token.type == "heading_open":
            above = min(levels.index(token.tag) + 1, above + 1)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, above + depth)}"
        elif token.type == "th_open":
            token.attrs["scope"] = "col"
    return tokens


def _open(tokens: Sequence[Token]) -> None:
    """Open every sealed value: the text is parsed, and what renders the values escapes them."""
    for token in tokens:
        token.content = unseal(token.content)
        _open(token.children or [])
