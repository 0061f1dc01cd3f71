"""The HTML that Outlook and Word write, as Markdown: headings, lists, tables, links, pictures."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborNode

from mailservice.message.html_own_part import BLOCKS, own_part
from mailservice.message.html_tables import Cell, cells_of, grid_of, is_layout, rows_of
from mailservice.message.markdown_blocks import Block, Item, ListOf, Quote, Rule, Table, Text
from mailservice.message.markdown_runs import BREAK, Run, words_of
from mailservice.message.word_lists import word_item

_DEEPEST = 60
_SAFE_LINKS = ".safelinks.protection.outlook.com"
_AUTOMATIC_ALT = ("automatiskt genererad", "automatically generated", "description generated")
_SHORT_LINE = 100

Pictures = Callable[[str], str]


@dataclass(slots=True)
class _Reading:
    """What is looked up, and noted, on the way through the tree."""

    pictures: Pictures
    notes: list[tuple[str, str]] = field(default_factory=list)


def html_blocks(html: str, *, pictures: Pictures) -> tuple[list[Block], list[tuple[str, str]]]:
    """The blocks of what the author wrote, and notes on what could not be kept: what it was, and its words.

    pictures   from the address in a picture's `src` to its name, "" where the mail holds no such picture
    Notes      "picture-from-web", "picture-missing", "table-first-row", "broken-link"
    """
    reading = _Reading(pictures)
    return _gathered(_blocks(own_part(html), reading, 0)), reading.notes


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph of a program in which each line is one, and an empty one stands between paragraphs."""

    runs: tuple[Run, ...]


_Raw = Block | Item | _Line


def _blocks(parent: LexborNode, reading: _Reading, depth: int) -> Iterator[_Raw]:
    """The blocks in an element; text that stands among them is a paragraph."""
    loose: list[Run] = []
    for node in parent.iter(include_text=True):
        if depth < _DEEPEST and _is_block(node):
            yield from _paragraph(loose)
            loose = []
            yield from _block(node, reading, depth + 1)
        else:
            loose += _runs(node, reading, Run(""))
    yield from _paragraph(loose)


def _is_block(node: LexborNode) -> bool:
    return node.tag in BLOCKS or (node.tag != "-text" and any(each.tag in BLOCKS for each in node.css("*")))


def _paragraph(runs: list[Run]) -> Iterator[Text]:
    if words_of(runs) or any(run.picture for run in runs):
        yield Text(tuple(runs))


def _block(node: LexborNode, reading: _Reading, depth: int) -> Iterator[_Raw]:
    tag = node.tag or ""
    if tag in {"p", "div"} and not any(each.tag in BLOCKS for each in node.css("*") if each != node):
        yield from _line(node, reading)
    elif tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        yield from _heading(node, int(tag[1]), reading)
    elif tag in {"ul", "ol"}:
        yield ListOf(_items(node, reading, depth), ordered=tag == "ol")
    elif tag == "table":
        yield from _table(node, reading, depth)
    elif tag == "hr":
        yield Rule()
    elif tag == "blockquote":
        yield Quote(tuple(_gathered(_blocks(node, reading, depth))))
    else:
        yield from _blocks(node, reading, depth)


def _line(node: LexborNode, reading: _Reading) -> Iterator[_Raw]:
    classes = (node.attributes.get("class") or "").lower()
    item = word_item(node)
    runs = tuple(_runs(node, reading, Run("")))
    if "msotitle" in classes:
        yield from _heading(node, 1, reading)
    elif item is not None:
        yield Item(_without(runs, item.mark), item.level, item.ordered)
    elif node.tag == "div" or "msonormal" in classes or "msoplaintext" in classes:
        yield _Line(runs)
    else:
        yield from _paragraph(list(runs))


def _without(runs: tuple[Run, ...], characters: int) -> tuple[Run, ...]:
    """The runs without the mark in front."""
    kept: list[Run] = []
    for run in runs:
        taken = min(characters, len(run.text))
        characters -= taken
        kept.append(replace(run, text=run.text[taken:]))
    return tuple(kept)


def _heading(node: LexborNode, level: int, reading: _Reading) -> Iterator[Text]:
    runs = tuple(replace(run, strong=False) for run in _runs(node, reading, Run("")))
    if words_of(runs):
        yield Text(runs, level)


def _items(node: LexborNode, reading: _Reading, depth: int) -> tuple[tuple[Block, ...], ...]:
    """The items of a list. A list that stands between two items, as Outlook nests, is of the first."""
    items: list[tuple[Block, ...]] = []
    for child in node.iter():
        if child.tag in {"ul", "ol"} and depth < _DEEPEST:
            nested = ListOf(_items(child, reading, depth + 1), ordered=child.tag == "ol")
            items[-1:] = [(*items[-1], nested)] if items else [(nested,)]
        elif inner := tuple(_gathered(_blocks(child, reading, depth))):
            items.append(_plain_item(inner))
    return tuple(items)


def _plain_item(inner: tuple[Block, ...]) -> tuple[Block, ...]:
    """Word writes the paragraph of an item once more as an item."""
    match inner:
        case (ListOf((item,), _),):
            return item
        case _:
            return inner


def _table(node: LexborNode, reading: _Reading, depth: int) -> Iterator[_Raw]:
    if is_layout(node):
        for row in rows_of(node):
            for cell in cells_of(row):
                yield from _blocks(cell, reading, depth)
        return
    grid = [[_cell(cell, reading) for cell in row] for row in grid_of(node)]
    grid = [row for row in grid if any(words_of(runs) or _shows(runs) for runs in row)]
    if not grid:
        return
    first = grid_of(node)[0]
    titled = all(cell.heading or cell.node is None for cell in first)
    if not titled and not all(run.strong for runs in grid[0] for run in runs if run.text.strip()):
        reading.notes.append(
            ("table-first-row", words_of(run for runs in grid[0] for run in (*runs, Run(" "))))
        )
    header = tuple(tuple(replace(run, strong=False) for run in runs) for runs in grid[0])
    yield Table((header, *(tuple(row) for row in grid[1:])))


