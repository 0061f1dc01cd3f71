"""A mail the whole way through the service: C1 and C2; how soon the service and its command are there: S1."""

import tempfile
from dataclasses import asdict
from pathlib import Path
from statistics import median

from tests.bench.commands import Commands, Kind, measure_commands, measure_starts
from tests.bench.mailman import Mailman, found
from tests.bench.mlmmj import Mlmmj
from tests.bench.mlmmj import found as found_mlmmj
from tests.bench.run import Run

# Of a machine with two cores, where these were measured for peers.
_MAILMAN_BEFORE, _MLMMJ_BEFORE, _MAILMAN_POSTS_BEFORE = 3.2, 62.0, 18.3
_STARTS = 5
_COMMANDS, _POSTS = 2_000, 1_000  # a few seconds each: what is measured is the steady rate


def commands(run: Run) -> None:
    """C1, C2, S1."""
    subscribed, redistributed = _mailman(run)
    asked = _mlmmj(run)
    answered = _measured(run, "commands", _COMMANDS)
    mailman = run.peer("Mailman 3, subscribe by mail", subscribed, _MAILMAN_BEFORE)
    run.rate("C1 mail command end to end", answered.rate, mailman, 100)
    run.rate("C1 the same", answered.rate, run.peer("mlmmj, subscribe by mail", asked, _MLMMJ_BEFORE), 5)
    handed_on = _measured(run, "posts", _POSTS)
    mailman = run.peer("Mailman 3, list of one member", redistributed, _MAILMAN_POSTS_BEFORE)
    run.rate("C2 post to a network, handed on; its receipt", handed_on.rate, mailman, 20)
    _starts(run)


def _mailman(run: Run) -> tuple[float | None, float | None]:
    """Commands and posts a second."""
    if not (program := found()):
        run.skipped("Mailman 3 is not installed: its commands and posts are those measured before")
        return None, None
    run.now("Mailman 3, commands and posts")
    with Mailman(program, members=1) as mailman:
        mailman.posts(1)  # what is loaded at the first is not counted, as with ours
        return mailman.commands(max(10, int(40 * run.scale))), mailman.posts(max(10, int(150 * run.scale)))


def _mlmmj(run: Run) -> float | None:
    """Commands a second."""
    if not (program := found_mlmmj()):
        run.skipped("mlmmj is not installed: its commands are those measured before")
        return None
    run.now("mlmmj, commands")
    with Mlmmj(program, members=1) as mlmmj:
        return mlmmj.commands(run.of(200))


def _measured(run: Run, kind: Kind, mails: int) -> Commands:
    run.now(f"{kind} end to end")
    with tempfile.TemporaryDirectory(prefix="mailservice-bench-") as folder:
        measured = measure_commands(Path(folder), run.of(mails), kind=kind)
    run.figures[kind] = asdict(measured)
    if measured.missing:
        raise RuntimeError(f"{measured.missing} mails that follow {kind} have not come")
    return measured


def _starts(run: Run) -> None:
    run.now(f"{_STARTS} starts")
    with tempfile.TemporaryDirectory(prefix="mailservice-bench-") as folder:
        command, service = map(median, measure_starts(Path(folder), _STARTS))
    run.figures["starts"] = {"command_s": command, "service_s": service}
    of = f", median of {_STARTS}"
    run.at_most(f"S1 command line{of}", f"{1000 * command:.0f} ms", command / 0.25, "250 ms", 1.0)
    run.at_most(f"S1 doors open, new database{of}", f"{1000 * service:.0f} ms", service, "1 s", 1.0)
