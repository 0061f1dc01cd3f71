"""Our signatures hold for a second implementation, and break when a mail is changed."""

import base64
import re
import threading
from collections.abc import Callable
from dataclasses import replace

import dkim
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from mailservice.delivery.dkim import DkimKey, DkimSigner, relaxed_body, relaxed_field
from mailservice.delivery.unsigned import NoSignature
from mailservice.message.form import MESSAGE_ID, RECIPIENT, Filled, Form, OwnLine

MAIL = (
    b"From: Forum <forum@example.se>\r\nTo: <anna@example.org>\r\n"
    b"Subject: =?utf-8?b?SGVq?=\r\n  folded \t here \r\nDate: Mon, 10 May 2027 06:30:00 +0000\r\n"
    b"Message-ID: <a@example.se>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain;\r\n charset=utf-8\r\n"
    b"List-Unsubscribe: <mailto:forum+stop-a@example.se>\r\n\r\nHej  \t du \r\n\r\nslut\r\n\r\n\r\n"
)
RSA = generate_private_key(65537, 2048)
ED25519 = Ed25519PrivateKey.generate()


def pem(key: object) -> bytes:
    written: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[attr-defined]
    return written


SIGNER = DkimSigner("example.se", [DkimKey.from_pem("r1", pem(RSA)), DkimKey.from_pem("e1", pem(ED25519))])


def formed(mail: bytes) -> Filled:
    """A mail as a form without gaps."""
    head, _, body = mail.partition(b"\r\n\r\n")
    fields = re.split(rb"(?<=\r\n)(?![ \t])", head + b"\r\n")[:-1]
    return Filled(Form(tuple(fields), (body,)), ())


def dns(name: bytes, timeout: int = 5) -> bytes | None:
    """The zone: public keys at the places where the signatures say they are."""
    rsa = base64.b64encode(RSA.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    ed25519 = base64.b64encode(ED25519.public_key().public_bytes_raw())
    zone = {
        b"r1._domainkey.example.se.": b"v=DKIM1; k=rsa; p=" + rsa,
        b"e1._domainkey.example.se.": b"v=DKIM1; k=ed25519; p=" + ed25519,
    }
    return zone.get(name)


class NaclKey:
    """dkimpy verifies Ed25519 through PyNaCl; this is the same call on `cryptography`."""

    def __init__(self, key: bytes, encoder: object) -> None:
        self._key = base64.b64decode(key)

    def verify(self, message: bytes, signature: bytes) -> bytes:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        Ed25519PublicKey.from_public_bytes(self._key).verify(signature, message)
        return message


@pytest.fixture
def holds(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes, int], bool]:
    """Whether the n-th signature of a mail holds, in the eyes of dkimpy."""

    class Nacl:
        class signing:  # noqa: N801 - as PyNaCl names it
            VerifyKey = NaclKey

        class encoding:  # noqa: N801
            Base64Encoder = None

        class exceptions:  # noqa: N801
            BadSignatureError = InvalidSignature
            ValueError = ValueError

    monkeypatch.setattr(dkim, "nacl", Nacl, raising=False)

    def verify(mail: bytes, number: int) -> bool:
        try:
            return bool(dkim.DKIM(mail).verify(idx=number, dnsfunc=dns))
        except dkim.ValidationError:  # the body is another
            return False

    return verify


@pytest.mark.parametrize(
    "mail",
    [
        MAIL,
        MAIL.replace(b"Hej", "Åäö 8-bit".encode()),
        MAIL.partition(b"\r\n\r\n")[0] + b"\r\n\r\n",  # empty body
        MAIL.partition(b"\r\n\r\n")[0] + b"\r\n\r\n\r\n\r\n",  # blank lines only
        MAIL + b"no line end",
        MAIL.replace(b"To:", b"Reply-To: <a@b.c>\r\nReply-To: <d@e.f>\r\nTo:"),  # a field twice
    ],
)
@pytest.mark.parametrize("number", [0, 1])
def test_a_second_implementation_verifies_both_algorithms(
    mail: bytes, number: int, holds: Callable[[bytes, int], bool]
) -> None:
    signed = SIGNER.sign(formed(mail)).mail
    assert signed.endswith(mail)
    assert holds(signed, number)


