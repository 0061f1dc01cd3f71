from mailservice.message.list_headers import list_headers, with_detail

FORUM = "forum@tillvaxtverket.se"


def test_news_of_one_list() -> None:
    fields = dict(
        list_headers(list_id="politik", name="Politik", address=FORUM, token="abc", help_word="hjälp")
    )
    assert fields == {
        "List-Id": '"Politik" <politik.forum.tillvaxtverket.se>',
        "List-Help": "<mailto:forum@tillvaxtverket.se?subject=hj%C3%A4lp>",
        "List-Unsubscribe": "<mailto:forum+stop-abc@tillvaxtverket.se?subject=STOPP>",
        "List-Post": "NO",
        "Precedence": "bulk",
    }


def test_a_digest_of_several_lists_bears_the_name_of_the_service() -> None:
    fields = dict(list_headers(list_id="", name="Forum", address=FORUM, token="t", help_word="help"))
    assert fields["List-Id"] == '"Forum" <forum.tillvaxtverket.se>'


def test_without_a_token_the_address_of_the_sender_has_to_do() -> None:
    fields = dict(list_headers(list_id="", name="Forum", address=FORUM, token="", help_word="help"))
    assert fields["List-Unsubscribe"] == "<mailto:forum@tillvaxtverket.se?subject=STOPP>"


def test_detail() -> None:
    assert with_detail(FORUM, "ja") == "forum+ja@tillvaxtverket.se"
