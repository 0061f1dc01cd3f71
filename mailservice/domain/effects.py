"""What a decision leads to, as data. `flow/apply.py` carries each effect out.

Changes of the state are journalled by `apply`; no effect says so itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Briefing, SeatState
from mailservice.domain.lists import DeliveryMode, Language, MailingList
from mailservice.domain.people import SubscriptionState
from mailservice.domain.publications import PublicationFile, PublicationState, Version
from mailservice.domain.wishes import Wish


@dataclass(frozen=True, slots=True)
class SetSubscription:
    """One person's state on one list. Makes the person known where they were not."""

    address: Address
    list_id: str
    state: SubscriptionState


@dataclass(frozen=True, slots=True)
class SetSeat:
    """One person's state at one briefing.

    answered_at   the instant of the person's word (UTC): DTSTAMP of a calendar answer, else receipt
    offered_until until when an offered seat is kept (UTC); None where none is offered
    why           what made it where no word of the person did, for the journal: "offer", "offer-over",
                  "standing", "secretariat", "passed-on"
    """

    address: Address
    briefing_id: str
    state: SeatState
    answered_at: datetime
    offered_until: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class PassOn:
    """Somebody wants another to have their seat; it stays theirs until the other has said yes.

    to            None: the other does not want it
    answered_at   as in SetSeat
    """

    address: Address
    briefing_id: str
    to: Address | None
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class NoteComment:
    """What a person wrote beside their answer in the calendar; the latest stands."""

    address: Address
    briefing_id: str
    comment: str


@dataclass(frozen=True, slots=True)
class NoteAttendance:
    """Who was there, as the secretariat tells it. Whoever had a seat and is not named was not."""

    briefing_id: str
    came: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class FollowBriefings:
    """A person signs up for each new briefing of a list (or, `follows` False, no longer)."""

    address: Address
    list_id: str
    follows: bool


@dataclass(frozen=True, slots=True)
class ChooseDelivery:
    """How often news reach a person."""

    address: Address
    mode: DeliveryMode


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """The language in which a person is written to."""

    address: Address
    language: Language


@dataclass(frozen=True, slots=True)
class PauseUntil:
    """No news before `until` (UTC); None ends the pause."""

    address: Address
    until: datetime | None


@dataclass(frozen=True, slots=True)
class MoveAddress:
    """All that belongs to `old` belongs to `new`; what both have is merged."""

    old: Address
    new: Address


@dataclass(frozen=True, slots=True)
class ErasePerson:
    """The person's row, subscriptions and seats go; received mail stays as the archive rule says."""

    address: Address


@dataclass(frozen=True, slots=True)
class AwaitAnswer:
    """Remember what a yes to our letter would mean. The letter that asks carries the same token.

    token    random, at least 128 bits, base32 in lower case; stored hashed
    asked    whose yes counts: the sender for "confirm", each of the secretariat for "approve"
    wishes   what is carried out for `about_person` on yes
    """

    token: str
    purpose: str  # "confirm", "approve", "move", "ask"
    asked: tuple[Address, ...]
    about_person: Address
    wishes: tuple[Wish, ...]
    language: Language
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class CloseAwaited:
    """The awaited answer has come (`outcome`: "yes", "no"); it never counts again."""

    token_hash: str
    outcome: str


@dataclass(frozen=True, slots=True)
class SendLetter:
    """One letter to one person, rendered from `templates/` when it is sent.

    letter         name of the template, without language and extension
    values         JSON: str, int, bool, None, lists and objects; times as ISO 8601 with offset
    token          an awaited answer's; goes into Message-ID, subject and Reply-To
    undo           wishes that take the letter's news back, for "ångra" in reply
    about_lists, about_sessions   for reading a bare answer ("stopp", "ja tack") in its light
    in_reply_to    Message-ID of the mail that it answers, so that it threads
    attach_spooled the received mail of that id goes along as message/rfc822
    once           a key: a second letter with the same key is not sent ("" for no key)
    due_at         not before that time (UTC); None for at once
    bulk           news: yields to answers, waits for the pause, carries List-* headers
    publication    id of the publication that it is, or is about: its files go along
    """

    letter: str
    to: Address
    language: Language
    values: Mapping[str, Any] = field(default_factory=dict)
    token: str = ""
    undo: tuple[Wish, ...] = ()
    about_lists: tuple[str, ...] = ()
    about_sessions: tuple[str, ...] = ()
    in_reply_to: str = ""
    reply_to: str = ""
    attach_spooled: str = ""
    once: str = ""
    due_at: datetime | None = None
    bulk: bool = False
    publication: str = ""


