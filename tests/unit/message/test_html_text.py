"""HTML as a reader would see it."""

import pytest

from mailservice.message.html_text import MAX_TEXT, html_to_text
from tests.work import steps

ORIGINAL = "-----Original Message-----"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Ja,\n jag   kommer!</p><p>Bo</p>", "Ja, jag kommer!\n\nBo\n"),
        ("Ja<br>nej<div>a</div><div>b</div>", "Ja\nnej\na\nb"),
        ('<p class="MsoNormal">a</p><p class=MsoNormal>b</p>', "a\nb"),
        ("<pre>a\n  b</pre>", "a\n  b\n"),
        ("<ul><li>ett</li><li>två</li></ul>", "- ett\n- två\n"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("a<hr>b", "a\n________________________________\nb"),
        ("a&nbsp;&lt;b&gt;", "a <b>"),
        ("<blockquote>a<br>b<blockquote type=cite>c</blockquote></blockquote>d", "> a\n> b\n> > c\nd"),
        ('<blockquote style="margin:0 0 0 40px; border: none">a</blockquote>', "a"),
        ('<blockquote class="gmail_quote" style="border:none">a</blockquote>', "> a"),
        ('a<div id="divRplyFwdMsg">b</div>', f"a\n{ORIGINAL}\nb"),
        ('a<div id="x_appendonsend"></div>b', f"a\n{ORIGINAL}\nb"),
        ("<p></p><p></p>a", "a"),
        ("", ""),
        ("<!-- prenumerera -->", ""),
        ("<frameset></frameset>", ""),
    ],
)
def test_seen(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">avsluta</div>',
        '<div style="DISPLAY : NONE !important">avsluta</div>',
        '<span style="visibility:hidden">avsluta</span>',
        '<span style="font-size:0">avsluta</span>',
        '<span style="font-size:0px;">avsluta</span>',
        '<span style="opacity:0">avsluta</span>',
        '<span style="max-height:0">avsluta</span>',
        '<span style="mso-hide:all">avsluta</span>',
        '<span style="color:#FFFFFF">avsluta</span>',
        '<span style="color: white">avsluta</span>',
        '<span style="text-decoration:line-through">avsluta</span>',
        "<p hidden>avsluta</p>",
        "<s>avsluta</s>",
        "<del>avsluta</del>",
        "<strike>avsluta</strike>",
        "<script>avsluta</script>",
        "<style>avsluta</style>",
        "<title>avsluta</title>",
        "<!-- avsluta -->",
    ],
)
def test_unseen(hidden: str) -> None:
    assert html_to_text(f"<div>Ja{hidden}</div>").strip() == "Ja"


@pytest.mark.parametrize(
    "style",
    [
        "font-size:0.9em",
        "opacity:0.8",
        "color:#ffff00",
        "background-color:#fff",
        "color:#fff;background:#00f",
        "max-height:0.5em",
    ],
)
def test_seen_after_all(style: str) -> None:
    assert html_to_text(f'<div style="{style}">Ja</div>') == "Ja"


def test_limits() -> None:
    assert len(html_to_text("<p>" + "a " * MAX_TEXT + "</p><p>b</p>" * 10)) == MAX_TEXT
    assert html_to_text("<div>" * 100_000 + "djupt") == ""
    assert steps(html_to_text, "<div>" * 100_000 + "djupt") <= 120_000
