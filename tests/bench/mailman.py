"""Mailman 3 as a peer: an installation of its own in a temporary folder, for as long as a `with` lasts.

It is found where MAILMAN names its command, else where `mailman` is on the PATH; never in our own virtual
environment, where it would meet our dependencies:

    python3 -m venv ~/mailman && ~/mailman/bin/pip install mailman==3.3.10 'sqlalchemy<2.1'
    MAILMAN=~/mailman/bin/mailman make bench

It is set up as kindly as its documentation lets one: SQLite, one process for each queue (two of a kind,
locked out of the database, shunt mail there), nothing archived, no web, and no process that these runs do
not need.
"""

import os
import shutil
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench.letters import sample_mail
from tests.bench.processes import Opened, Sink, free_port, until_open

_DOMAIN = "lists.example"
_IDLE = ("archive", "bounces", "digest", "nntp", "rest", "retry", "task")  # its processes that stay away
_START_S = 120.0

_CONFIG = """
[mailman]
site_owner: owner@{domain}
layout: bench

[paths.bench]
var_dir: {folder}/var
bin_dir: {bin}

[mta]
incoming: mailman.mta.null.NullMTA
lmtp_port: {lmtp}
smtp_port: {smtp}
verp_personalized_deliveries: yes
max_recipients: 500
"""

_PREPARE = """
from mailman.app.lifecycle import create_list
from mailman.database.transaction import transaction
from mailman.interfaces.archiver import ArchivePolicy
from mailman.interfaces.domain import IDomainManager
from mailman.interfaces.mailinglist import Personalization
from mailman.interfaces.usermanager import IUserManager
from mailman.utilities.datetime import now
from zope.component import getUtility


def prepare():
    users = getUtility(IUserManager)
    with transaction():
        getUtility(IDomainManager).add("{domain}")
        people = [
            users.create_address(f"person{{number}}@d{{number % 997}}.example") for number in range({members})
        ]
        for each in people:
            each.verified_on = now()
        for name, members in (("many", people), ("one", people[:1])):
            list_ = create_list(f"{{name}}@{domain}", ["owner@{domain}"])
            list_.archive_policy = ArchivePolicy.never
            list_.personalize = Personalization.individual if name == "many" else Personalization.none
            list_.send_welcome_message = list_.admin_immed_notify = False
            for each in members:
                list_.subscribe(each)
"""


def found() -> str:
    """Mailman 3's command, "" where it is not installed."""
    program = shutil.which(os.environ.get("MAILMAN", "mailman")) or ""
    return program if program and _master(program).exists() else ""


class Mailman(Opened):
    """A running Mailman, its lists, and the sink that takes what it sends.

    program  its command
    members  of the list `many`, each of whose mails is personalised and has a return path of its own; the
             list `one` has one
    """

    def __init__(self, program: str, *, members: int) -> None:
        self._program, self._members = program, members

    def __enter__(self) -> "Mailman":
        with ExitStack() as opened:
            folder = Path(opened.enter_context(_folder()))
            self._sink = opened.enter_context(Sink())
            self._lmtp = free_port()
            config = self._configure(folder)
            log = opened.enter_context((folder / "log").open("w"))
            environment = {**os.environ, "PYTHONPATH": str(folder)}
            root = ["--run-as-root"] if os.geteuid() == 0 else []
            prepare = [self._program, *root, "-C", str(config), "shell", "-r", "prepare.prepare"]
            subprocess.run(prepare, check=True, env=environment, cwd=folder, stdout=log, stderr=log)
            master = subprocess.Popen([_master(self._program), "-C", config], stdout=log, stderr=log)
            opened.callback(master.wait)
            opened.callback(master.terminate)
            until_open(self._lmtp, limit_s=_START_S)
            self._opened = opened.pop_all()
        return self

    def _configure(self, folder: Path) -> Path:
        config = folder / "mailman.cfg"
        given = {"folder": folder, "lmtp": self._lmtp, "smtp": self._sink.port, "domain": _DOMAIN}
        idle = "".join(f"\n[runner.{name}]\nstart: no\n" for name in _IDLE)
        config.write_text(_CONFIG.format(**given, bin=_master(self._program).parent) + idle, encoding="utf-8")
        prepare = _PREPARE.format(domain=_DOMAIN, members=self._members)
        (folder / "prepare.py").write_text(prepare, encoding="utf-8")
        return config

    def fan_out(self) -> float:
        """Recipients a second, from the first to the last mail, of one post of 20 kB to `many`."""
        post = sample_mail("person0@d0.example", f"many@{_DOMAIN}", "Nytt stöd", lines=180, html=True)
        return self._rate([("person0@d0.example", "many", post)], self._members, from_the_first=True)

    def commands(self, mails: int) -> float:
        """Subscriptions by mail a second, each until the mail that asks to confirm it has come."""
        return self._rate(list(_subscriptions(mails)), mails)

    def posts(self, mails: int) -> float:
        """Posts to `one` a second, each until it has come to its member."""
        return self._rate(list(_posts(mails)), mails)

    def _rate(
        self, mails: list[tuple[str, str, bytes]], wanted: int, *, from_the_first: bool = False
    ) -> float:
        before = self._sink.until(0, limit_s=0)
        began = time.perf_counter()
        with smtplib.LMTP("127.0.0.1", self._lmtp) as door:
            for sender, name, content in mails:
                door.sendmail(sender, [f"{name}@{_DOMAIN}"], content)
        if from_the_first:
            self._sink.until(before + 1, limit_s=120)
            began = time.perf_counter()
        came = self._sink.until(before + wanted, limit_s=300) - before
        if came < wanted:
            raise RuntimeError(f"Mailman sent {came} of {wanted} mails")
        return wanted / (time.perf_counter() - began)


def _master(program: str) -> Path:
    """The program that runs Mailman's processes; it stands beside its command."""
    return Path(program).resolve().parent / "master"


def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="mailservice-bench-mailman-", ignore_cleanup_errors=True)


def _subscriptions(mails: int) -> Iterator[tuple[str, str, bytes]]:
    for number in range(mails):
        sender = f"new{number}@region.example"
        yield sender, "many-subscribe", sample_mail(sender, f"many-subscribe@{_DOMAIN}", "Hej")


def _posts(mails: int) -> Iterator[tuple[str, str, bytes]]:
    sender = "person0@d0.example"
    for number in range(mails):
        yield sender, "one", sample_mail(sender, f"one@{_DOMAIN}", f"Inlägg {number}")
