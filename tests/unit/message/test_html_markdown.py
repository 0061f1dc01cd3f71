"""Outlook's and Word's HTML as Markdown."""

import pytest

from mailservice.message.html_markdown import html_blocks
from mailservice.message.html_own_part import MAX_TAGS
from mailservice.message.markdown_blocks import markdown_of

KNOWN = {"cid:known": "a.png"}
ITEM = '<p class="MsoListParagraph" style="mso-list:l0 level{level} lfo1">{mark}{text}</p>'


def read(html: str) -> str:
    """The Markdown of an HTML body."""
    return markdown_of(html_blocks(html, pictures=lambda source: KNOWN.get(source, ""))[0])


def notes(html: str) -> list[tuple[str, str]]:
    """What could not be kept."""
    return html_blocks(html, pictures=lambda source: KNOWN.get(source, ""))[1]


def item(text: str, *, level: int = 1, mark: str = "·") -> str:
    """A paragraph that Word lists."""
    shown = f'<span style="mso-list:Ignore">{mark}<span>&nbsp;&nbsp;</span></span>' if mark else ""
    return ITEM.format(level=level, mark=shown, text=text)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("", ""),
        ("<p>&nbsp;</p><p></p><div><br></div>", ""),
        ("Bara text", "Bara text"),
        ("<p>Ett  två\n tre</p>", "Ett två tre"),
        ("<p>Ett</p>lös<b>t</b><p>två</p>", "Ett\n\nlös**t**\n\ntvå"),
        ("<p><b>Hej </b><b>du!</b> <i>kur</i><b><i>siv</i></b></p>", "**Hej du**! *kur****siv***"),
        ("<p><b>Obs!</b>Nu</p>", "**Obs**!Nu"),
        ("<p><b>!!</b> <b> </b>x</p>", "!! x"),
        ("<p><b>a*b</b> <b> <a href='https://a.se'>ord</a></b></p>", "**a\\*b** [**ord**](https://a.se)"),
        ("<p># nej<br>1. nej<br>- nej<br>+ nej</p>", "\\# nej\\\n1\\. nej\\\n\\- nej\\\n\\+ nej"),
        (
            "<p>5 * 3 [x] `k` snake_case _a_ &amp;amp; &lt;b&gt; | </p>",
            "5 \\* 3 \\[x\\] \\`k\\` snake_case \\_a\\_ \\&amp; \\<b\\> \\|",
        ),
        ("<h1>Stort</h1><h3>Litet <b>fett</b></h3><h2> </h2>", "# Stort\n\n### Litet fett"),
        ('<p class="MsoTitle">Titel</p><p>x</p>', "# Titel\n\nx"),
        ("<ul><li>a<ol><li>b</li></ol></li><li></li></ul>", "- a\n  1. b"),
        ("<ol><ul><li>a</li></ul><li>b</li></ol>", "1. - a\n2. b"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "- a\n\n  b"),
        ("<ul><li><blockquote>a</blockquote></li><li>b</li></ul>", "- > a\n- b"),
        ("<blockquote><p>a</p><p>b</p></blockquote><hr><p>c</p>", "> a\n> \n> b\n\n---\n\nc"),
        ("<center><section><p>a</p></section></center>", "a"),
        ("<span><p>a</p><p>b</p></span>", "a\n\nb"),
        ("<p>a<s>b</s><del>c</del><script>d</script></p><p hidden>e</p><p style='mso-hide:all'>f</p>", "a"),
        ("<p style='color:red'>syns</p>", "syns"),
    ],
)
def test_markdown(html: str, markdown: str) -> None:
    assert read(html) == markdown


