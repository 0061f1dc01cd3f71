"""SMTP and LMTP: one conversation in two dialects."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where the two differ.

    name                 as in Received (RFC 3848): "SMTP" or "LMTP"
    greets_as            the word after the host name in the greeting
    hellos               verbs that open a session, each with: does it offer extensions?
    reply_per_recipient  after the content, one reply for each accepted RCPT (RFC 2033 section 4.2)
    """

    name: str
    greets_as: str
    hellos: dict[str, bool]
    reply_per_recipient: bool

    def protocol(self, *, extended: bool, utf8: bool, encrypted: bool) -> str:
        """The keyword for Received: ESMTPS, UTF8LMTP … (RFC 3848, RFC 6531 section 4.3)."""
        secure = "S" if encrypted else ""
        if utf8:
            return f"UTF8{self.name}{secure}"
        prefix = "E" if extended and not self.reply_per_recipient else ""
        return f"{prefix}{self.name}{secure}"


SMTP = Dialect("SMTP", "ESMTP", {"EHLO": True, "HELO": False}, reply_per_recipient=False)
LMTP = Dialect("LMTP", "LMTP", {"LHLO": True}, reply_per_recipient=True)
