"""What a mail means: the results of screening and understanding.

Reading
|-- Wishes            carry these out (and hand the mail over as well, where also_human)
|-- YesNo             a bare yes or no to a letter of ours that asked
|-- Undo              take back what the receipt that it answers tells of
|-- CalendarAnswer    Accept, Decline, Maybe from a calendar (iTIP REPLY or COUNTER)
|-- Unclear           meant for us, not sure what: ask, nothing changes
|-- PublishDraft      the secretariat's own text, to be shown as a proof
|-- PublishWord       "skicka", "stopp", "testa" in reply to a proof
|-- PublishUnclear    the secretariat wants to publish, or answers a proof; what or to whom is not clear
|-- AskWaiting        the secretariat asks which texts wait
|-- SendDigestsNow    the secretariat wants gathered news to go out now
|-- ForPerson         for the secretariat: forward, receipt, nothing changes
|-- Report            a delivery report about a mail of ours
|-- Complaint         a reader has called a mail of ours spam
`-- Machine           an auto-reply, a list, a loop, spam: nothing changes, nobody is answered
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from mailservice.domain.addresses import Address
from mailservice.domain.lists import DeliveryMode, Language
from mailservice.domain.publications import PublicationFile, Segment
from mailservice.domain.wishes import Wish


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the mail that led to a reading, and what they were taken for."""

    words: str
    taken_for: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """Clear wishes, all slots filled, in the order in which they are carried out."""

    wishes: tuple[Wish, ...]
    language: Language
    also_human: bool = False
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class YesNo:
    """A bare answer to a letter of ours that asked something."""

    yes: bool
    language: Language
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Undo:
    """ "ångra" or "undo" in answer to a receipt."""

    language: Language
    evidence: tuple[Evidence, ...] = ()


PartStat = Literal["accepted", "declined", "tentative", "delegated", "counter"]


@dataclass(frozen=True, slots=True)
class CalendarAnswer:
    """One attendee's answer to one invitation (RFC 5546 section 3.2.3).

    sequence, stamped_at   SEQUENCE and DTSTAMP (UTC) of the answer; None where it lacks them
    comment                what the person wrote beside the answer, "" where nothing
    delegate               who shall go instead ("delegated"); None where the answer names nobody
    goes_for               who passed their invitation on to the attendee; None where nobody did
    proposed               another start that a "counter" proposes (UTC)
    """

    uid: str
    attendee: Address
    answer: PartStat
    language: Language
    sequence: int | None = None
    stamped_at: datetime | None = None
    comment: str = ""
    evidence: tuple[Evidence, ...] = ()
    delegate: Address | None = None
    goes_for: Address | None = None
    proposed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """Meant for us, but what is wished is not clear enough to act.

    about     why, in one word-with-dashes: "which-briefing", "date-and-weekday-differ", "no-wish"
    options   the wishes to offer, the likeliest first; () offers what the service can do
    """

    about: str
    language: Language
    options: tuple[Wish, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class SendDigestsNow:
    """The digests of these modes shall not wait for their time."""

    modes: tuple[DeliveryMode, ...]
    language: Language
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class AskWaiting:
    """Which texts wait for approval or for their time, or are on their way."""

    language: Language
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ForPerson:
    """For the secretariat. `about`: "question", "third-person", "press", "complaint", …"""

    about: str
    language: Language
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishDraft:
    """A text of the secretariat. In reply to a proof: its next version, for the same readers.

    segment   None where the mail names none and corrects an earlier version
    subject   "" where the mail has none of its own
    notes     what of the mail could not be kept, each with the words that it is about
    """

    segment: Segment | None
    subject: str
    markdown: str
    text_language: Language
    files: tuple[PublicationFile, ...]
    notes: tuple[tuple[str, str], ...]
    language: Language
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishWord:
    """One word on a publication. at: when it shall go (UTC), None for as soon as it may."""

    word: Literal["send", "stop", "test"]
    language: Language
    at: datetime | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishUnclear:
    """Something to publish, or an answer to a proof, that must be asked about; nothing changes.

    about   "which-list", "which-briefing", "no-subject", "no-text", "what-to-do", "which-time",
            "stop-what"
    found   the words that were not understood
    perhaps the corrected text that they may be, where it is as short as a remark
    """

    about: str
    found: str
    language: Language
    evidence: tuple[Evidence, ...] = ()
    perhaps: PublishDraft | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery report (RFC 3464, or in prose). `delivery_token` comes from a return path of ours.

    action   "failed" or "delayed"; "delivered" and the like where nothing is wrong; "" where it is not said
    kind     whose fault it is, see `message/bounce_words.py`; "" where nothing failed
    said     the words of the other system, in one line
    """

    delivery_token: str | None = None
    action: str = ""
    status: str = ""
    kind: str = ""
    said: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Complaint:
    """A reader's mail provider tells that they call a mail of ours spam (RFC 5965).

    kind            "abuse", "opt-out", …; "auth-failure" and "not-spam" complain of nothing
    delivery_token, message_ids, tokens   by which our letter is found: from its return path, its
                    Message-ID, the address for leaving that it names
    """

    kind: str
    delivery_token: str | None = None
    message_ids: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """Not from a person, or not for us. `about`: "auto-reply", "list", "loop", "spam", …"""

    about: str
    evidence: tuple[Evidence, ...] = field(default=())


Publishing = PublishDraft | PublishWord | PublishUnclear
Reading = (
    Wishes
    | YesNo
    | Undo
    | CalendarAnswer
    | Unclear
    | Publishing
    | SendDigestsNow
    | AskWaiting
    | ForPerson
    | Report
    | Complaint
    | Machine
)


@dataclass(frozen=True, slots=True)
class AnsweredLetter:
    """The letter of ours that a mail answers, found by In-Reply-To, References or a token.

    letter      its name in templates/: "confirm", "receipt", "reminder", "news", "approve", "ask", …
    sent_to     whom we sent it to
    sent_at     when (UTC)
    lists, sessions   what it was about
    options     what it offered, where it asked for a choice, in the order of their numbers
    language    that it was written in
    publication   id of the publication that it is about, "" for none
    """

    letter: str
    sent_to: Address
    sent_at: datetime
    message_id: str
    lists: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    options: tuple[Wish, ...] = ()
    language: Language = "sv"
    publication: str = ""
