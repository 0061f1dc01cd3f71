"""HTML to the text that a reader would see, with quotations marked as in plain text.

Quotations become lines with "> ", the places where Outlook begins the mail it answers become a
"-----Original Message-----" line; so one cutter serves both kinds of body.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_TEXT = 64 * 1024
_MAX_TAGS = 5_000

ORIGINAL = "-----Original Message-----"

_BLOCKS = frozenset(
    {
        *("p", "div", "table", "tr", "ul", "ol", "li", "dl", "dt", "dd", "pre", "center", "section"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "article", "header", "footer", "address", "form", "blockquote"),
    }
)
_SPACED = frozenset({"p", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre"})
_UNSEEN = frozenset(
    {
        *("head", "style", "script", "title", "template", "noscript", "object", "iframe", "svg", "math"),
        *("textarea", "select", "s", "strike", "del", "audio", "video", "canvas", "-comment"),
    }
)
_UNSEEN_STYLE = re.compile(
    r"display:none|visibility:hidden|font-size:0(?![.\d]*[1-9])|opacity:0(?![.\d]*[1-9])|max-height:0(?![.\d]*[1-9])"
    r"|mso-hide:all|line-through|(?<![-\w])color:(?:white|#fff(?:fff)?|rgb\(255,255,255\))(?![\w])"
)
_ANSWERED_IDS = frozenset(
    {"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "stopspelling"}
)
_SPACES = re.compile(r"[ \t\r\n\f]+")


COLOURED, PLAIN = "\ue000", "\ue001"  # where coloured text begins, before its colour, and where it ends
_COLOUR = re.compile(r"(?<![-\w])color:(#[0-9a-f]{3,6}|rgb\(\d+,\d+,\d+\)|[a-z]+)")
_NAMED = {"red": "r", "darkred": "r", "green": "g", "lime": "g", "darkgreen": "g", "blue": "b", "navy": "b"}
_APART = 64  # of 255: how much stronger one of red, green and blue must be


def html_to_text(html: str, *, coloured: bool = False) -> str:
    """The visible text of an HTML body, at most 64 KiB of it. Never raises.

    coloured  text that is red, green or blue stands between COLOURED with "r", "g" or "b", and PLAIN
    Left out  what is hidden, struck out, or no text; markup past 5,000 tags is not read.
    """
    root = LexborHTMLParser(_bounded(html)).body
    page = _Page(coloured=coloured)
    if root is not None:
        _walk(root, page)
    return page.text()


def _bounded(html: str) -> str:
    """The markup up to its 5,000th tag: a tree deeper than that is bait."""
    at = -1
    for _ in range(_MAX_TAGS):
        at = html.find("<", at + 1)
        if at < 0:
            return html
    return html[:at]


class _Page:
    """Lines of text as they grow."""

    def __init__(self, *, coloured: bool = False) -> None:
        self.coloured = coloured
        self._lines: list[str] = []
        self._current = ""
        self._size = 0
        self.quotes = 0

    @property
    def is_full(self) -> bool:
        return self._size > MAX_TEXT

    def add(self, text: str) -> None:
        """Running text: white space of the markup is one space."""
        flowing = _SPACES.sub(" ", text)
        self._current += flowing if self._current else flowing.lstrip(" ")

    def add_exactly(self, text: str) -> None:
        """Text of a <pre>, where line ends count."""
        *whole, last = text.split("\n")
        for line in whole:
            self._current += line
            self.end_line()
        self._current += last

    def end_line(self) -> None:
        """What <br> does."""
        line = "> " * min(self.quotes, 5) + self._current.rstrip()
        self._lines.append(line)
        self._size += len(line) + 1
        self._current = ""

    def end_block(self, *, spaced: bool) -> None:
        """What the border of a block does: a new line, and room after a paragraph."""
        if self._current:
            self.end_line()
        if spaced and self._lines and self._lines[-1].strip("> "):
            self.end_line()

    def text(self) -> str:
        self.end_block(spaced=False)
        return "\n".join(self._lines)[:MAX_TEXT]


def _walk(root: LexborNode, page: _Page) -> None:
    """Go through the tree without recursion: into each element, its children, and out again."""
    stack: list[tuple[LexborNode, bool]] = [(root, True)]
    while stack and not page.is_full:
        node, entering = stack.pop()
        if not entering:
            _leave(node, page)
            continue
        sibling = node.next
        if sibling is not None and node is not root:
            stack.append((sibling, True))
        if node.is_text_node:
            add = page.add_exactly if node.parent is not None and node.parent.tag == "pre" else page.add
            add((node.text_content or "").replace("\xa0", " "))
        elif node.is_element_node and not _is_unseen(node):
            _enter(node, page)
            stack.append((node, False))
            if node.child is not None:
                stack.append((node.child, True))


def _enter(node: LexborNode, page: _Page) -> None:
    tag = node.tag or ""
    if (node.attributes.get("id") or "").lower().removeprefix("x_") in _ANSWERED_IDS:
        page.end_block(spaced=False)
        page.add(ORIGINAL)
        page.end_line()
    if tag in _BLOCKS:
        page.end_block(spaced=False)
    if tag == "br":
        page.end_line()
    elif tag == "hr":
        page.end_block(spaced=False)
        page.add("_" * 32)
        page.end_line()
    elif tag in {"td", "th"}:
        page.add(" ")
    elif tag == "li":
        page.add("- ")
    if _is_quotation(node):
        page.quotes += 1
    if page.coloured and (colour := _colour(node)):
        page.add(COLOURED + colour)


def _leave(node: LexborNode, page: _Page) -> None:
    tag = node.tag or ""
    if page.coloured and _colour(node):
        page.add(PLAIN)
    if tag in _BLOCKS:
        page.end_block(spaced=tag in _SPACED and not _has_no_margin(node))
    if _is_quotation(node):
        page.quotes -= 1


def _has_no_margin(node: LexborNode) -> bool:
    """Outlook writes each line as a paragraph of class MsoNormal, without room between them."""
    return "msonormal" in (node.attributes.get("class") or "").lower()


def _colour(node: LexborNode) -> str:
    """Of a coloured run "r", "g" or "b", whichever is strongest; "" of grey and black."""
    if node.tag not in {"span", "font"}:
        return ""
    found = _COLOUR.search(f"{_style(node)};color:{(node.attributes.get('color') or '').lower()}")
    told = found[1] if found else ""
    if not told.startswith(("#", "rgb")):
        return _NAMED.get(told, "")
    parts = re.findall(r"\d+", told) if told.startswith("rgb") else _hex(told[1:])
    strengths = [(int(part), name) for part, name in zip(parts, "rgb", strict=True)]
    second, strongest = sorted(strengths)[1:]
    return strongest[1] if strongest[0] - second[0] >= _APART else ""


def _hex(digits: str) -> list[int]:
    """Three numbers of "f00" or "ff0000"; black of anything else."""
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return [int(digits[at : at + 2], 16) for at in (0, 2, 4)] if len(digits) == 6 else [0, 0, 0]


def _is_quotation(node: LexborNode) -> bool:
    """A <blockquote>, but not the one without a border by which Gmail indents."""
    if node.tag != "blockquote":
        return False
    style = _style(node)
    marked = "type" in node.attributes or "cite" in node.attributes or "class" in node.attributes
    return marked or "border:none" not in style


def _is_unseen(node: LexborNode) -> bool:
    if node.tag in _UNSEEN or "hidden" in node.attributes:
        return True
    style = _style(node)
    found = _UNSEEN_STYLE.search(style)
    return bool(found) and not ("background" in style and "color:" in str(found))


def _style(node: LexborNode) -> str:
    return _SPACES.sub("", node.attributes.get("style") or "").lower()
