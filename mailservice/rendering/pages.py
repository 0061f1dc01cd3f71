"""Markdown to both forms of a letter: text and HTML, made from one parsed document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
_TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"),
    *("pre", "code", "strong", "em", "a"),
}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_SCHEMES = {"https", "http", "mailto"}


@dataclass(frozen=True, slots=True)
class Page:
    """One content in two forms; `html` is what stands inside <body>."""

    text: str
    html: Markup


class Pages:
    """Makes pages. Holds the Markdown parser, which has no state between two texts."""

    def __init__(self) -> None:
        self._markdown = MarkdownIt("commonmark", {"html": False})
        self._markdown.add_render_rule("image", _words_of_image)

    def page(self, markdown: str, *, published: Sequence[tuple[str, int]] = ()) -> Page:
        """Both forms of a letter.

        markdown    the rendered template; its values are sealed
        published   texts of the secretariat in Markdown, and how deep each lies: 1 makes its `#` an <h2>.
                    `place_of(n)` in `markdown` says where the n-th stands. Each is parsed for itself,
                    so nothing in it (an open code fence, say) reaches the rest of the letter.
        """
        tokens = list(self._with_published(self._markdown.parse(markdown), published))
        html = self._markdown.renderer.render(_opened(tokens), self._markdown.options, {})
        safe = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
        return Page(as_text(SyntaxTreeNode(tokens)), Markup(safe))  # noqa: S704 - cleaned on this line's left

    def _with_published(
        self, tokens: Sequence[Token], published: Sequence[tuple[str, int]]
    ) -> Iterator[Token]:
        place = 0
        while place < len(tokens):
            if tokens[place].type == "paragraph_open" and tokens[place + 1].content.startswith(_PUBLISHED):
                markdown, depth = published[int(tokens[place + 1].content[1:])]
                yield from (_deeper(token, depth) for token in self._markdown.parse(without_seals(markdown)))
                place += 3
            else:
                yield tokens[place]
                place += 1


def place_of(number: int) -> Markup:
    """The paragraph that a published text replaces."""
    return Markup(f"\n\n{_PUBLISHED}{number}\n\n")  # noqa: S704 - a number


def _words_of_image(
    _renderer: RendererProtocol, tokens: Sequence[Token], place: int, _options: OptionsDict, _env: EnvType
) -> str:
    """No letter loads a picture: it would tell who reads what, and when. Its description is shown."""
    return escape(tokens[place].content)


def _deeper(token: Token, depth: int) -> Token:
    if token.type in {"heading_open", "heading_close"}:
        token.tag = f"h{min(6, int(token.tag[1]) + depth)}"
    return token


def _opened(tokens: Sequence[Token]) -> list[Token]:
    """The same tokens with every sealed value open; what renders them escapes them."""
    return [
        token.copy(content=unseal(token.content), children=_opened(token.children or [])) for token in tokens
    ]
