"""Durable intake: I1 and I2 with 50 connections, I4 with one.

Two clients, for the targets come from two: our own pipelined one beside aiosmtpd that stores nothing, and
smtp-source, which waits for each reply, beside Postfix (whose 250 is as durable as ours) and smtp-sink
(which stores nothing). Round by round, one after the other. I3, aiosmtpd's own reader with a store behind
it, was a first step on the way: now a reader of our own takes mail
(docs/decisions/0003-own-data-reader.md), held to I1.
"""

from contextlib import nullcontext
from dataclasses import asdict
from statistics import median

from tests.bench.intake import Load, measure, measure_elsewhere
from tests.bench.postfix import PostfixSink, installed
from tests.bench.postfix_server import Postfix, why_not
from tests.bench.run import Run
from tests.bench.table import Peer

_SMTP_SINK = "smtp-sink, stores nothing"
_POSTFIX = "Postfix, its queue on the disk"
_POSTFIX_BEFORE = {2_000: 794.0, 20_000: 550.0}
_POSTFIX_BEFORE_ALONE = 524.0


def intake(run: Run) -> None:
    """I1, I2, I4."""
    if missing := why_not():
        run.skipped(f"{missing}: its intake is that measured before")
    if not installed("smtp-source"):
        run.skipped(
            "smtp-source is not installed: the client beside Postfix is ours, and smtp-sink is left out"
        )
    with nullcontext() if missing else Postfix() as postfix:
        if postfix is not None:  # its processes are there, as ours are
            measure_elsewhere(postfix.port, Load(2_000, 100, connections=50))
        _many(run, postfix, "I1", size_bytes=2_000, mails=2_000, wanted=5.0)
        _many(run, postfix, "I2", size_bytes=20_000, mails=1_200, wanted=3.0)
        _alone(run, postfix)


def _many(
    run: Run, postfix: Postfix | None, name: str, *, size_bytes: int, mails: int, wanted: float
) -> None:
    """With 50 connections: the lines of one size."""
    load = Load(size_bytes, run.of(mails), connections=50)
    bare, beside_bare, ours, taken, sink = [], [], [], [], []
    for _ in range(run.rounds):
        run.now(f"intake, {size_bytes // 1000} kB")
        pair = [measure(server, load) for server in ("bare", "durable")]
        run.figures.setdefault("intake", []).extend(map(asdict, pair))
        bare.append(pair[0].rate)
        beside_bare.append(pair[1].rate)
        ours.append(measure("durable", load, as_others=True).rate)
        if postfix is not None:
            taken.append(measure_elsewhere(postfix.port, load))
        if installed("smtp-source") and (program := installed("smtp-sink")):
            with PostfixSink(program) as yardstick:
                sink.append(measure_elsewhere(yardstick.port, load))
    what = f"{name} durable intake, {size_bytes // 1000} kB, 50 connections"
    _line(run, what, beside_bare, Peer("bare aiosmtpd, stores nothing", median(bare)), bare, 4.0)
    before = run.peer(_POSTFIX, median(taken) if taken else None, _POSTFIX_BEFORE[size_bytes])
    _line(run, what, ours, before, taken, wanted)
    if sink:
        _line(run, what, ours, Peer(_SMTP_SINK, median(sink)), sink, 0.45 if name == "I1" else 0.0)


def _alone(run: Run, postfix: Postfix | None) -> None:
    """One connection in lock-step: nobody waits for a group that does not come."""
    load = Load(2_000, run.of(300), connections=1)
    ours, taken = [], []
    for _ in range(run.rounds):
        run.now("intake, one connection")
        ours.append(measure("durable", load, as_others=True).rate)
        if postfix is not None:
            taken.append(measure_elsewhere(postfix.port, load))
    peer = run.peer(f"{_POSTFIX}, 1 connection", median(taken) if taken else None, _POSTFIX_BEFORE_ALONE)
    _line(run, "I4 durable intake, 2 kB, 1 connection", ours, peer, taken, 0.5)


def _line(run: Run, what: str, ours: list[float], peer: Peer, theirs: list[float], wanted: float) -> None:
    """The median of the rounds' ratios, where the peer ran beside us; else of ours to what it did before."""
    ratios = [mine / other for mine, other in zip(ours, theirs or [peer.rate] * len(ours), strict=True)]
    run.beside(what, median(ours), median(ratios), peer, wanted)
