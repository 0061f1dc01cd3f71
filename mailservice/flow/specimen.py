"""A published text as its recipients had it, addressed to nobody but ourselves: for archive and records."""

from mailservice.decisions.lines import briefing_line, list_line
from mailservice.domain.addresses import Address
from mailservice.domain.archive import Archived
from mailservice.domain.world import World
from mailservice.flow.apply import BULK
from mailservice.flow.rows import OutgoingMail


def specimen(text: Archived, world: World) -> OutgoingMail:
    """The letter to somebody on all of its lists. It bears no token: nobody can answer in another's name."""
    language, address = text.language, Address.of(world.address)
    values = {
        "publication": {
            "id": text.id,
            "subject": text.subject,
            "language": language,
            "markdown": text.markdown,
            "published_at": text.published_at.isoformat(),
        },
        "lists": [list_line(each, language) for each in world.lists if each.id in text.segment.lists],
        "briefings": [
            briefing_line(each, language) for each in world.briefings if each.id in text.segment.briefings
        ],
        "domains": list(text.segment.domains),
    }
    return OutgoingMail(
        id=text.id,
        message_id=f"{text.id}.archive@{address.domain}",
        letter="news",
        recipient=address,
        language=language,
        values=values,
        due_at=text.published_at,
        about_lists=text.segment.lists,
        lane=BULK,
    )
