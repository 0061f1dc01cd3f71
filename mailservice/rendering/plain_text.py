"""Markdown as plain text that reads well in a mail: wrapped, underlined headings, links written out."""

import textwrap
from collections.abc import Iterator

from markdown_it.tree import SyntaxTreeNode

WIDTH = 72
_UNDERLINE = {"h1": "=", "h2": "-"}


def as_text(document: SyntaxTreeNode, *, width: int = WIDTH) -> str:
    """A parsed Markdown document as text, LF line ends, one at the end."""
    return "\n\n".join(_blocks(document, width)) + "\n"


def _blocks(parent: SyntaxTreeNode, width: int) -> Iterator[str]:
    for node in parent.children:
        text = _block(node, width)
        if text:
            yield text


def _block(node: SyntaxTreeNode, width: int) -> str:
    match node.type:
        case "paragraph":
            return wrapped(_words(node.children[0]), width)
        case "heading":
            title = wrapped(_words(node.children[0]), width)
            longest = max((len(line) for line in title.split("\n")), default=0)
            rule = _UNDERLINE.get(node.tag, "") * longest
            return f"{title}\n{rule}" if rule else title
        case "bullet_list" | "ordered_list":
            return _list(node, width)
        case "blockquote":
            return textwrap.indent("\n\n".join(_blocks(node, width - 2)), "> ", lambda _line: True)
        case "table":
            return _table(node, width)
        case "fence" | "code_block":
            return textwrap.indent(node.content.rstrip("\n"), "    ")
        case _:  # a rule across the page is all that is left
            return "-" * min(width, 20)


def _table(node: SyntaxTreeNode, width: int) -> str:
    """Each row for itself, every cell under its heading: so it can be read aloud, and on a telephone."""
    header, *rows = [
        [_words(cell.children[0]) for cell in row.children] for part in node.children for row in part.children
    ]
    return "\n\n".join(
        "\n".join(
            textwrap.fill(f"{title}: {cell}" if title else cell, width, subsequent_indent="  ")
            for title, cell in zip(header, row, strict=False)
            if cell
        )
        for row in rows
    )


def _list(node: SyntaxTreeNode, width: int) -> str:
    first = int(node.attrs.get("start", 1))
    loose = any(not child.hidden for item in node.children for child in item.children[:1])
    entries = []
    for number, item in enumerate(node.children, first):
        mark = f"{number}. " if node.type == "ordered_list" else "- "
        gap = "\n\n" if loose else "\n"
        body = gap.join(_blocks(item, width - len(mark)))
        entries.append(mark + textwrap.indent(body, " " * len(mark)).removeprefix(" " * len(mark)))
    return ("\n\n" if loose else "\n").join(entries)


def wrapped(text: str, width: int) -> str:
    """Each line broken where it is longer than that."""
    lines = text.replace("kl. ", "kl.\0").split("\n")  # the hour stays beside its "kl."
    filled = (textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in lines)
    return "\n".join(filled).replace("\0", " ")


def _words(inline: SyntaxTreeNode) -> str:
    return "".join(_span(each) for each in inline.children)


def _span(node: SyntaxTreeNode) -> str:
    match node.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "link":
            return _link(_words(node), str(node.attrs["href"]))
        case "image":
            return f"[{node.content}]" if node.content else ""
        case "strong" | "em":
            return _words(node)
        case _:  # text and code
            return node.content


def _link(words: str, target: str) -> str:
    address = target.removeprefix("mailto:")
    if target.startswith("#"):  # within the letter
        return words
    return address if words in {target, address} else f"{words} ({address})"
