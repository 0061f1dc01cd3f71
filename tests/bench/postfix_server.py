"""Postfix itself, as a peer: an instance of its own in a temporary folder, for as long as a `with` lasts.

It has its own configuration, queue, log and ports, and leaves the machine's own Postfix alone. Only root may
start it, for its daemons change to the user that `postconf` names. What it is set to, and why: no delay when
mail comes in faster than it goes out, no limit of connections for one client (all of ours are one), fifty
deliveries at a time, connections that are kept. As an intake it discards what it has taken: the 250 is given
after the queue file is on the disk. As a relay it gives each recipient of an alias a transaction of its own.
"""

import os
import smtplib
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.bench.postfix import installed
from tests.bench.processes import Opened, Sink, free_port, until_open

_ALIAS = "everybody@alias.example"
_LIMIT_S = 120.0

_MAIN = """
compatibility_level = 3.6
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
queue_directory = {folder}/queue
data_directory = {folder}/data
myhostname = postfix.bench.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
biff = no
in_flow_delay = 0
smtpd_client_connection_count_limit = 0
smtpd_authorized_verp_clients = 127.0.0.1
smtpd_recipient_restrictions = permit_mynetworks, reject
smtputf8_enable = no
default_transport = {transport}
relayhost = [127.0.0.1]:{relay}
virtual_alias_domains = alias.example
virtual_alias_maps = texthash:{folder}/alias
virtual_alias_expansion_limit = 200000
virtual_alias_recursion_limit = 200000
qmgr_message_recipient_limit = 200000
default_destination_recipient_limit = 1
default_destination_concurrency_limit = 50
initial_destination_concurrency = 50
smtp_connection_cache_destinations = [127.0.0.1]:{relay}
"""

_MASTER = """
127.0.0.1:{port} inet n - n - 100 smtpd
cleanup    unix n - n - 0 cleanup
qmgr       unix n - n 300 1 qmgr
rewrite    unix - - n - - trivial-rewrite
bounce     unix - - n - 0 bounce
defer      unix - - n - 0 bounce
trace      unix - - n - 0 bounce
proxymap   unix - - n - - proxymap
smtp       unix - - n - 50 smtp
error      unix - - n - - error
retry      unix - - n - - error
discard    unix - - n - - discard
anvil      unix - - n - 1 anvil
scache     unix - - n - 1 scache
postlog    unix-dgram n - n - 1 postlogd
"""


def why_not() -> str:
    """Why no Postfix can be started here, "" where one can."""
    if not installed("postfix"):
        return "Postfix is not installed"
    return "" if os.geteuid() == 0 else "Postfix can be started by root alone"


class Postfix(Opened):
    """A Postfix on a port of its own.

    relay    the port where it sends what it relays; 0 for a Postfix that only takes mail in
    members  of its alias, each at an address of their own
    """

    def __init__(self, *, relay: int = 0, members: int = 0) -> None:
        self._relay, self._members = relay, members

    def __enter__(self) -> "Postfix":
        with ExitStack() as opened:
            folder = Path(opened.enter_context(_folder()))
            folder.chmod(0o755)  # its daemons are another user
            self.port = free_port()
            self._configure(folder)
            command = [installed("postfix"), "-c", str(folder)]
            opened.callback(subprocess.run, [*command, "stop"], capture_output=True, check=False)
            subprocess.run([*command, "start"], capture_output=True, check=True)
            until_open(self.port)
            self._opened = opened.pop_all()
        return self

    def _configure(self, folder: Path) -> None:
        transport = "smtp" if self._relay else "discard:"
        given = {"folder": folder, "relay": self._relay or 1, "port": self.port, "transport": transport}
        for name, text in (("main.cf", _MAIN), ("master.cf", _MASTER)):
            (folder / name).write_text(text.format(**given), encoding="ascii")
        members = " ".join(f"person{number}@d{number % 997}.example" for number in range(self._members))
        (folder / "alias").write_text(f"{_ALIAS} {members or _ALIAS}\n", encoding="ascii")
        (folder / "queue").mkdir()

    def fan_out(self, mail: bytes, sink: Sink, *, verp: bool) -> float:
        """Recipients a second, from the first to the last mail at the sink, of one mail to its alias.

        verp    each with a return path of its own (XVERP)
        Raises  RuntimeError where one is missing
        """
        before = sink.until(0, limit_s=0)
        with smtplib.SMTP("127.0.0.1", self.port) as door:
            door.sendmail("a@x.example", [_ALIAS], mail, mail_options=["XVERP"] if verp else [])
        sink.until(before + 1, limit_s=_LIMIT_S)
        began = time.perf_counter()
        came = sink.until(before + self._members, limit_s=_LIMIT_S) - before
        if came < self._members:
            raise RuntimeError(f"Postfix sent {came} of {self._members} mails")
        return self._members / (time.perf_counter() - began)


def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="mailservice-bench-postfix-", ignore_cleanup_errors=True)
