"""Raw bytes to a reading: parse, screen, understand. No database beyond what is handed in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailservice.domain.addresses import Address
from mailservice.domain.readings import (
    AnsweredLetter,
    Complaint,
    Evidence,
    ForPerson,
    Machine,
    Reading,
    Report,
    Wishes,
)
from mailservice.domain.wishes import EVERYTHING, Unsubscribe
from mailservice.domain.world import World
from mailservice.flow.reading import Known, Opened
from mailservice.flow.rows import SpooledMail
from mailservice.message.complaint import read_complaint
from mailservice.message.envelope import Envelope
from mailservice.message.list_headers import STOP_PREFIX
from mailservice.message.mail import OwnWords, ParsedMail
from mailservice.message.parse import parse
from mailservice.message.plain_text import own_words
from mailservice.message.verp import decode_verp
from mailservice.screening.authentication import Trust
from mailservice.screening.screen import screen
from mailservice.screening.verdict import Verdict
from mailservice.understanding.calendar_subject import read_subject
from mailservice.understanding.digest_orders import read_digest_order
from mailservice.understanding.language import read_language
from mailservice.understanding.lexicon import Lexicon
from mailservice.understanding.secretariat_briefings import read_for_secretariat
from mailservice.understanding.secretariat_publishing import read_publishing
from mailservice.understanding.seeing import read_of
from mailservice.understanding.standing_wishes import read_standing_wish
from mailservice.understanding.understand import Examination, examine
from mailservice.understanding.waiting_question import read_waiting_question


@dataclass(frozen=True, slots=True)
class ReadMail:
    """One mail, parsed and screened, its sender's own words cut out."""

    mail: ParsedMail
    words: OwnWords
    verdict: Verdict
    details: tuple[str, ...]  # what stands behind the + of our address in RCPT TO


