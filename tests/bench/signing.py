"""Signatures alone: bare ones of `cryptography` beside our signing of a 20 kB mail."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from mailservice.delivery.dkim import DkimKey, DkimSigner
from mailservice.message.form import MARKS, MESSAGE_ID, RECIPIENT, TOKEN, Filled, Form, OwnLine
from mailservice.message.header_lines import with_marks

_LINE = b"Regeringen har beslutat om nya medel, och regionerna kan soka stod.\r\n"


@dataclass(frozen=True, slots=True)
class Signing:
    """Signatures a second."""

    bare_rsa: float
    rsa: float
    rsa_two_threads: float
    ed25519: float


def measure_signing(seconds: float = 1.0) -> Signing:
    """Each for so long."""
    rsa, ed25519 = generate_private_key(65537, 2048), Ed25519PrivateKey.generate()
    line = OwnLine(f"Det här gick till {RECIPIENT}.\n")
    own = (("To", RECIPIENT), ("Message-ID", MESSAGE_ID), ("List-Unsubscribe", TOKEN))
    fields = (b"From: Forum <forum@x.se>\r\n", b"Subject: Nytt\r\n", *(with_marks(*each) for each in own))
    form = Form(fields, (_LINE * 200, _LINE * 80), ((line, False),))
    mail = Filled(form, (*[b"anna@x.se"] * len(MARKS), line.filled("anna@x.se")))
    signers = [
        DkimSigner(
            "x.se",
            [DkimKey.from_pem("s", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))],
        )
        for key in (rsa, ed25519)
    ]
    return Signing(
        bare_rsa=_rate(lambda: rsa.sign(_LINE, PKCS1v15(), SHA256()), seconds),
        rsa=_rate(lambda: signers[0].sign(mail), seconds),
        rsa_two_threads=_rate(lambda: signers[0].sign(mail), seconds, threads=2),
        ed25519=_rate(lambda: signers[1].sign(mail), seconds),
    )


def _rate(work: Callable[[], object], seconds: float, *, threads: int = 1) -> float:
    end = time.perf_counter() + seconds

    def repeat() -> int:
        done = 0
        while time.perf_counter() < end:
            work()
            done += 1
        return done

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(lambda _: repeat(), range(threads))) / seconds
