"""One letter to many: F1, F2, F3 and F6, and how the cost grows.

Each of ours is a mail of its own, with its own return path, way to leave, last line and signature, and its
result is stored. A letter of ours can be nothing else (docs/decisions/0012-fan-out.md). So F4, a letter
that is the same for all and goes to a hundred recipients in one transaction, has nothing here to be
measured: its bounce would not tell whose it is, and nobody could leave with one click. F5, what a kill
repeats, is `make crash`.
"""

from dataclasses import asdict
from typing import Any

from tests.bench.fan_out import FanOut, bare_pipelined, measure_fan_out
from tests.bench.letters import sample_mail
from tests.bench.mailman import Mailman, found
from tests.bench.mlmmj import Mlmmj
from tests.bench.mlmmj import found as found_mlmmj
from tests.bench.postfix import PostfixSink, installed, smtp_source
from tests.bench.postfix_server import Postfix, why_not
from tests.bench.processes import Sink
from tests.bench.run import Run
from tests.bench.table import Peer

# Of a machine with two cores, where these were measured for peers.
_MAILMAN_BEFORE, _MLMMJ_BEFORE, _POSTFIX_BEFORE, _XVERP_BEFORE = 32.0, 592.0, 1_131.0, 598.0


def fan_out(run: Run) -> None:
    """F1, F2, F3, F6."""
    many = {signed: measured_fan_out(run, 10_000, signed=signed) for signed in ("no", "ed25519", "rsa")}
    _beside_yardsticks(run, many)
    _beside_peers(run, many)
    _growth(run, many["no"])
    if run.postgresql:
        _workers(run)
    else:
        run.skipped("there is no PostgreSQL: several sending processes are left out")


def measured_fan_out(run: Run, people: int, **how: Any) -> FanOut:
    """One send, told and kept."""
    options = " ".join(f"{key} {value}" for key, value in how.items())
    run.now(f"fan-out to {run.of(people):,} {options}")
    measured = measure_fan_out(run.of(people), **how)
    run.figures.setdefault("fan-out", []).append(asdict(measured))
    return measured


def _beside_yardsticks(run: Run, many: dict[str, FanOut]) -> None:
    """F2: beside whoever sends ready mails and stores nothing, into our sink and into that of Postfix."""
    run.now("yardstick: a bare pipelined client")
    yardsticks = [Peer("bare pipelined client", bare_pipelined(run.of(10_000)))]
    source, taker = installed("smtp-source"), installed("smtp-sink")
    if source:
        run.now("yardstick: smtp-source")
        with Sink() as sink:
            yardsticks.append(Peer("smtp-source", smtp_source(source, sink.port, run.of(10_000))))
    run.figures["yardsticks"] = {each.name: each.rate for each in yardsticks}
    for signed, wanted in (("no", 0.5), ("ed25519", 0.5), ("rsa", 0.0)):
        for each in yardsticks:
            run.rate(f"F2 fan-out, 20 kB, signed: {signed}", many[signed].wire, each, wanted)
    if source and taker:
        _into_smtp_sink(run, source, taker)
    else:
        run.skipped(
            "smtp-source and smtp-sink are not installed: F2 is held to a bare pipelined client alone"
        )


def _into_smtp_sink(run: Run, source: str, taker: str) -> None:
    """F2 as it is meant: ours and smtp-source, one after the other, into Postfix's own sink."""
    for signed in ("no", "ed25519"):
        run.now("yardstick: smtp-source into smtp-sink")
        with PostfixSink(taker) as sink:
            rate = smtp_source(source, sink.port, run.of(10_000))
        run.figures["yardsticks"][f"smtp-source into smtp-sink, beside {signed}"] = rate
        ours = measured_fan_out(run, 10_000, signed=signed, smtp_sink=taker)
        name = Peer("smtp-source, both into smtp-sink", rate)
        run.rate(f"F2 fan-out, 20 kB, signed: {signed}", ours.wire, name, 1.0)