@pytest.mark.parametrize(
    ("href", "markdown"),
    [
        ("https://a.se/b c", "[ord](https://a.se/b%20c)"),
        ("https://a.se/(x)", "[ord](https://a.se/%28x%29)"),
        ("mailto:a@b.se", "[ord](mailto:a@b.se)"),
        ("#_Toc1", "ord"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.se&data=1",
            "[ord](https://a.se)",
        ),
        (
            "https://x.safelinks.protection.outlook.com/?data=1",
            "[ord](https://x.safelinks.protection.outlook.com/?data=1)",
        ),
        ("https://[a", "ord"),
        ("//[a", "[ord](//[a)"),
    ],
)
def test_links(href: str, markdown: str) -> None:
    assert read(f'<p><a href="{href}">ord</a></p>') == markdown


def test_links_that_show_themselves_and_links_without_words() -> None:
    assert read('<p><a href="https://a.se">https://a.se</a></p>') == "<https://a.se>"
    assert read('<p><a href="mailto:a@b.se">a@b.se</a></p>') == "<mailto:a@b.se>"
    assert read('<p>x<a href="https://a.se"> </a>y</p>') == "x y"
    assert read('<p>x<a href="https://a.se"> här </a>y</p>') == "x [här](https://a.se) y"
    assert notes('<p><a href="htp://x">Regler</a> <a name="_Toc"></a></p>') == [("broken-link", "Regler")]


def test_word_lists() -> None:
    html = item("a") + item("b", level=2, mark="o") + item("c", level=3) + item("d", level=2) + item("e")
    assert read(html) == "- a\n  - b\n    - c\n  - d\n- e"
    assert read(item("a", mark="1.") + item("b", mark="2.")) == "1. a\n2. b"
    assert read(item("a") + "<p>mellan</p>" + item("b")) == "- a\n\nmellan\n\n- b"
    assert read(item("utan märke", mark="")) == "utan märke"
    loose = '<p class="x_MsoListParagraph"><span>•</span><span>&nbsp; </span>ett</p>'
    assert read(loose) == "- ett"
    assert read('<p class="MsoListParagraph">1) &nbsp;ett</p>') == "1. ett"
    assert read(f"<ul><li>{item('i punkten')}</li></ul>") == "- i punkten"


def test_lines_of_one_paragraph_and_paragraphs() -> None:
    line = '<p class="MsoNormal">{}</p>'
    lines = [line.format(each) for each in ("Plats: Teams", "Tid: 13", "&nbsp;", "Hej", "x" * 120)]
    assert read("".join(lines)) == f"Plats: Teams\\\nTid: 13\n\nHej\n\n{'x' * 120}"
    assert read("<div>ett</div><div>två</div>") == "ett\n\ntvå"  # nothing says that they belong together
    assert read("<p>ett</p>" + line.format("två") + line.format("&nbsp;")) == "ett\n\ntvå"


@pytest.mark.parametrize(
    ("table", "markdown"),
    [
        (
            "<tr><th>A</th><th>B</th></tr><tr><td>1<br>2</td><td><p>3</p><p>4</p></td></tr>",
            "| A | B |\n| --- | --- |\n| 1 2 | 3 4 |",
        ),
        (
            "<thead><tr><td><b>A</b></td><td><b>B</b></td></tr></thead><tr><td colspan=2>1</td></tr>",
            "| A | B |\n| --- | --- |\n| 1 |  |",
        ),
        (
            "<tr><th>A</th><th>B</th></tr><tr><td rowspan=3>1</td><td>2</td></tr><tr><td>3</td></tr>"
            "<tr></tr>",
            "| A | B |\n| --- | --- |\n| 1 | 2 |\n| 1 | 3 |\n| 1 |  |",
        ),
        (
            "<tr><th>A</th><th>B</th></tr><tr><td colspan=x>1</td></tr><tr><td></td><td> </td></tr>",
            "| A | B |\n| --- | --- |\n| 1 |  |",
        ),
        (
            "<tr><th>A</th><th>B</th></tr><tr><td><blockquote>q<hr></blockquote></td><td><ul><li>a</li><li>b</li></ul>"
            "</td></tr>",
            "| A | B |\n| --- | --- |\n| q | a; b |",
        ),
        ("<tr><td></td><td></td></tr><tr><td></td><td></td></tr>", ""),
        (
            "<tr><th>A</th><th>B</th></tr><tr></tr><tr><td>1</td><td>2</td></tr>",
            "| A | B |\n| --- | --- |\n| 1 | 2 |",
        ),
        ("<tr><td>bara</td><td>en rad</td></tr>", "bara\n\nen rad"),
        ("<tr><td>en</td></tr><tr><td>kolumn</td></tr>", "en\n\nkolumn"),
        ("", ""),
    ],
)
def test_tables(table: str, markdown: str) -> None:
    assert read(f"<table>{table}</table>") == markdown


