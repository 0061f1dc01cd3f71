"""What goes to the secretariat: the mail itself, as a letter that can simply be answered."""

from collections.abc import Mapping
from typing import Any

from mailservice.decisions.case import Case
from mailservice.decisions.facts import Facts
from mailservice.domain.addresses import Address
from mailservice.domain.effects import Decision, Effect, SendLetter
from mailservice.domain.readings import ForPerson
from mailservice.domain.world import World


def forward(
    facts: Facts,
    *,
    about: str,
    once: str = "",
    sessions: tuple[str, ...] = (),
    said: Mapping[str, Any] | None = None,
) -> tuple[Effect, ...]:
    """The received mail to each of the secretariat; the answer goes straight to the sender.

    sessions  the briefings that it is about: "lista" in reply asks for their participants
    said   more for the letter to show, such as a comment that stands where no mail program shows it
    once   a key under which only the first mail is forwarded; "" forwards each mail once
    """
    # Who wrote it knows it, unless somebody else has written in their name.
    others = tuple(
        each
        for each in facts.world.secretariat
        if Address.of(each) != facts.sender or not facts.vouched_by_mta
    )
    return _forward(
        facts.spool_id,
        others,
        about=about,
        sender_text=facts.sender_text,
        subject=facts.subject,
        once=once or facts.spool_id,
        sessions=sessions,
        said=said,
    )


def decide_without_sender(spool_id: str, world: World, *, sender_text: str, subject: str) -> Decision:
    """A mail whose From names nobody, or several: a person looks at it, nobody is answered."""
    looked_at = _forward(
        spool_id,
        world.secretariat,
        about="no-clear-sender",
        sender_text=sender_text,
        subject=subject,
        once=spool_id,
    )
    return Decision("no-clear-sender", looked_at)


def decide_stuck(spool_id: str, world: World) -> Decision:
    """A mail that we fail to process: a person looks at it. Nothing of it is read here, it may be poison."""
    looked_at = _forward(
        spool_id, world.secretariat, about="stuck", sender_text="", subject="", once=f"stuck {spool_id}"
    )
    return Decision("stuck", looked_at)


def _forward(
    spool_id: str,
    to: tuple[str, ...],
    *,
    about: str,
    sender_text: str,
    subject: str,
    once: str,
    sessions: tuple[str, ...] = (),
    said: Mapping[str, Any] | None = None,
) -> tuple[Effect, ...]:
    values = {"about": about, "sender": sender_text, "subject": subject, **(said or {})}
    return tuple(
        SendLetter(
            "for_secretariat",
            Address.of(each),
            "sv",
            values,
            reply_to=sender_text,
            attach_spooled=spool_id,
            about_sessions=sessions,
            once=f"forward {once} {each}",
        )
        for each in to
    )


def decide_handover(reading: ForPerson, facts: Facts) -> Decision:
    """Forward the whole mail and tell the sender that a person has it. Nothing else changes.

    Who answers just that is not told again: a case system that acknowledges every mail, without a
    mark that it is a program, would go on for ever.
    """
    if facts.answered is not None and facts.answered.letter == "handed_over":
        return Decision(f"handed-over-again-{reading.about}", forward(facts, about=reading.about))
    receipt = SendLetter(
        "handed_over",
        facts.sender,
        reading.language,
        {"subject": facts.subject if facts.vouched else ""},  # a forger's words go to nobody in our name
        in_reply_to=facts.message_id,
    )
    return Decision(f"handed-over-{reading.about}", (*forward(facts, about=reading.about), receipt))


def beside(case: Case, *, also_human: bool) -> tuple[Effect, ...]:
    """The forward that goes along where a part of a mail needs a person as well."""
    return forward(case.facts, about="also-a-question") if also_human else ()