@pytest.mark.parametrize("number", [0, 1])
def test_a_form_filled_for_many_is_signed_for_each(number: int, holds: Callable[[bytes, int], bool]) -> None:
    form = Form(
        (
            b"From: Forum <forum@example.se>\r\n",
            f"To:  <{RECIPIENT}>\r\n".encode(),
            b"Subject: Hej\r\n",
            f"Message-ID: <{MESSAGE_ID}>\r\n".encode(),
        ),
        (b"Hej  \t\r\n\r\n", b"\r\nslut \r\n\r\n\r\n"),
        ((OwnLine(f"Till  {RECIPIENT} \n"), False),),
    )
    for who in ("anna", "bo"):
        line = form.own[0][0].filled(f"{who}@x.se")
        signed = SIGNER.sign(Filled(form, (f"{who}@x.se".encode(), b"", f"{who}@y".encode(), b"", line))).mail
        assert f"To:  <{who}@x.se>\r\nSubject: Hej".encode() in signed
        assert signed.endswith(f"Hej  \t\r\n\r\nTill  {who}@x.se=20\r\n\r\nslut \r\n\r\n\r\n".encode())
        assert holds(signed, number)
        assert not holds(signed.replace(who.encode() + b"@x.se=20", b"mallory@x.se"), number)


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize(
    ("there", "here"),
    [(b"slut", b"SLUT"), (b"To: <anna", b"To: <bo"), (b"\r\nFrom:", b"\r\nReply-To: <x@y.z>\r\nFrom:")],
)
def test_a_changed_mail_does_not_hold(
    number: int, there: bytes, here: bytes, holds: Callable[[bytes, int], bool]
) -> None:
    signed = SIGNER.sign(formed(MAIL)).mail
    assert there in signed
    assert not holds(signed.replace(there, here), number)


def test_a_refolded_mail_still_holds(holds: Callable[[bytes, int], bool]) -> None:
    refolded = SIGNER.sign(formed(MAIL)).mail.replace(b"text/plain;\r\n charset", b"text/plain; charset")
    assert holds(refolded, 0)


def test_what_is_signed_and_how_it_looks() -> None:
    signature, _ = SIGNER.sign(formed(MAIL)).mail.split(b"DKIM-Signature:")[1:]
    tags = {t.strip().split(b"=", 1)[0]: b"".join(t.split(b"=", 1)[1].split()) for t in signature.split(b";")}
    names = tags[b"h"].split(b":")
    assert tags[b"a"] == b"rsa-sha256"
    assert tags[b"c"] == b"relaxed/relaxed"
    assert b"l" not in tags
    assert names.count(b"from") == names.count(b"list-unsubscribe") == 2  # once more than it occurs
    assert names.count(b"list-unsubscribe-post") == 1
    assert all(len(line) <= 78 for line in signature.split(b"\r\n"))


@pytest.mark.parametrize("key", [generate_private_key(65537, 1024), generate_ec(SECP256R1())])
def test_a_weak_or_strange_key_is_refused(key: object) -> None:
    with pytest.raises(ValueError):
        DkimKey.from_pem("s", pem(key))


@pytest.mark.parametrize(("key", "in_thread"), [(RSA, True), (ED25519, False)])
async def test_a_group_is_signed_in_one_hop_where_the_key_takes_long(key: object, in_thread: bool) -> None:
    made = []
    held = DkimKey.from_pem("r1" if in_thread else "e1", pem(key))

    def sign(data: bytes) -> bytes:
        made.append(threading.current_thread())
        return held.sign(data)

    signer = DkimSigner("example.se", [replace(held, sign=sign)])
    assert signer.takes_long is in_thread
    mails = [formed(MAIL.replace(b"<a@", b"<%d@" % number)) for number in range(3)]
    contents = await signer.signed(mails)
    assert [content.mail for content in contents] == [signer.sign(mail).mail for mail in mails]
    assert len({*made[:3]}) == 1
    assert (made[0] is not threading.current_thread()) is in_thread


async def test_without_a_key_the_mail_stays_as_it_is() -> None:
    [content] = await NoSignature().signed([formed(MAIL)])
    assert content.mail == MAIL


def test_canonical_forms_of_the_rfc() -> None:
    """RFC 6376 section 3.4.5."""
    assert relaxed_field(b"B ", b" Y\t\r\n\tZ  ") == b"b:Y Z"
    assert relaxed_body(b" C \r\nD \t E\r\n\r\n\r\n") == b" C\r\nD E\r\n"