def test_tables_that_lay_out() -> None:
    cells = "<tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>"
    assert read(f'<table role="presentation">{cells}</table>') == "a\n\nb\n\nc\n\nd"
    inner = f"<table>{cells}</table>"
    assert read(f"<table><tr><td>{inner}</td><td>x</td></tr><tr><td></td></tr></table>").startswith(
        "| a | b |"
    )
    assert notes(f"<table>{cells}</table>") == [("table-first-row", "a b")]


@pytest.mark.parametrize(
    ("picture", "markdown", "noted"),
    [
        ('<img src="cid:known" alt="Karta\n över [länet]">', "![Karta över \\[länet\\]](cid:a.png)", []),
        ('<img src="cid:known">', "![](cid:a.png)", []),
        ('<img src="cid:known" alt="En karta Automatiskt genererad beskrivning">', "![](cid:a.png)", []),
        ('<img src="cid:other" alt="Karta">', "Karta", [("picture-missing", "Karta")]),
        ('<img src="https://x.se/a.png">', "", [("picture-from-web", "https://x.se/a.png")]),
        ('<img src="https://x.se/count" width="1" height="1">', "", []),
        (
            '<a href="https://a.se"><img src="cid:known" alt="Karta"></a>',
            "[![Karta](cid:a.png)](https://a.se)",
            [],
        ),
        ('<b><img src="cid:known" alt="Karta"></b>', "![Karta](cid:a.png)", []),
    ],
)
def test_pictures(picture: str, markdown: str, noted: list[tuple[str, str]]) -> None:
    assert read(f"<p>{picture}</p>") == markdown
    assert notes(f"<p>{picture}</p>") == noted


def test_a_row_of_pictures_is_no_empty_row() -> None:
    rows = '<tr><th>A</th><th>B</th></tr><tr><td><img src="cid:known" alt="x"></td><td></td></tr>'
    assert read(f"<table>{rows}</table>").endswith("| ![x](cid:a.png) |  |")


@pytest.mark.parametrize(
    "below",
    [
        '<div id="divRplyFwdMsg">gammalt</div><p>mer</p>',
        '<blockquote type="cite"><p>gammalt</p></blockquote>',
        '<div class="gmail_quote">gammalt</div>',
        "<div><p><b>Från:</b> Forum <br><b>Skickat:</b> den 10 maj</p><p>gammalt</p></div><p>mer</p>",
        '<div id="Signature"><p>Anna</p></div>',
        "<p>Med vänlig hälsning,</p><p>Anna Ek</p>",
        "<div>--</div><div>Anna</div>",
    ],
)
def test_what_is_not_the_text_is_cut(below: str) -> None:
    assert read(f"<div><p>Nytt</p></div>{below}") == "Nytt"


def test_a_greeting_far_above_the_end_is_no_signature() -> None:
    html = f"<p>Mvh</p><p>{'ord ' * 200}</p>"
    assert read(html).startswith("Mvh")


def test_bait_is_bounded() -> None:
    assert "botten" in read("<ul>" * 500 + "<li>botten</li>" + "</ul>" * 500)
    assert "botten" in read("<table><tr><td>" * 200 + "botten")
    deep = "<div><b>" * 500 + "djupt" + "</b></div>" * 500
    assert "djupt" in read(deep)
    assert len(html_blocks("<p>x</p>" * MAX_TAGS, pictures=str)[0]) == MAX_TAGS // 2
