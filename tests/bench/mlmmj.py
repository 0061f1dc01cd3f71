"""mlmmj as a peer: a list of its own in a temporary folder, where mlmmj is installed (`apt install mlmmj`).

Nothing of it stays in memory: a mail server starts it anew for each mail, and so is it started here. The sink
acknowledges at once (`Sink`): mlmmj writes a mail in pieces and would wait 44 ms for the first, that is 23
mails a second. It keeps no archive. Of a mail larger than 16 kB it reads the file again for each recipient,
unless `memorymailsize` says that it need not; it is measured both ways.
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from tests.bench.letters import sample_mail
from tests.bench.processes import Opened, Sink

_NAME, _DOMAIN = "many", "lists.example"
_AT_A_TIME = 4  # processes, each with a subscription
_LIMIT_S = 300.0
_FOLDERS = (
    *("archive", "bounce", "control", "digesters.d", "incoming", "moderation", "nomailsubs.d", "queue"),
    *("queue/discarded", "requeue", "subconf", "subscribers.d", "unsubconf"),
)


def found() -> str:
    """The program that takes a mail for a list, "" where mlmmj is not installed."""
    program = shutil.which("mlmmj-receive") or ""
    return program if program and _texts(program).is_dir() else ""


class Mlmmj(Opened):
    """A list and the sink that takes what it sends. Each mail to a member has a return path of its own.

    program    what takes a mail for the list; named by its whole path, which mlmmj insists on
    members    of the list
    in_memory  a mail of any size here
    """

    def __init__(self, program: str, *, members: int, in_memory: bool = False) -> None:
        self._program, self._members, self._in_memory = program, members, in_memory

    def __enter__(self) -> "Mlmmj":
        with ExitStack() as opened:
            self._folder = Path(opened.enter_context(_folder()))
            self._sink = opened.enter_context(Sink(acknowledges_at_once=True))
            self._make_list()
            self._opened = opened.pop_all()
        return self

    def _make_list(self) -> None:
        """As mlmmj-make-ml makes one, which asks a person. No file `verp`: it makes return paths itself."""
        shutil.copytree(_texts(self._program), self._folder / "text")
        for name in _FOLDERS:
            (self._folder / name).mkdir()
        options = {
            "listaddress": f"{_NAME}@{_DOMAIN}",
            "owner": f"owner@{_DOMAIN}",
            "relayhost": "127.0.0.1",
            "smtpport": str(self._sink.port),
            "noarchive": "",
            **({"memorymailsize": "100000"} if self._in_memory else {}),
        }
        for name, value in options.items():
            (self._folder / "control" / name).write_text(value + "\n")
        people = "".join(f"person{number}@d{number % 997}.example\n" for number in range(self._members))
        (self._folder / "subscribers.d" / "p").write_text(people)
        (self._folder / "index").touch()

    def fan_out(self) -> float:
        """Recipients a second, of one post of 20 kB."""
        sender = "person0@d0.example"
        post = sample_mail(sender, f"{_NAME}@{_DOMAIN}", "Nytt stöd", lines=180, html=True)
        return self._rate([partial(self._take, sender, post)], self._members)

    def commands(self, mails: int) -> float:
        """Subscriptions by mail a second, each until the mail that asks to confirm it has come."""
        return self._rate([partial(self._subscribe, number) for number in range(mails)], mails)

    def _subscribe(self, number: int) -> None:
        sender = f"new{number}@region.example"
        self._take(sender, sample_mail(sender, f"{_NAME}+subscribe@{_DOMAIN}", "Hej"))

    def _take(self, sender: str, mail: bytes) -> None:
        """As a mail server hands one over; returns when all that follows has been sent."""
        mail = b"Return-Path: <%b>\n" % sender.encode() + mail.replace(b"\r\n", b"\n")
        subprocess.run([self._program, "-L", self._folder, "-F"], input=mail, check=True)

    def _rate(self, steps: list[Callable[[], None]], wanted: int) -> float:
        before = self._sink.until(0, limit_s=0)
        began = time.perf_counter()
        with ThreadPoolExecutor(_AT_A_TIME) as threads:
            for each in [threads.submit(step) for step in steps]:
                each.result()
        came = self._sink.until(before + wanted, limit_s=_LIMIT_S) - before
        if came < wanted:
            raise RuntimeError(f"mlmmj sent {came} of {wanted} mails")
        return wanted / (time.perf_counter() - began)


def _texts(program: str) -> Path:
    """The letters of a new list, in English."""
    return Path(program).resolve().parents[1] / "share" / "mlmmj" / "text.skel" / "en"


def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="mailservice-bench-mlmmj-", ignore_cleanup_errors=True)
