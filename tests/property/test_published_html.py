"""Whatever HTML a mail holds, it can be read as a text to publish, and nothing of it comes out as markup."""

from hypothesis import given
from hypothesis import strategies as st

from mailservice.message.html_markdown import html_blocks
from mailservice.message.markdown_blocks import markdown_of
from mailservice.rendering.pages import Pages

_PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<ul>",
            "</ul>",
            "<ol>",
            "<li>",
            "</li>",
            "<table>",
            "</table>",
            "<tr>",
        ),
        *(
            "<td>",
            "<td colspan=3>",
            "<th rowspan=9>",
            "<b>",
            "</b>",
            "<i>",
            "<h1>",
            "</h1>",
            "<h4>",
            "<br>",
            "<hr>",
        ),
        *(
            "<blockquote>",
            "</blockquote>",
            "<pre>",
            "<script>x</script>",
            "<style>",
            "<!--[if mso]>",
            "<![endif]-->",
        ),
        *(
            '<a href="javascript:x">',
            '<a href="https://a.se/(x y">',
            "</a>",
            '<img src="cid:a" alt="b">',
            "<img>",
        ),
        *(
            '<p class="MsoListParagraph" style="mso-list:l0 level7 lfo1">',
            '<p class="MsoNormal">',
            "<o:p>&nbsp;</o:p>",
        ),
        *(
            '<span style="mso-list:Ignore">1.</span>',
            "<div id=divRplyFwdMsg>",
            "Mvh",
            "&lt;b&gt;",
            "|",
            "*",
            "_",
            "`",
        ),
        *(
            "[x](y)",
            "# ",
            "1. ",
            "- ",
            "\\",
            "å",
            "\n",
            " ",
            "https://a.se",
            "<form>",
            "<svg>",
            "\x00",
            "\ue100",
        ),
    ]
)


@given(st.lists(_PIECES | st.text(max_size=5), max_size=40))
def test_any_html(pieces: list[str]) -> None:
    blocks, notes = html_blocks("".join(pieces), pictures=lambda source: "a.png" if source == "cid:a" else "")
    page = Pages().published(markdown_of(blocks), 1, "", "forum.example")
    assert all(isinstance(kind, str) for kind, _words in notes)
    for forbidden in ("<script", "<style", "<form", "<svg", 'javascript:x"', "<o:p"):
        assert forbidden not in page.html
