"""Signatures alone: ours of a whole mail, beside bare ones."""

from dataclasses import asdict

from tests.bench.run import Run
from tests.bench.signing import measure_signing
from tests.bench.table import Peer


def signatures(run: Run) -> None:
    """What F3 is held to."""
    run.now("signing")
    found = measure_signing(1.0 * min(1.0, run.scale))
    run.figures["signing"] = asdict(found)
    bare = Peer("bare RSA-2048", found.bare_rsa)
    run.rate("sign 20 kB, RSA-2048, one thread", found.rsa, bare, 0.9)
    run.rate("the same, two threads", found.rsa_two_threads, bare)
    run.rate("sign 20 kB, Ed25519", found.ed25519, bare)
