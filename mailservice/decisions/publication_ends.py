"""The end of a send: what became of it, told to who wrote, approved or stopped it."""

from dataclasses import dataclass
from datetime import datetime

from mailservice.domain.addresses import Address
from mailservice.domain.effects import Decision, EndPublication, SendLetter
from mailservice.domain.lists import Language
from mailservice.domain.publications import PublicationState, Version

_SHOWN = 20  # addresses in the letter itself; all of them are in the file that goes along


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a publication for one person.

    outcome   "sent", "refused", "stopped", "unknown"; "waiting" for a digest or the end of a pause
    at        when (UTC)
    letter    "news" for a letter of its own, "digest" for one among others, "" where there was none yet
    """

    address: str
    outcome: str
    at: datetime | None
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """What is true when no letter of a publication is on its way any more.

    told   who is told, each in their language
    """

    version: Version
    stopped_by: Address | None
    deliveries: tuple[Delivery, ...]
    told: tuple[tuple[Address, Language], ...]


def decide_ended(ending: Ending) -> Decision:
    """The report. Of a stopped one it names everybody: the secretariat may have to write to them."""
    version = ending.version
    stopped = version.state is PublicationState.STOPPING
    state = PublicationState.STOPPED if stopped else PublicationState.SENT
    by_outcome = {
        outcome: [each for each in ending.deliveries if each.outcome == outcome]
        for outcome in ("sent", "refused", "stopped", "unknown", "waiting")
    }
    alone = {outcome: sum(each.letter == "news" for each in found) for outcome, found in by_outcome.items()}
    values = {
        "stopped": stopped,
        "subject_of": version.subject,
        "counts": {
            "sent": alone["sent"],
            "stopped": alone["stopped"],
            "refused": len(by_outcome["refused"]),
            "unknown": len(by_outcome["unknown"]),
        },
        "in_digests": len(by_outcome["sent"]) - alone["sent"],
        "kept_out": len(by_outcome["stopped"]) - alone["stopped"],
        "waiting": len(by_outcome["waiting"]),
        "reached": [each.address for each in by_outcome["sent"][:_SHOWN]] if stopped else [],
        "unknown": [each.address for each in by_outcome["unknown"][:_SHOWN]],
        "refused": [each.address for each in by_outcome["refused"][:_SHOWN]],
        "stopped_by": str(ending.stopped_by or ""),
        "deliveries": _rows(ending.deliveries) if stopped else [],
    }
    letters = (
        SendLetter(
            "publication_report",
            to,
            language,
            values,
            once=f"report {version.id} {state} {to}",
            publication=version.id,
        )
        for to, language in ending.told
    )
    return Decision(f"publication-{state}", (EndPublication(version.id, state), *letters))


def _rows(deliveries: tuple[Delivery, ...]) -> list[list[str]]:
    return [[each.address, _told(each), each.at.isoformat() if each.at else ""] for each in deliveries]


def _told(each: Delivery) -> str:
    return "sent-in-digest" if (each.outcome, each.letter) == ("sent", "digest") else each.outcome
