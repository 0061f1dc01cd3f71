"""Running text as Markdown."""

import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from mailservice.message.markdown_runs import BREAK, Run, words_of, written

_RUNS = st.lists(
    st.builds(
        Run,
        st.text(st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="\x00"), max_size=8)
        | st.sampled_from(
            ["*", "_", "a*b", "[x](y)", "<b>", "&amp;", "`", "1. ", "# ", "~~~", "| a |", "\\", "!"]
        ),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["", "", "https://a.se/b"]),
    ),
    max_size=6,
)


def shown(markdown: str) -> str:
    """What a reader sees of it, every white space left out."""
    page = LexborHTMLParser(MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown))
    body = page.body
    return re.sub(r"\s", "", body.text() if body else "")


@given(_RUNS)
def test_what_was_written_is_what_is_read(runs: list[Run]) -> None:
    """Whatever marks a text holds, its reader sees them as letters; emphasis may be left out, text not."""
    wanted = re.sub(r"[\s\u200b]", "", words_of(runs))
    seen = shown(written(runs))
    assert seen.replace("*", "") == wanted.replace("*", "")


def test_edges() -> None:
    assert written([]) == ""
    assert written([Run(BREAK), Run(" "), Run("a"), Run(BREAK)]) == "a"
    assert written([Run("a"), Run(BREAK), Run(" b")], one_line=True) == "a b"
    assert written([Run("", picture="a.png"), Run("  x ")]) == "![](cid:a.png) x"
    assert written([Run("a", strong=True, em=True)]) == "***a***"
    assert written([Run("https://a.se", em=True)]) == "*<https://a.se>*"
    assert words_of([Run(" a "), Run(BREAK), Run("b")]) == "a b"