@dataclass(frozen=True, slots=True)
class SendInvitation:
    """A calendar REQUEST or CANCEL to one person (RFC 5546 sections 3.2.2, 3.2.5).

    sequence  of this person's copy: it rises with the briefing's and with each CANCEL to this person
    updated   the meeting that they were invited to has changed
    was       when it began before it was moved (UTC); None where it was not
    why       what the letter begins with: "" for their own wish, "offer" (a freed seat, theirs until
              `answer_by`), "standing" (they follow the list), "given" (by the secretariat),
              "offer-over", "removed" (by the secretariat), "materials" (they want no more than that),
              "moved" (to another address)
    """

    to: Address
    language: Language
    briefing: Briefing
    method: str  # "REQUEST" or "CANCEL"
    sequence: int
    updated: bool = False
    once: str = ""
    why: str = ""
    answer_by: datetime | None = None
    was: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlanReminder:
    """A row that says that one person is to be reminded. The same row again changes nothing."""

    address: Address
    briefing_id: str
    kind: str  # "day-before", "last-hour"
    sequence: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class SettleReminder:
    """A due reminder was sent or skipped, and why: "sent", "too-late", "given-up-seat", "moved"."""

    address: Address
    briefing_id: str
    kind: str
    sequence: int
    outcome: str


@dataclass(frozen=True, slots=True)
class SettleNews:
    """These publications have reached (or, `outcome` "ended", shall no longer reach) the person.

    letter   which effect of the same decision, counted from 0, is the letter that they go in; None for none
    """

    address: Address
    publications: tuple[str, ...]
    outcome: str  # "sent", "ended"
    letter: int | None = None


@dataclass(frozen=True, slots=True)
class OrderDigests:
    """What waits for people with these modes goes out now, and who ordered it is told."""

    modes: tuple[DeliveryMode, ...]
    ordered_by: Address
    in_reply_to: str
    language: Language


@dataclass(frozen=True, slots=True)
class SaveProof:
    """A version of a text is kept, in state PROOF. Its earlier versions that wait are REPLACED."""

    version: Version
    files: tuple[PublicationFile, ...]


@dataclass(frozen=True, slots=True)
class ApprovePublication:
    """It goes out at `due_at` (UTC), if nobody says stop before."""

    publication: str
    approver: Address
    due_at: datetime


@dataclass(frozen=True, slots=True)
class StopPublication:
    """Nothing of it leaves any more. state: WITHDRAWN where nothing has left, else STOPPING."""

    publication: str
    by: Address
    state: PublicationState


@dataclass(frozen=True, slots=True)
class EndPublication:
    """No letter of it is on its way any more. state: SENT or STOPPED."""

    publication: str
    state: PublicationState


@dataclass(frozen=True, slots=True)
class SaveList:
    """A list is created or changed."""

    list_: MailingList


@dataclass(frozen=True, slots=True)
class SaveBriefing:
    """A briefing is created or changed; its sequence has been raised by the decision where it must."""

    briefing: Briefing


@dataclass(frozen=True, slots=True)
class ReportFailedDelivery:
    """A report on a delivery of ours; what it says of the address is judged by `decisions/bounces.py`."""

    delivery_token: str
    action: str
    status: str
    kind: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class JudgeFailure:
    """What one report was taken for, in one word: "counted", "full", "refused", "retired", …"""

    report_id: int
    verdict: str


@dataclass(frozen=True, slots=True)
class TakeBackPoints:
    """A whole send came back: what has counted or retired since then does so no longer."""

    since: datetime


@dataclass(frozen=True, slots=True)
class RetireAddress:
    """Nothing is sent there any more. `because`: a status code or a word, no address."""

    address: Address
    because: str


@dataclass(frozen=True, slots=True)
class RestoreAddress:
    """A retired address gets mail again."""

    address: Address


@dataclass(frozen=True, slots=True)
class DropNews:
    """News that wait to be sent to this person are not sent."""

    address: Address


Change = (
    SetSubscription
    | SetSeat
    | PassOn
    | NoteComment
    | NoteAttendance
    | FollowBriefings
    | ChooseDelivery
    | ChooseLanguage
    | PauseUntil
    | MoveAddress
    | ErasePerson
    | RetireAddress
    | RestoreAddress
    | SaveList
    | SaveBriefing
)
Effect = (
    Change
    | AwaitAnswer
    | CloseAwaited
    | SendLetter
    | SendInvitation
    | PlanReminder
    | SettleReminder
    | SettleNews
    | SaveProof
    | ApprovePublication
    | StopPublication
    | EndPublication
    | OrderDigests
    | ReportFailedDelivery
    | JudgeFailure
    | TakeBackPoints
    | DropNews
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What shall happen, and why, in one word-with-dashes that is logged and stored."""

    because: str
    effects: tuple[Effect, ...] = ()
