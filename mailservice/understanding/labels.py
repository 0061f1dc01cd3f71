"""A reading in the label shape of the mail corpus."""

from typing import Any, assert_never

from mailservice.domain.readings import (
    AskWaiting,
    CalendarAnswer,
    Complaint,
    ForPerson,
    Machine,
    PublishDraft,
    PublishUnclear,
    PublishWord,
    Reading,
    Report,
    SendDigestsNow,
    Unclear,
    Undo,
    Wishes,
    YesNo,
)
from mailservice.domain.wishes import Cancel, Register, Wish, wish_to_json
from mailservice.domain.world import World
from mailservice.message.mail import ParsedMail


def as_label(reading: Reading, *, mail: ParsedMail, world: World) -> dict[str, Any]:
    """{"expect", "actions", "human", "language", "why"}: what a mail means, without the sender's state."""
    wishes: tuple[Wish, ...] = ()
    human = False
    match reading:
        case Wishes():
            expect, wishes, human = "act", reading.wishes, reading.also_human
        case CalendarAnswer():
            wishes = _of_calendar(reading, mail, world)
            expect = "act" if wishes else "ignore"
        case PublishDraft() | PublishWord() | AskWaiting():
            expect = "act"
        case YesNo() | Undo() | Unclear() | PublishUnclear():
            expect = "ask"
        case ForPerson() | SendDigestsNow():
            expect = "human"
        case Report() | Complaint() | Machine():
            expect = "ignore"
        case _:
            assert_never(reading)
    return {
        "expect": expect,
        "actions": [wish_to_json(wish) for wish in wishes],
        "human": human,
        "language": getattr(reading, "language", "sv"),
        "why": _why(reading),
    }


def _of_calendar(answer: CalendarAnswer, mail: ParsedMail, world: World) -> tuple[Wish, ...]:
    """Register or Cancel, where the UID is ours and the attendee is the sender."""
    briefing = next((b for b in world.briefings if b.uid == answer.uid), None)
    if briefing is None or answer.attendee != mail.sender:
        return ()
    if answer.answer == "accepted":
        return (Register((briefing.id,)),)
    return (Cancel((briefing.id,)),) if answer.answer == "declined" else ()


def _why(reading: Reading) -> str:
    about = getattr(reading, "about", "")
    said = "; ".join(f"{each.taken_for}: {each.words}" for each in reading.evidence)
    return " - ".join(part for part in (about, said) if part)
