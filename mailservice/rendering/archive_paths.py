"""Where each thing of the archive lies, from its top: an address once given out stays."""

import re
import unicodedata
from urllib.parse import quote

from mailservice.domain.archive import Archived
from mailservice.domain.days import STOCKHOLM

INDEX, FEED, STYLE = "index.html", "feed.xml", "archive.css"
_ID = 10  # characters of a publication's id: with month and subject more than enough
_SUBJECT = 60
_NAME = 200  # octets; most file systems take 255
_UNSAFE_IN_A_NAME = re.compile(r"[^\w.\- ()]+")


def path_of(text: Archived) -> str:
    """A text: "2027/05/nytt-stod-k3fd9a2mzq.html"."""
    month = f"{text.published_at.astimezone(STOCKHOLM):%Y/%m}"
    words = slug(text.subject)
    return f"{month}/{words}-{text.id[:_ID]}.html" if words else f"{month}/{text.id[:_ID]}.html"


def file_path(text: Archived, number: int, name: str) -> str:
    """The n-th file of a text."""
    return f"files/{text.id[:_ID]}/{number}-{safe_name(name)}"


def safe_name(name: str) -> str:
    """The name of a file without what some system does not allow in one; the end of one that is too long."""
    safe = _UNSAFE_IN_A_NAME.sub("_", name).encode("utf-8")[-_NAME:].decode("utf-8", "ignore")
    return safe.strip(" .") or "fil"


def list_path(list_id: str, name: str) -> str:
    """The index of one list, or its feed."""
    return f"lists/{list_id}/{name}"


def address(path: str) -> str:
    """A path as part of a web address (RFC 3986)."""
    return quote(path)


def slug(subject: str) -> str:
    """A subject as lower-case words of ASCII with dashes between: "Nytt stöd!" is "nytt-stod"."""
    bare = unicodedata.normalize("NFKD", subject.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare)[:_SUBJECT].strip("-")
