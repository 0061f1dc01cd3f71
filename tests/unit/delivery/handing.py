"""A mail handed over, and awaited: what tests do that have one at a time."""

import asyncio

from mailservice.domain.addresses import Address
from mailservice.flow.rows import OutgoingMail
from mailservice.flow.sending_ports import Answer, Handover, Smarthost
from mailservice.message.form import Content
from tests.given import NOW

ANNA = Address.of("anna@example.org")


async def handed_over(
    smarthost: Smarthost,
    mail: bytes,
    *,
    recipient: Address = ANNA,
    reverse_path: str = "forum+b-x@example.se",
    mail_id: str = "x",
) -> Handover:
    """Returns when it was taken. Raises what `told` heard."""
    letter = OutgoingMail(
        mail_id, f"{mail_id}@x.se", "x", recipient, "sv", {}, NOW, reverse_path=reverse_path
    )
    answer: asyncio.Future[Handover] = asyncio.get_running_loop().create_future()

    def told(_: OutgoingMail, heard: Answer) -> None:
        if isinstance(heard, Handover) and answer.cancelled():
            heard.noted()
        elif isinstance(heard, Handover):
            answer.set_result(heard)
        else:
            answer.set_exception(heard)

    smarthost.hand_over(letter, Content(mail), told)
    return await answer
