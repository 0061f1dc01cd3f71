"""flufl.bounce as a second reader of delivery reports: it knows two dozen programs by their own words.

It is given a small mail made anew, never the received bytes: it stumbles over what is not ASCII in a header,
and some of its patterns are slow on long lines. What it raises is its own affair: it has then found nothing.
"""

import re
from email.message import Message

from flufl.bounce import all_failures

_LONGEST = 20_000
_ADDRESS = re.compile(r"[^\s<>\"'(),;:\[\]{}@]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


def known_failures(*, sender: str, subject: str, lines: list[str], multipart: bool) -> tuple[str, ...]:
    """The addresses that the library calls undeliverable, for good or for now, sorted. Never raises."""
    letter = Message()
    letter["From"] = _plain(sender) or "nobody@invalid"  # a detector trips over none
    letter["Subject"] = _plain(subject)
    body = "\n".join(lines)[:_LONGEST].encode("ascii", "replace").decode("ascii")
    if multipart:
        inner = Message()
        inner["Content-Type"] = "text/plain"
        inner.set_payload(body)
        letter["Content-Type"] = 'multipart/mixed; boundary="report"'
        letter.attach(inner)
    else:
        letter["Content-Type"] = "text/plain"
        letter.set_payload(body)
    try:
        temporary, permanent = all_failures(letter)
    except Exception:  # any fault of a detector means that it knows nothing
        return ()
    found = {each.decode("ascii", "replace") for each in (*temporary, *permanent)}
    return tuple(sorted(each for each in found if _ADDRESS.fullmatch(each)))


def _plain(text: str) -> str:
    return "".join(each if " " <= each <= "~" else "?" for each in text[:200])
