"""The part of an HTML body that its author wrote: without hidden parts, quotations and signature."""

import re

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_TAGS = 30_000
BLOCKS = frozenset(
    {
        *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote"),
        *("pre", "hr", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "section", "center"),
    }
)
_INLINE = frozenset({"a", "b", "strong", "i", "em", "span", "br", "img"})
_DROPPED = {"script", "style", "title", "s", "strike", "del", "template", "noscript", "iframe", "svg", "form"}
_KEPT = {
    "*": {"class", "id", "style", "hidden"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "table": {"role"},
    "blockquote": {"type", "cite"},
    "ol": {"start"},
}
_SCHEMES = {"http", "https", "mailto", "cid", "file", "data"}
_HIDDEN = re.compile(r"display:none|visibility:hidden|mso-hide:all")
_ANSWERED = ("divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "gmail_quote")
_SIGNATURES = ("signature", "gmail_signature", "ms-outlook-mobile-signature")
_HEADED = re.compile(r"^(?:Från|From):\s.{0,300}?(?:Skickat|Sent|Datum|Date):\s", re.DOTALL)
_CLOSING = re.compile(
    r"(?i)(?:med )?(?:många |bästa |varma )?vänlig(?:a)? hälsning(?:ar)?|(?:bästa )?hälsningar|mvh"
    r"|(?:with )?(?:kind|best|warm) (?:regards|wishes)|regards|--"
)
_MOST_BELOW_CLOSING = 400  # characters: a signature, not the rest of a letter


def own_part(html: str) -> LexborNode:
    """The body's tree with only what is to be published.

    Cleaned by nh3 first: what is left has no script, no form, no foreign element, and a bounded size.
    """
    cleaned = nh3.clean(
        _bounded(html),
        tags=set(BLOCKS | _INLINE),
        clean_content_tags=_DROPPED,
        attributes=_KEPT,
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    body = LexborHTMLParser(f"<body>{cleaned}").body
    assert body is not None  # written on the line above
    _drop_hidden(body)
    _drop_answered(body)
    _drop_signature(body)
    return body


def _bounded(html: str) -> str:
    parts = html.split("<", MAX_TAGS + 1)
    return html if len(parts) <= MAX_TAGS + 1 else "<".join(parts[:-1])


def _drop_hidden(body: LexborNode) -> None:
    for node in body.css("[hidden], [style]"):
        style = re.sub(r"\s", "", node.attributes.get("style") or "").lower()
        if "hidden" in node.attributes or _HIDDEN.search(style):
            node.decompose()


def _drop_answered(body: LexborNode) -> None:
    """The mail that this one answers, and everything below where it begins."""
    first = next((node for node in body.css("div, blockquote, p") if _begins_answered(node)), None)
    if first is not None:
        _drop_from(first, body)


def _begins_answered(node: LexborNode) -> bool:
    if _named(node, _ANSWERED) or (node.tag == "blockquote" and node.attributes.get("type") == "cite"):
        return True
    return node.tag == "p" and bool(_HEADED.match(node.text(separator=" ").strip()[:400]))


def _named(node: LexborNode, names: tuple[str, ...]) -> bool:
    own = f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}".lower().split()
    return any(each.removeprefix("x_") in names for each in own)


def _drop_signature(body: LexborNode) -> None:
    for node in body.css("div, p"):
        if _named(node, _SIGNATURES):
            _drop_from(node, body)
            return
    lines = [node for node in body.css("p, div") if not any(child.tag in BLOCKS for child in node.iter())]
    below = 0
    closing: LexborNode | None = None
    for node in reversed(lines):
        text = node.text().replace("\xa0", " ").strip()
        if below >= _MOST_BELOW_CLOSING:
            break
        below += len(text)
        if _CLOSING.fullmatch(text.rstrip(" ,.!")):
            closing = node
    if closing is not None:
        _drop_from(closing, body)


def _drop_from(node: LexborNode, body: LexborNode) -> None:
    """Take out a node and all that follows it in the document."""
    at: LexborNode | None = node
    while at is not None and at != body:
        above, after = at.parent, at.next
        while after is not None:
            following = after.next
            after.decompose()
            after = following
        at = above
    node.decompose()
