"""Every reply of the listener, with its enhanced status code (RFC 5321 section 4.2, RFC 3463).

What is ours is answered 4xx, what is the client's 5xx. No reply repeats what the client said.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reply:
    """One reply: three digits, an enhanced status code (not in greetings), a text; ASCII.

    more    further lines after the first, only of an EHLO reply
    on_the_wire   all of it as it is said, made once
    """

    code: int
    status: str
    text: str
    more: tuple[str, ...] = ()

    on_the_wire: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "on_the_wire", self._lines().encode("ascii"))

    def _lines(self) -> str:
        """Each line ended by CRLF."""
        first = f"{self.status} {self.text}" if self.status else self.text
        if not self.more:
            return f"{self.code} {first}\r\n"
        *inner, last = (first, *self.more)
        return "".join([*(f"{self.code}-{line}\r\n" for line in inner), f"{self.code} {last}\r\n"])


class Refused(Exception):
    """A command cannot be followed; `reply` says why."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        super().__init__(reply.text)


OK = Reply(250, "2.0.0", "OK")
SENDER_OK = Reply(250, "2.1.0", "Sender OK")
RECIPIENT_OK = Reply(250, "2.1.5", "Recipient OK")
SEND_CONTENT = Reply(354, "", "End data with <CR><LF>.<CR><LF>")
READY_FOR_TLS = Reply(220, "2.0.0", "Ready to start TLS")
HELP = Reply(214, "2.0.0", "See RFC 5321; a person reads what is sent to postmaster")
CANNOT_VERIFY = Reply(252, "2.1.5", "Cannot verify, but will take mail and try")
BYE = Reply(221, "2.0.0", "Bye")

NOT_STORED = Reply(451, "4.3.0", "Cannot store mail now, try again later")
LOCAL_ERROR = Reply(451, "4.3.0", "Cannot do this now, try again later")
DISK_FULL = Reply(452, "4.3.1", "Not enough room now, try again later")
TOO_MANY_RECIPIENTS = Reply(452, "4.5.3", "Too many recipients, send the rest as another mail")
TOO_BUSY = Reply(421, "4.3.2", "Too many connections, try again later")
SHUTTING_DOWN = Reply(421, "4.3.2", "Closing down, try again later")
TIMED_OUT = Reply(421, "4.4.2", "Too slow, closing")
TOO_MANY_COMMANDS = Reply(421, "4.7.0", "Too many commands, closing")

UNKNOWN_COMMAND = Reply(500, "5.5.2", "Command not recognized")
LINE_TOO_LONG = Reply(500, "5.5.2", "Command line too long")
NO_ARGUMENT = Reply(501, "5.5.4", "This command takes no argument")
NEEDS_NAME = Reply(501, "5.5.4", "Say who you are")
BAD_ARGUMENT = Reply(501, "5.5.4", "Cannot read the argument")
NO_EXPANSION = Reply(502, "5.5.1", "Lists are not shown")
HELLO_FIRST = Reply(503, "5.5.1", "Say hello first")
MAIL_FIRST = Reply(503, "5.5.1", "Say MAIL FROM first")
RECIPIENT_FIRST = Reply(503, "5.5.1", "No recipient was accepted")
ALREADY_MAIL = Reply(503, "5.5.1", "The sender was given already")
ALREADY_TLS = Reply(503, "5.5.1", "TLS is active already")
NO_TLS = Reply(502, "5.5.1", "TLS is not offered")
UNKNOWN_RECIPIENT = Reply(550, "5.1.1", "No such address here")
TOO_BIG = Reply(552, "5.3.4", "Larger than the size announced in SIZE")
BAD_SENDER = Reply(553, "5.1.7", "The sender is not an address")
BAD_RECIPIENT = Reply(553, "5.1.3", "The recipient is not an address")
NEEDS_SMTPUTF8 = Reply(553, "5.6.7", "This address needs SMTPUTF8")
UNKNOWN_PARAMETER = Reply(555, "5.5.4", "Parameter not recognized")


def greeting(hostname: str, protocol: str) -> Reply:
    """The first line; it tells neither the program nor its version."""
    return Reply(220, "", f"{hostname} {protocol}")


def hello(hostname: str, offers: tuple[str, ...] = ()) -> Reply:
    """Who we are and which extensions we offer (RFC 5321 section 4.1.1.1)."""
    return Reply(250, "", hostname, offers)


def spooled(spool_id: str) -> Reply:
    """The mail is ours now."""
    return Reply(250, "2.0.0", f"Spooled as {spool_id}")
