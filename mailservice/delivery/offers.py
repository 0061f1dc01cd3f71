"""What a smarthost offers, and the words of an envelope that follow (RFC 1870, 3461, 6152, 6531)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mailservice.delivery.job import Job
from mailservice.delivery.replies import Reply

_NO_SMTPUTF8 = Reply(553, "5.6.7 the smarthost does not take addresses with letters beyond ASCII (SMTPUTF8)")
_BAD_ADDRESS = Reply(553, "5.1.3 not an address that SMTP can carry")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>]")
_NOT_XTEXT = re.compile(r"[^!-*,-<>-~]")  # RFC 3461 section 4


@dataclass(frozen=True, slots=True)
class Offers:
    """What a smarthost can do, of its EHLO. size_bytes: the largest mail that it takes, 0 for no word."""

    pipelining: bool = False
    eight_bit: bool = False
    smtputf8: bool = False
    dsn: bool = False
    size: bool = False
    size_bytes: int = 0

    @classmethod
    def of(cls, extensions: Mapping[str, str]) -> "Offers":
        """Of the keywords in lower case, each with its parameters as text."""
        limit = extensions.get("size", "").strip()
        return cls(
            pipelining="pipelining" in extensions,
            eight_bit="8bitmime" in extensions,
            smtputf8="smtputf8" in extensions,
            dsn="dsn" in extensions,
            size="size" in extensions,
            size_bytes=int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 16 else 0,
        )

    def refusal_of(self, job: Job) -> Reply | None:
        """Why this mail cannot go to this smarthost at all; None where it can."""
        if not job.is_plain and any(_UNSAFE.search(each) for each in (job.reverse_path, *job.recipients)):
            return _BAD_ADDRESS
        if _needs_smtputf8(job) and not self.smtputf8:
            return _NO_SMTPUTF8
        if 0 < self.size_bytes < len(job.content.mail):
            return Reply(552, f"5.3.4 the smarthost takes at most {self.size_bytes} octets (SIZE)")
        return None

    def mail_command(self, job: Job) -> bytes:
        """MAIL with every parameter that this smarthost offers and this mail needs."""
        words = f"MAIL FROM:<{job.reverse_path}>"
        if self.size:
            words += f" SIZE={len(job.content.mail)}"
        if self.eight_bit and not job.is_ascii:
            words += " BODY=8BITMIME"
        if _needs_smtputf8(job):
            words += " SMTPUTF8"
        if self.dsn and job.reverse_path:
            words += f" RET=HDRS ENVID={_xtext(job.mail_id)}"
        return words.encode("utf-8") + b"\r\n"

    def rcpt_command(self, job: Job, recipient: str) -> bytes:
        """RCPT for one recipient."""
        words = f"RCPT TO:<{recipient}>"
        if self.dsn and job.reverse_path:  # RFC 3461: tell of failure, of nothing else
            words += " NOTIFY=FAILURE"
            if recipient.isascii():
                words += f" ORCPT=rfc822;{_xtext(recipient)}"
        return words.encode("utf-8") + b"\r\n"


def _needs_smtputf8(job: Job) -> bool:
    """RFC 6531 section 3.2: a UTF-8 address in the envelope or in a header field."""
    if not job.is_plain and not all(each.isascii() for each in (job.reverse_path, *job.recipients)):
        return True
    return not job.is_ascii and not job.content.mail.partition(b"\r\n\r\n")[0].isascii()


def _xtext(text: str) -> str:
    return _NOT_XTEXT.sub(lambda found: f"+{ord(found[0]):02X}", text)
