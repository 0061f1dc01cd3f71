import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservice.message.verp import decode_verp, encode_verp

KEY = b"k" * 32
deliveries = st.from_regex(r"[a-z0-9][a-z0-9-]{0,38}", fullmatch=True)


@given(deliveries, st.binary(min_size=16, max_size=64), st.binary(min_size=16, max_size=64))
def test_a_return_path_leads_back_to_its_delivery(delivery: str, key: bytes, wrong: bytes) -> None:
    address = encode_verp(delivery, address="forum@tillvaxtverket.se", key=key)
    assert decode_verp(address, key=key) == delivery
    assert decode_verp(address.upper(), key=key) == delivery  # some systems change case
    assert wrong.rstrip(b"\0") == key.rstrip(b"\0") or decode_verp(address, key=wrong) is None
    assert len(address.partition("@")[0]) <= 64  # octets, RFC 5321 section 4.5.3.1.1
    assert address.isascii()


@given(deliveries, st.integers(min_value=0), st.sampled_from("abcdefgh234567"))
def test_a_changed_one_is_none_of_ours(delivery: str, place: int, other: str) -> None:
    address = encode_verp(delivery, address="forum@tillvaxtverket.se", key=KEY)
    place %= address.index("@")
    changed = address[:place] + other + address[place + 1 :]
    assert changed == address or decode_verp(changed, key=KEY) is None


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert decode_verp(text, key=KEY) is None


@pytest.mark.parametrize("delivery", ["", "Upper", "å", "a b", "-a", "a@b", "x" * 40])
def test_an_id_that_cannot_stand_in_an_address(delivery: str) -> None:
    with pytest.raises(ValueError):
        encode_verp(delivery, address="forum@tillvaxtverket.se", key=KEY)


def test_it_belongs_to_one_address_and_one_domain() -> None:
    address = encode_verp("abc", address="forum@tillvaxtverket.se", key=KEY)
    assert decode_verp(address.replace("forum+", "kansli+"), key=KEY) is None
    assert decode_verp(address.replace("tillvaxtverket.se", "evil.example"), key=KEY) is None
