"""What goes to the secretariat: the mail itself, as a letter that can simply be answered."""

from mailservice.decisions.case import Case
from mailservice.decisions.facts import Facts
from mailservice.domain.addresses import Address
from mailservice.domain.effects import Decision, Effect, SendLetter
from mailservice.domain.readings import ForPerson


def forward(facts: Facts, *, about: str) -> tuple[Effect, ...]:
    """The received mail to each of the secretariat; the answer goes straight to the sender."""
    values = {"about": about, "sender": facts.sender_text, "subject": facts.subject}
    return tuple(
        SendLetter(
            "for_secretariat",
            Address.of(each),
            "sv",
            values,
            reply_to=facts.sender_text,
            attach_spooled=facts.spool_id,
            once=f"forward {facts.spool_id} {each}",
        )
        for each in facts.world.secretariat
        if Address.of(each) != facts.sender
    )


def decide_handover(reading: ForPerson, facts: Facts) -> Decision:
    """Forward the whole mail and tell the sender that a person has it. Nothing else changes."""
    receipt = SendLetter(
        "handed_over",
        facts.sender,
        reading.language,
        {"subject": facts.subject},
        in_reply_to=facts.message_id,
    )
    return Decision(f"handed-over-{reading.about}", (*forward(facts, about=reading.about), receipt))


def beside(case: Case, *, also_human: bool) -> tuple[Effect, ...]:
    """The forward that goes along where a part of a mail needs a person as well."""
    return forward(case.facts, about="also-a-question") if also_human else ()