def _shows(runs: Iterable[Run]) -> bool:
    return any(run.picture for run in runs)


def _cell(cell: Cell, reading: _Reading) -> tuple[Run, ...]:
    """A cell on one line: its paragraphs with a space between, the items of a list with semicolons."""
    if cell.node is None:
        return ()
    runs: list[Run] = []
    for block in _gathered(_blocks(cell.node, reading, 1)):
        runs += [Run(" "), *_flat(block)]
    return tuple(runs)


def _flat(block: Block) -> list[Run]:
    match block:
        case Text(runs, _):
            return list(runs)
        case ListOf(items, _):
            parts = [[run for each in item for run in _flat(each)] for item in items]
            return [run for n, part in enumerate(parts) for run in ([Run("; ")] if n else []) + part]
        case Quote(blocks):
            return [run for each in blocks for run in (*_flat(each), Run(" "))]
        case _:  # a rule; no data table is in a cell: it would have made this one a layout
            return []


def _runs(node: LexborNode, reading: _Reading, style: Run, depth: int = 0) -> Iterator[Run]:
    tag = node.tag or ""
    if tag == "-text" or depth > _DEEPEST:
        yield replace(style, text=node.text(separator=" "))
    elif tag == "br":
        yield Run(BREAK)
    elif tag == "img":
        yield from _picture(node, reading, style)
    else:
        inner = _styled(node, tag, style)
        if tag == "a" and not inner.href and "href" not in node.attributes and node.text().strip():
            reading.notes.append(("broken-link", node.text().strip()))  # its address was none, and is gone
        for child in node.iter(include_text=True):
            yield from _runs(child, reading, inner, depth + 1)
        if tag in BLOCKS:  # past the depth to which blocks are followed
            yield Run(" ")


def _styled(node: LexborNode, tag: str, style: Run) -> Run:
    if tag in {"b", "strong"}:
        return replace(style, strong=True)
    if tag in {"i", "em"}:
        return replace(style, em=True)
    if tag == "a":
        return replace(style, href=_target(node.attributes.get("href") or ""))
    return style


def _target(href: str) -> str:
    """Where a link leads: out of Microsoft's wrapping; one within the document leads nowhere."""
    href = href.strip()
    if href.startswith("#"):
        return ""
    try:
        parts = urlsplit(href)
        if (parts.hostname or "").endswith(_SAFE_LINKS):
            return parse_qs(parts.query).get("url", [href])[0]
    except ValueError:  # an address that is none: the linter says so
        return href
    return href


def _picture(node: LexborNode, reading: _Reading, style: Run) -> Iterator[Run]:
    source, alt = node.attributes.get("src") or "", (node.attributes.get("alt") or "").strip()
    if any(each in alt.lower() for each in _AUTOMATIC_ALT):
        alt = ""
    if {node.attributes.get("width"), node.attributes.get("height")} & {"0", "1"}:  # it counts readers
        return
    name = reading.pictures(source)
    if name:
        yield Run(alt, href=style.href, picture=name)
        return
    reading.notes.append(
        ("picture-from-web" if source.startswith("http") else "picture-missing", alt or source)
    )
    if alt:
        yield replace(style, text=alt)


def _gathered(raw: Iterable[_Raw]) -> list[Block]:
    """Items of one list together, lines of one paragraph together."""
    parts = list(raw)
    spaced = any(isinstance(each, _Line) and not _says(each) for each in parts)
    blocks: list[Block] = []
    before: _Raw | None = None
    for each in parts:
        match each:
            case Item():
                _add_item(blocks, each, goes_on=isinstance(before, Item))
            case _Line(runs):
                _add_line(blocks, runs, goes_on=spaced and isinstance(before, _Line) and _says(before))
            case _:
                blocks.append(each)
        before = each
    return blocks


def _says(line: _Line) -> bool:
    return bool(words_of(line.runs)) or _shows(line.runs)


def _add_line(blocks: list[Block], runs: tuple[Run, ...], *, goes_on: bool) -> None:
    if not _says(_Line(runs)):
        return
    above = blocks[-1] if goes_on else None
    if isinstance(above, Text) and max(len(words_of(above.runs)), len(words_of(runs))) < _SHORT_LINE:
        blocks[-1] = Text((*above.runs, Run(BREAK), *runs))
    else:
        blocks.append(Text(runs))


def _add_item(blocks: list[Block], item: Item, *, goes_on: bool) -> None:
    """Put an item where its level says: into the list before it, or into a new one."""
    above = blocks[-1] if goes_on and blocks else None
    if not isinstance(above, ListOf):
        blocks.append(ListOf(((Text(item.runs),),), ordered=item.ordered))
        return
    blocks[-1] = _with_item(above, item, level=1)


def _with_item(above: ListOf, item: Item, *, level: int) -> ListOf:
    if item.level <= level:
        return replace(above, items=(*above.items, (Text(item.runs),)))
    *earlier, last = above.items
    inner = last[-1]
    if isinstance(inner, ListOf):
        last = (*last[:-1], _with_item(inner, item, level=level + 1))
    else:
        last = (*last, ListOf(((Text(item.runs),),), ordered=item.ordered))
    return replace(above, items=(*earlier, last))
