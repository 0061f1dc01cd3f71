"""Which letter of ours a mail answers, and what only the database knows of it."""

from dataclasses import dataclass, replace

from mailservice.decisions.facts import Awaited
from mailservice.decisions.tokens import token_hash
from mailservice.domain.readings import AnsweredLetter, Complaint
from mailservice.domain.wishes import Wish
from mailservice.flow.reading import Opened
from mailservice.flow.work_ports import Work


@dataclass(frozen=True, slots=True)
class Answered:
    """The letter of ours that a mail answers, with what only the database knows of it."""

    letter: AnsweredLetter | None = None
    awaited: Awaited | None = None
    undo: tuple[Wish, ...] = ()


async def find_answered(opened: Opened, seen: Work) -> Answered:
    """The letter that a mail answers, with the choices of its question; of a complaint the one enclosed."""
    if isinstance(opened.verdict.stopped, Complaint):
        return await _find_complained_of(opened.verdict.stopped, seen)
    found = await seen.answered_letter(opened.answers, tuple(token_hash(each) for each in opened.tokens))
    if found is None:
        return Answered()
    letter, hashed, undo = found
    awaited = await seen.awaited(hashed) if hashed else None
    if awaited is not None and awaited.purpose == "ask":
        letter = replace(letter, options=awaited.wishes)
    return Answered(letter, awaited, undo)


async def _find_complained_of(complaint: Complaint, seen: Work) -> Answered:
    """The letter that a complaint encloses, by its return path, its Message-ID, its address for leaving."""
    if complaint.delivery_token is not None:
        return Answered(await seen.sent_letter(complaint.delivery_token))
    hashes = tuple(token_hash(each) for each in complaint.tokens)
    found = await seen.answered_letter(complaint.message_ids, hashes)
    return Answered() if found is None else Answered(found[0])


async def latest_receipt(opened: Opened, work: Work) -> Answered:
    """ "ångra" as a mail of its own means the last thing that was done for its sender."""
    found = None if opened.sender is None else await work.latest_receipt(opened.sender)
    return Answered() if found is None else Answered(found[0], None, found[2])
