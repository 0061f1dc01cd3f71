"""What is ours in letters is parsed once, whatever their values; and no value becomes more than words."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservice.rendering.pages import Pages, _Block
from mailservice.rendering.sealing import clean, marked, seal

LETTER = """# Hej {one}

Det här är *viktigt{two}* för {two}, se [{one}](https://forum.example/x).

Du prenumererar nu på {one}. Blev det fel? Svara ”ångra” senast {two} kl. 9\\
{one}

- Från: {one}
- Ämne: **{two}** `{one}`

| Tid | Vad |
| --- | --- |
| {two} | {one} |

    {two}
"""


def page_of(pages: Pages, one: str, two: str) -> tuple[str, str]:
    page = pages.page(LETTER.format(one=seal(one), two=seal(two)))
    return page.text, page.html


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_value_stands_where_it_is_put_and_is_nothing_but_words(one: str, two: str) -> None:
    one, two = clean(one) or "x", clean(two) or "x"
    pages = Pages()
    page_of(pages, "Anna", "Bo")
    text, html = page_of(pages, one, two)
    _, plain = page_of(pages, "Anna", "Bo")

    assert (text, html) == page_of(Pages(), one, two)
    assert html.count("<") == plain.count("<")
    assert html.count('"') == plain.count('"')
    assert unescape(html).count(one) >= 5
    assert f"Från: {one}" in unescape(html)
    assert "".join(one.split()) in "".join(text.split())


@given(st.text(max_size=90), st.text(max_size=90))
def test_short_lines_are_what_wrapping_would_leave(one: str, two: str) -> None:
    ours, values = marked(LETTER.format(one=seal(clean(one) or "x"), two=seal(clean(two) or "x")))
    blocks = [each for each in Pages()._frame(ours).blocks if isinstance(each, _Block)]

    assert [bool(block.unwrapped) for block in blocks] == [False, False, True, True, True, True]
    for block in blocks:
        assert block.text(values) == _Block(block.tokens, "").text(values)


@pytest.mark.parametrize(
    "value", ["*a*", "[a](https://evil.example)", "<b>", "1. a", "| a", "# a", "&lt;", '"']
)
def test_markup_in_a_value_is_shown(value: str) -> None:
    text, html = page_of(Pages(), value, value)

    assert f"- Från: {value}\n" in text
    assert f"<li>Från: {value}</li>" in unescape(html) or f"<p>Från: {value}</p>" in unescape(html)


def test_nobodys_value_is_kept() -> None:
    pages = Pages()
    page_of(pages, "Anna", "Bo")
    page_of(pages, "Cecilia", "David")

    assert pages._framed.cache_info().currsize == 1  # type: ignore[attr-defined]
