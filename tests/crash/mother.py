"""The mother of all lives: a process that has everything loaded and forks, so that a life begins in a blink.

    python -m tests.crash.mother CONFIG LOG TAKEN

Standard input takes one order a line, standard output gives one answer each:

    service           fork a service from the configuration; answers its process id
    service ISO       the same, with its clock at that instant
    sink PORT         fork a smarthost that notes what it takes in TAKEN; answers its process id
    wait PID          wait until that child is dead; answers its exit status, negative for a signal
"""

import os
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from mailservice import reader
from mailservice.cli import app
from mailservice.reading_process import InProcess
from mailservice.reading_process import main as read_for_service
from mailservice.teaching import read_lexicon, warm
from tests.crash import sink


def main() -> None:
    config, log, taken = (Path(each) for each in sys.argv[1:4])
    lexicon = read_lexicon()
    warm(lexicon)  # the dictionaries, once for all lives
    import mailservice.app  # and everything that `serve` imports

    patch = pytest.MonkeyPatch()
    patch.setattr(reader, "read_lexicon", lambda: lexicon)
    patch.setattr(mailservice.app, "InProcess", partial(InProcess, start=ForkedReader))
    print("ready", flush=True)
    children: set[int] = set()
    for line in sys.stdin:
        order, _, argument = line.strip().partition(" ")
        if order == "wait":
            children.discard(int(argument))
            _, status = os.waitpid(int(argument), 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        if order == "sink":
            child = _forked(partial(sink.run, int(argument), taken), log)
        else:
            command = ["serve", "--config", str(config), *(["--clock", argument] if argument else [])]
            child = _forked(partial(app, command, standalone_mode=False), log)
        children.add(child)
        print(child, flush=True)
    for child in children:  # whoever gave the orders has died
        os.kill(child, signal.SIGKILL)


class ForkedReader:
    """The reader of a life, forked by the service: all is loaded. It ends when its service does, as any."""

    def __init__(self, theirs: socket.socket) -> None:
        self._child = os.fork()
        if self._child == 0:
            try:
                os.dup2(theirs.fileno(), 0)
                os.dup2(theirs.fileno(), 1)
                os.closerange(3, os.sysconf("SC_OPEN_MAX"))  # doors, locks and databases of the service
                read_for_service()
            finally:
                os._exit(0)

    def kill(self) -> None:
        os.kill(self._child, signal.SIGKILL)

    def wait(self) -> int:
        return os.waitpid(self._child, 0)[1]


def _forked(life: Callable[[], object], log: Path) -> int:
    """The process id of a child that lives that life and ends."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        with log.open("ab") as stream:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(stream.fileno(), 1)
            os.dup2(stream.fileno(), 2)
        life()
        status = 0
    except BaseException as error:  # a fork must never return into its mother's loop
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