def _beside_peers(run: Run, many: dict[str, FanOut]) -> None:
    """F1 and F3: beside those who send a list's mail."""
    mailman = run.peer("Mailman 3, personalised, VERP, unsigned", _mailman(run), _MAILMAN_BEFORE)
    mlmmj, in_memory = _mlmmj(run)
    single, verp = _postfix(run)
    ours = many["ed25519"].wire
    run.rate("F1 fan-out, Ed25519", ours, mailman, 100)
    run.rate("F1 fan-out, Ed25519", ours, run.peer("mlmmj, without its stall", mlmmj, _MLMMJ_BEFORE), 6)
    if in_memory is not None:
        run.rate("F1 fan-out, Ed25519", ours, Peer("the same, its memorymailsize raised", in_memory))
    run.rate("F1 fan-out, Ed25519", ours, run.peer("Postfix, 1 a transaction", single, _POSTFIX_BEFORE), 3)
    run.rate("F1 fan-out, Ed25519", ours, run.peer("Postfix, XVERP", verp, _XVERP_BEFORE), 5)
    run.rate("F3 fan-out, RSA-2048", many["rsa"].wire, mailman, 25)
    if signing := run.figures.get("signing"):
        bare = Peer("bare RSA-2048, one core", signing["bare_rsa"])
        run.rate("F3 fan-out, RSA-2048, 1 process", many["rsa"].wire, bare, 0.75)


def _mailman(run: Run) -> float | None:
    program, members = found(), run.of(1_000)
    if not program:
        run.skipped("Mailman 3 is not installed: its fan-out is that measured before")
        return None
    run.now(f"Mailman 3, fan-out to {members:,}")
    with Mailman(program, members=members) as mailman:
        return mailman.fan_out()


def _mlmmj(run: Run) -> tuple[float | None, float | None]:
    """Recipients a second: as it comes, then with the mail in memory."""
    program, members = found_mlmmj(), run.of(2_000)
    if not program:
        run.skipped("mlmmj is not installed: its fan-out is that measured before")
        return None, None
    run.now(f"mlmmj, fan-out to {members:,}")
    with Mlmmj(program, members=members) as mlmmj:
        as_it_comes = mlmmj.fan_out()
    with Mlmmj(program, members=members, in_memory=True) as mlmmj:
        return as_it_comes, mlmmj.fan_out()


def _postfix(run: Run) -> tuple[float | None, float | None]:
    """Recipients a second: one in each transaction, then with return paths of their own too."""
    if missing := why_not():
        run.skipped(f"{missing}: its relaying is that measured before")
        return None, None
    members = run.of(2_000)
    run.now(f"Postfix, fan-out to {members:,}")
    mail = sample_mail("a@x.example", "everybody@alias.example", "Nytt stöd", lines=180, html=True)
    with Sink() as sink, Postfix(relay=sink.port, members=members) as postfix:
        return postfix.fan_out(mail, sink, verp=False), postfix.fan_out(mail, sink, verp=True)


def _growth(run: Run, middle: FanOut) -> None:
    """F6, and whether a hundred times as many cost a hundred times as much."""
    few = measured_fan_out(run, 1_000)
    most = measured_fan_out(run, 100_000, remind_after_s=2.0)
    rows, wire = (Peer(f"{middle.people:,} recipients", each) for each in (middle.rows, middle.wire))
    for each in (few, middle, most):
        run.rate(f"growth: {each.people:,} recipients, rows written", each.rows, rows)
        run.rate(f"growth: {each.people:,} recipients, on the wire", each.wire, wire)
    measured, ratio = f"{most.peak_rss_mb:.0f} MB", most.peak_rss_mb / few.peak_rss_mb
    run.at_most("F6 memory of a sending process", measured, ratio, f"that at {few.people:,}", 1.1)
    run.at_most("F6 the same, absolute", measured, most.peak_rss_mb / 80, "80 MB", 1.0)
    passed = f"{1000 * most.reminder_s:,.0f} ms"
    run.at_most("a reminder in the outbox while news are sent", passed, most.reminder_s, "1 s", 1.0)


def _workers(run: Run) -> None:
    """Several processes on PostgreSQL; F3 wants two of them faster on two cores."""
    alone = None
    for workers, wanted in ((1, 0.0), (2, 1.2), (4, 0.0)):
        each = measured_fan_out(run, 3_000, signed="rsa", workers=workers, postgresql=run.postgresql)
        alone = alone or Peer("one process", each.wire)
        run.rate(f"F3 PostgreSQL, RSA-2048, {workers} sending processes", each.wire, alone, wanted)
