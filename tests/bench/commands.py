"""A mail the whole way: SMTP in, understood, carried out, what follows at the sink; all of it durable.

Service, sender and sink are processes of their own. The first mail is not counted: it waits for dictionaries.
Two kinds: a command in a person's own words, which is answered; and a post to a network's own address, which
goes whole to the one who reads it there, the secretariat, while its writer is told so. That is two mails for
each post: what a mailing list of one member does, and a receipt.
"""

import compileall
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Literal

import mailservice
from tests.bench.processes import Serving, Sink, free_port, write_config

CONNECTIONS = 10
Kind = Literal["commands", "posts"]
_FOLLOW: dict[Kind, int] = {"commands": 1, "posts": 2}  # mails for each
_NETWORK = """
[[lists]]
id = "natverk"
name = { sv = "Nätverket", en = "The network" }
address = "natverk@tillvaxtverket.se"
"""


@dataclass(frozen=True, slots=True)
class Commands:
    """rate: mails a second with all that follows; missing: mails that did not follow; ready_s: until the
    doors were open; cpu_s: of the service's processor, its start included."""

    rate: float
    missing: int
    peak_rss_mb: float
    ready_s: float
    cpu_s: float


def measure_commands(
    folder: Path, mails: int, *, kind: Kind = "commands", limit_s: float = 300.0
) -> Commands:
    """Hand so many in, wait for what follows; the clock runs from when the client, started, connects."""
    port, follow = free_port(), _FOLLOW[kind]
    with Sink() as sink:
        config = write_config(folder, smarthost=sink.port, smtp=port, more=_NETWORK)
        with Serving(config, port) as service:
            _hand_in(port, 1, kind=kind, connections=1)
            sink.until(follow, limit_s=60)
            began = _hand_in(port, mails, kind=kind, connections=CONNECTIONS)
            # The first is known again, and not answered twice.
            followed = sink.until(mails * follow, limit_s=limit_s) - follow
            seconds = perf_counter() - began
    missing = (mails - 1) * follow - followed
    rate = followed / follow / seconds
    return Commands(rate, missing, service.peak_rss_mb, service.ready_s, service.cpu_s)


def measure_starts(folder: Path, starts: int) -> tuple[list[float], list[float]]:
    """Seconds of so many runs of `mailservice --help`; until the doors of as many new services were open.

    Compiled beforehand, as pip does it: where PYTHONDONTWRITEBYTECODE is set, a checkout is compiled at each.
    """
    compileall.compile_dir(Path(mailservice.__file__).parent, quiet=1)
    commands, services = [], []
    for number in range(starts):
        began = perf_counter()
        subprocess.run([sys.executable, "-m", "mailservice", "--help"], check=True, stdout=subprocess.DEVNULL)
        commands.append(perf_counter() - began)
        own, port = folder / str(number), free_port()
        own.mkdir()
        with Serving(write_config(own, smarthost=1, smtp=port), port) as service:
            services.append(service.ready_s)
    return commands, services


def _hand_in(port: int, mails: int, *, kind: Kind, connections: int) -> float:
    """Returns when the client began: it takes a tenth of a second and more to start."""
    command = [sys.executable, "-m", "tests.bench.load", str(port), "--kind", kind]
    command += ["--mails", str(mails), "--connections", str(connections)]
    sent = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=300).stdout)
    return float(sent["began"])
