"""A mail of the secretariat as a text to publish: Markdown, pictures, attachments, and what was lost."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from mailservice.domain.publications import PublicationFile
from mailservice.message.html_markdown import html_blocks
from mailservice.message.mail import Attachment, ParsedMail
from mailservice.message.markdown_blocks import Block, Text, markdown_of, without_title
from mailservice.message.markdown_runs import BREAK, words_of
from mailservice.message.plain_markdown import plain_markdown
from mailservice.message.quotes import cut_quotes
from mailservice.message.signatures import cut_signature

_PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}  # what mail programs show
_UNREADABLE = frozenset({"application/ms-tnef"})
_MOST_NAME = 120


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What a mail gives to publish.

    first_line   its first paragraph in words, where a command may stand
    notes        what could not be kept as it was, each with the words it is about
    """

    blocks: tuple[Block, ...] | None
    plain: str
    first_line: str
    files: tuple[PublicationFile, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    def markdown(self, *, subject: str, without_first_line: bool) -> str:
        """The text. `subject` is not said again by a heading of its own at the top."""
        if self.blocks is None:
            lines = self.plain.split("\n")[1:] if without_first_line else self.plain.split("\n")
            return plain_markdown("\n".join(_without_title(lines, subject)))
        blocks = _without_first(self.blocks) if without_first_line else list(self.blocks)
        return markdown_of(without_title(blocks, subject=subject))

    def title(self, *, without_first_line: bool) -> str:
        """The heading that the text begins with, "" where it begins otherwise."""
        if self.blocks is None:
            lines = self.plain.split("\n")[1:] if without_first_line else self.plain.split("\n")
            first = next((line for line in lines if line.strip()), "")
            return first[2:].strip() if first.startswith("# ") else ""
        blocks = _without_first(self.blocks) if without_first_line else list(self.blocks)
        first_block = blocks[0] if blocks else None
        return words_of(first_block.runs) if isinstance(first_block, Text) and first_block.level else ""


def manuscript(mail: ParsedMail) -> Manuscript:
    """Read a mail as a text to publish: its HTML, where it has any that says something, else its text."""
    pictures = {each.content_id: _picture(each) for each in mail.attachments if each.content_id}
    used: dict[str, PublicationFile] = {}

    def name_of(source: str) -> str:
        picture = pictures.get(source.removeprefix("cid:"))
        if picture is None or not source.startswith("cid:"):
            return ""
        used[picture.name] = picture
        return picture.name

    blocks, notes = html_blocks(mail.html, pictures=name_of) if mail.html else ([], [])
    attached, unreadable = _attachments(mail, used)
    plain = _plain(mail) if not blocks else ""
    return Manuscript(
        blocks=tuple(blocks) or None,
        plain=plain,
        first_line=_first_line(blocks) if blocks else plain.partition("\n")[0].strip(),
        files=(*used.values(), *attached),
        notes=tuple(
            dict.fromkeys((*_cut(mail), *notes, *(("unreadable-file", name) for name in unreadable)))
        ),
    )


def _cut(mail: ParsedMail) -> tuple[tuple[str, str], ...]:
    return (("text-cut", ""),) if "text-cut" in mail.defects else ()


def _plain(mail: ParsedMail) -> str:
    """The author's own lines of a plain body. What a new text quotes with ">" belongs to it."""
    text = mail.text or ""
    own = cut_quotes(text).own if mail.in_reply_to or mail.references else tuple(text.split("\n"))
    return "\n".join(line.rstrip() for line in cut_signature(own).said).strip("\n")


def _first_line(blocks: Sequence[Block]) -> str:
    first = blocks[0]
    if not isinstance(first, Text):
        return ""
    lines = [i for i, run in enumerate(first.runs) if run.text == BREAK]
    return words_of(first.runs[: lines[0]] if lines else first.runs)


def _without_first(blocks: Sequence[Block]) -> list[Block]:
    first, *rest = blocks
    if not isinstance(first, Text):
        return list(blocks)
    breaks = [i for i, run in enumerate(first.runs) if run.text == BREAK]
    return [Text(first.runs[breaks[0] + 1 :]), *rest] if breaks else rest


def _without_title(lines: list[str], subject: str) -> list[str]:
    """Without a heading of the first level that only says the subject."""
    place = next((n for n, line in enumerate(lines) if line.strip()), None)
    if place is not None and lines[place].startswith("# ") and lines[place][2:].strip() == subject:
        return lines[place + 1 :]
    return lines


def _picture(part: Attachment) -> PublicationFile | None:
    ending = _PICTURES.get(part.content_type)
    if ending is None:
        return None
    name = f"{hashlib.sha256(part.content).hexdigest()[:16]}.{ending}"
    return PublicationFile("picture", name, part.content_type, part.content)


def _attachments(
    mail: ParsedMail, used: dict[str, PublicationFile]
) -> tuple[list[PublicationFile], list[str]]:
    """The files that no picture of the text is, and the names of those that only Outlook could open."""
    shown = {picture.content for picture in used.values()}
    attached, unreadable = [], []
    for number, part in enumerate(mail.attachments, 1):
        name = _file_name(part.filename) or f"bilaga-{number}"
        if part.content_type in _UNREADABLE or name.lower() == "winmail.dat":
            unreadable.append(name)
        elif part.content not in shown and not (part.content_id and part.content_type in _PICTURES):
            attached.append(PublicationFile("attachment", name, part.content_type, part.content))
    return attached, unreadable


def _file_name(name: str) -> str:
    """The last part of a path, on one line."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable() and c not in '"<>|:*?;').strip()[-_MOST_NAME:]
