"""A mail to hand to a peer, of about the size of what we hand to ours."""

import time
from email.message import EmailMessage
from email.policy import SMTP

_LINE = "Vad tycker ni om det nya stödet till regionerna?\n"


def sample_mail(sender: str, to: str, subject: str, *, lines: int = 30, html: bool = False) -> bytes:
    """A mail with so many lines of 50 octets, and as many in HTML: 2 kB, or 20 with 180 and HTML."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"] = f"<{time.perf_counter_ns()}@bench.example>"
    mail.set_content("Hej!\n\n" + _LINE * lines)
    if html:
        mail.add_alternative(
            "<html><body>\n" + f"<p>{_LINE}</p>\n" * lines + "</body></html>\n", subtype="html"
        )
    return mail.as_bytes(policy=SMTP)