@dataclass(frozen=True, slots=True)
class OnDesk:
    """A received mail that has been opened, and what is told of it."""

    envelope: Envelope
    mail: ReadMail

    @property
    def told(self) -> Opened:
        """For those who must not wait for its words."""
        mail = self.mail.mail
        ids = dict.fromkeys((mail.in_reply_to, *reversed(mail.references)))
        return Opened(
            mail.sender,
            mail.header("from"),
            mail.subject,
            mail.message_id,
            mail.date,
            self.mail.verdict,
            tuple(filter(None, ids)),
            token_candidates(self.mail),
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """Where mails are read, and what that needs.

    key       of our return paths
    lexicon   how to come by it: it takes a while
    prepared  told the lexicon, loads what the first mail would else wait for
    """

    trust: Trust
    key: bytes
    lexicon: Callable[[], Lexicon]
    prepared: Callable[[Lexicon], None] = lambda _: None

    def prepare(self) -> None:
        """See `Reader`."""
        self.prepared(self.lexicon())

    def open(self, mails: Sequence[SpooledMail]) -> list[OnDesk]:
        """Parse and screen these."""
        return [
            OnDesk(each.envelope, open_mail(each.raw, each.envelope, self.trust, key=self.key))
            for each in mails
        ]

    def read(self, mails: Sequence[OnDesk], known: Known) -> list[Reading]:
        """What these mean."""
        return [
            read_mail(
                each.mail,
                envelope=each.envelope,
                world=known.world,
                now=each.envelope.received_at,
                answered=answered,
                lexicon=self.lexicon(),
            )
            for each, answered in zip(mails, known.answered, strict=True)
        ]


def open_mail(raw: bytes, envelope: Envelope, trust: Trust, *, key: bytes) -> ReadMail:
    """Parse and screen one received mail. Never raises for what a mail may hold.

    key   of our return paths: a delivery report counts only where it came back on one of them
    """
    mail = parse(raw)
    verdict = _with_return_path(screen(mail, envelope, trust), envelope, key)
    if isinstance(verdict.stopped, Complaint):
        verdict = replace(verdict, stopped=_traced(verdict.stopped, mail, key))
    words = own_words(mail)
    details = tuple(
        each.partition("@")[0].partition("+")[2].lower() for each in envelope.recipients if "+" in each
    )
    return ReadMail(mail, words, verdict, tuple(each for each in details if each))


def _with_return_path(verdict: Verdict, envelope: Envelope, key: bytes) -> Verdict:
    """What comes back on our return paths, and only there, was sent by a program: people write to From."""
    deliveries = [decode_verp(each, key=key) for each in envelope.recipients]
    token = next((each for each in deliveries if each is not None), None)
    if isinstance(verdict.stopped, Report):
        return replace(verdict, stopped=replace(verdict.stopped, delivery_token=token))
    if verdict.stopped is None and deliveries and None not in deliveries:
        return replace(verdict, stopped=Machine("auto-reply", (Evidence("RCPT TO", "return-path"),)))
    return verdict


def _traced(complaint: Complaint, mail: ParsedMail, key: bytes) -> Complaint:
    """With what tells whose complaint it is: only what we have written ourselves counts."""
    feedback = read_complaint(mail)
    addresses = feedback.addresses if feedback else ()
    deliveries = (decode_verp(each, key=key) for each in addresses)
    details = (each.partition("@")[0].partition("+")[2].lower() for each in addresses)
    stops = tuple(each.removeprefix(STOP_PREFIX) for each in details if each.startswith(STOP_PREFIX))
    token = next((each for each in deliveries if each is not None), None)
    return replace(complaint, delivery_token=token, tokens=stops)


def read_mail(
    opened: ReadMail,
    *,
    envelope: Envelope,
    world: World,
    now: datetime,
    answered: AnsweredLetter | None,
    lexicon: Lexicon,
) -> Reading:
    """What the mail means. `answered` is the letter of ours that it replies to, where there is one."""
    reading, _ = examine_mail(
        opened, envelope=envelope, world=world, now=now, answered=answered, lexicon=lexicon
    )
    return reading


def examine_mail(
    opened: ReadMail,
    *,
    envelope: Envelope,
    world: World,
    now: datetime,
    answered: AnsweredLetter | None,
    lexicon: Lexicon,
) -> tuple[Reading, Examination | None]:
    """As `read_mail`, with what each stage of understanding found; None where none of them was asked."""
    plain = opened.verdict.stopped or _without_judging(opened, world, now, answered, lexicon)
    plain = plain or _addressed_elsewhere(opened, envelope, world, lexicon)
    if plain is not None:
        return plain, None
    world = world.shown()
    told = read_subject(opened.mail, opened.words, world=world, now=now, answered=answered) or _standing_wish(
        opened, world, now, answered, lexicon
    )
    examined = None
    if told is None:
        examined = examine(
            opened.mail, opened.words, world=world, now=now, answered=answered, lexicon=lexicon
        )
        told = examined.reading
    return told, examined


def _without_judging(
    opened: ReadMail, world: World, now: datetime, answered: AnsweredLetter | None, lexicon: Lexicon
) -> Reading | None:
    """What an address, an order or the secretariat's own words say; None where the mail is for the judge."""
    leaves = _leaves_by_address(opened, answered)
    if leaves is not None:
        return leaves
    ordered = read_digest_order(opened.words)
    if ordered is not None:
        return ordered
    member = opened.verdict.vouched and str(opened.mail.sender) in world.secretariat
    asked = read_waiting_question(opened.words) if member else None
    if asked is not None:
        return asked
    published = read_publishing(
        opened.mail,
        opened.words,
        world=world,
        now=now,
        answered=answered,
        details=opened.details,
        member=member,
        lexicon=lexicon,
    )
    if published is not None:
        return published
    return _of_secretariat(opened, world, now, answered, lexicon)


def _of_secretariat(
    opened: ReadMail, world: World, now: datetime, answered: AnsweredLetter | None, lexicon: Lexicon
) -> Reading | None:
    """What the secretariat alone can say: our border MTA must vouch for them."""
    office = {Address.of(each) for each in world.secretariat}
    if not opened.verdict.vouched or opened.mail.sender not in office or opened.mail.calendars:
        return None
    return read_for_secretariat(opened.words, world=world, now=now, answered=answered, lexicon=lexicon)


def _standing_wish(
    opened: ReadMail, world: World, now: datetime, answered: AnsweredLetter | None, lexicon: Lexicon
) -> Reading | None:
    if opened.mail.calendars or opened.words.alternatives_differ:
        return None
    return read_standing_wish(opened.words, world=world, now=now, answered=answered, lexicon=lexicon)


def _leaves_by_address(opened: ReadMail, answered: AnsweredLetter | None) -> Wishes | None:
    """A mail program's unsubscribe button (RFC 2369 section 3.2): the address alone says it."""
    if answered is None or not any(each.startswith(STOP_PREFIX) for each in opened.details):
        return None
    lists = answered.lists or EVERYTHING
    return Wishes(
        (Unsubscribe(lists),), answered.language, evidence=(Evidence("+stop", "unsubscribe-address"),)
    )


def _addressed_elsewhere(
    opened: ReadMail, envelope: Envelope, world: World, lexicon: Lexicon
) -> ForPerson | None:
    """Mail that came only to postmaster, abuse or a network's own address is for people (RFC 2142).

    So nothing but its language is looked for: a post of some pages would be read for half a second.
    """
    service = world.address.partition("@")[0].lower()
    local_parts = {each.partition("@")[0].partition("+")[0].lower() for each in envelope.recipients}
    if not local_parts or service in local_parts:
        return None
    text = f"{opened.words.subject}\n{read_of(opened.words)}"
    return ForPerson("mail-to-another-address", read_language(text, lexicon.languages).language)


def token_candidates(opened: ReadMail) -> tuple[str, ...]:
    """Tokens that the mail bears in a plus address or in its subject: [ref abc…]."""
    from_details = tuple(each.removeprefix(STOP_PREFIX) for each in opened.details)
    subject = opened.mail.subject.lower()
    from_subject = tuple(part.partition("]")[0].strip() for part in subject.split("[ref ")[1:] if "]" in part)
    return (*from_details, *from_subject)
