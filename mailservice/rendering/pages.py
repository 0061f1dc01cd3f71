"""Markdown to both forms of a letter: text and HTML, made from one parsed document.

A published text is made once, however many letters it stands in: each letter is written with a mark in
its place, and the finished forms are put there. So are the values of a letter, such as names: what is ours in
it is parsed and cleaned once, with marks that Markdown takes for words, and kept; nobody's values are.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape as escaped

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from mailservice.rendering.plain_text import WIDTH, as_text, wrapped
from mailservice.rendering.sealing import is_marked, marked, with_values, without_seals

_PUBLISHED = "\ue100"  # stands for a published text, on a line of its own, followed by its number
_ANCHOR = "\ue101"  # stands for a place to jump to, on a line of its own, followed by its number
_IN_HTML = re.compile(f"<p>(?:{_PUBLISHED}(\\d+)|{_ANCHOR}(\\d+))</p>\n")
_IN_TEXT = re.compile(f"{_PUBLISHED}(\\d+)|{_ANCHOR}(\\d+)\n\n")
_KEPT = 500  # texts that are kept ready: published ones, and as many of our own
_TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"),
    *("pre", "code", "strong", "em", "a", "table", "thead", "tbody", "tr", "th", "td", "img"),
}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"scope"}, "img": {"src", "alt"}}
_WIDEST = 1_000_000
_CHANGING = {"heading_open", "link_open"}  # a line as long is drawn below it; an address may be left out
_SCHEMES = {"https", "http", "mailto", "cid"}


@dataclass(frozen=True, slots=True)
class Page:
    """One content in two forms; `html` is what stands inside <body>."""

    text: str
    html: Markup


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is ours in a letter, with marks where its values stand.

    blocks   of the text: those that hold no value as they are
    html     clean
    """

    blocks: "tuple[str | _Block, ...]"
    html: str

    def text(self, values: Sequence[str]) -> str:
        """The text with these values."""
        blocks = (each if isinstance(each, str) else each.text(values) for each in self.blocks)
        return "\n\n".join(filter(None, blocks)) + "\n"


@dataclass(frozen=True, slots=True)
class _Block:
    """A block that holds values.

    unwrapped   its text with marks, each line as long as it may be; "" where values change more than lines
    """

    tokens: tuple[Token, ...]
    unwrapped: str

    def text(self, values: Sequence[str]) -> str:
        """The text with these values. Nearly always its lines are short, and there is nothing to wrap."""
        text = with_values(self.unwrapped, values)
        if text and all(len(line) <= WIDTH for line in text.split("\n")):
            return text
        if text and self.tokens[0].type == "paragraph_open":
            return wrapped(text, WIDTH)
        return _text_of([_filled(token, values) for token in self.tokens])


class Pages:
    """Makes pages. Holds the Markdown parser, which has no state between two texts."""

    def __init__(self) -> None:
        self._markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
        self._markdown.add_render_rule("image", _image)
        self.published: Callable[[str, int, str, str], Page] = lru_cache(maxsize=_KEPT)(self._published)
        self._framed: Callable[[str], _Frame] = lru_cache(maxsize=_KEPT)(self._frame)

    def page(self, markdown: str, *, published: Sequence[Page] = ()) -> Page:
        """Both forms of a letter.

        markdown    the rendered template; its values are sealed
        published   texts of the secretariat, each made by `published`. `place_of(n)` in `markdown` says
                    where the n-th stands. Nothing in it (an open code fence, say) reaches the rest.
        """
        ours, values = marked(markdown)
        frame = self._framed(ours)
        text = _IN_TEXT.sub(
            lambda found: published[int(found[1])].text.rstrip("\n") if found[1] else "",
            frame.text(values),
        )
        html = _IN_HTML.sub(
            lambda found: published[int(found[1])].html if found[1] else _anchor(found[2]),
            with_values(frame.html, [escaped(value) for value in values]),
        )
        return Page(text, Markup(html))  # noqa: S704 - all was cleaned or escaped, one by one

    def _frame(self, ours: str) -> _Frame:
        tokens = self._markdown.parse(ours)
        return _Frame(tuple(_with_text(block) for block in _blocks_of(tokens)), self._html(tokens))

    def _published(self, markdown: str, depth: int, language: str, pictures: str) -> Page:
        """A text of the secretariat in both forms.

        depth     how deep it lies: 1 makes its `#` an <h2>
        language  where it is another than the letter's, so that it is read aloud in its own; else ""
        pictures  domain of their Content-IDs where they go along; "" where their descriptions stand for them
        """
        tokens = even_headings(self._markdown.parse(without_seals(markdown)), depth)
        for token in tokens:
            _show_pictures(token, pictures)
        page = Page(as_text(SyntaxTreeNode(tokens)), Markup(self._html(tokens)))  # noqa: S704 - cleaned
        return (
            replace(page, html=Markup('<div lang="{}">\n{}</div>\n').format(language, page.html))
            if language
            else page
        )

    def _html(self, tokens: Sequence[Token]) -> str:
        html = self._markdown.renderer.render(tokens, self._markdown.options, {})
        return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)


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


def _blocks_of(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Paragraphs, lists and what else stands at the top of a document."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield tuple(block)
            block = []


def _with_text(block: tuple[Token, ...]) -> str | _Block:
    if not any(is_marked(token.content) for token in block):
        return _text_of(block)
    kinds = {each.type for token in block for each in (token, *(token.children or ()))}
    return _Block(block, _text_of(block, width=_WIDEST) if kinds.isdisjoint(_CHANGING) else "")


def _text_of(block: Sequence[Token], *, width: int = WIDTH) -> str:
    return as_text(SyntaxTreeNode(block), width=width).removesuffix("\n")


def _filled(token: Token, values: Sequence[str]) -> Token:
    """The token with its values. Most have none, and letters share them."""
    content = with_values(token.content, values)
    if content == token.content:
        return token
    children = [_filled(each, values) for each in token.children or []]
    return replace(token, content=content, children=children or None)
