"""Exactly one sender, or none."""

import pytest

from mailservice.message.mailboxes import addresses, one_mailbox


@pytest.mark.parametrize(
    ("value", "address", "name"),
    [
        ("anna@example.se", "anna@example.se", ""),
        ("Anna <Anna@Example.SE>", "anna@example.se", "Anna"),
        ("<anna@example.se>", "anna@example.se", ""),
        ('"Öberg, Bo" <bo@example.se>', "bo@example.se", "Öberg, Bo"),
        ('"Bo \\"B\\" Ek" <bo@example.se>', "bo@example.se", 'Bo "B" Ek'),
        ("=?utf-8?q?Bo_=C3=96?= <bo@example.se>", "bo@example.se", "Bo Ö"),
        ('"anna@example.se" <bo@example.se>', "bo@example.se", "anna@example.se"),
        ("=?utf-8?q?anna=40example.se?= <bo@example.se>", "bo@example.se", "anna@example.se"),
        ("bo@example.se (Bo (hemma\\)))", "bo@example.se", ""),
        ("(" * 2000 + ")" * 2000 + "bo@example.se", "bo@example.se", ""),
        ("bo@example.se,", "bo@example.se", ""),
        ("åsa@häst.example.se", "åsa@xn--hst-qla.example.se", ""),
    ],
)
def test_one_mailbox(value: str, address: str, name: str) -> None:
    found, display, wrong = one_mailbox((value,))
    assert (str(found), display, wrong) == (address, name, "")


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ((), "no-sender"),
        (("",), "no-sender"),
        ((",",), "no-sender"),
        (("anna@example.se", "bo@example.se"), "several-senders"),
        (("anna@example.se, bo@example.se",), "several-senders"),
        (("Anna <anna@example.se>; Bo <bo@example.se>",), "several-senders"),
        (("undisclosed-recipients:;",), "broken-sender"),
        (("Alla: anna@example.se;",), "broken-sender"),
        (("<anna@example.se> bo@example.se",), "broken-sender"),
        (("<anna@example.se> <bo@example.se>",), "broken-sender"),
        (('"Anna <anna@example.se>',), "broken-sender"),
        (("Anna <anna@example.se",), "broken-sender"),
        (("Anna anna@example.se>",), "broken-sender"),
        (("Anna (<anna@example.se>",), "broken-sender"),
        (("Anna) <anna@example.se>",), "broken-sender"),
        (('"anna"@example.se',), "broken-sender"),
        (("Anna",), "broken-sender"),
        (("a@" + "å" * 2000,), "broken-sender"),
    ],
)
def test_no_mailbox(values: tuple[str, ...], wrong: str) -> None:
    assert one_mailbox(values) == (None, "", wrong)


def test_addresses_of_all_who_got_it() -> None:
    values = ("Anna <anna@example.se>, bo@example.se", "Alla: eva@example.se, <x>;", "a b@c d", '"open')
    assert addresses(values) == ("anna@example.se", "bo@example.se", "eva@example.se")
