"""Effects carried out: the one place where a decision becomes rows."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from mailservice.decisions.facts import Awaited
from mailservice.decisions.lines import briefing_line
from mailservice.decisions.tokens import as_token, token_hash
from mailservice.domain.briefings import BriefingState
from mailservice.domain.digest_orders import DigestOrder
from mailservice.domain.effects import (
    ApprovePublication,
    AwaitAnswer,
    ChooseDelivery,
    ChooseLanguage,
    CloseAwaited,
    Decision,
    DropNews,
    Effect,
    EndPublication,
    ErasePerson,
    FollowBriefings,
    JudgeFailure,
    MoveAddress,
    NoteAttendance,
    NoteComment,
    OrderDigests,
    PassOn,
    PauseUntil,
    PlanReminder,
    ReportFailedDelivery,
    RestoreAddress,
    RetireAddress,
    SaveBriefing,
    SaveList,
    SaveProof,
    SendInvitation,
    SendLetter,
    SetSeat,
    SetSubscription,
    SettleNews,
    SettleReminder,
    StopPublication,
    TakeBackPoints,
)
from mailservice.flow.rows import OutgoingMail
from mailservice.flow.work_ports import BounceBook, Work
from mailservice.message.verp import encode_verp
from mailservice.observability import mail_log

ANSWERS, BULK = 0, 1  # lanes of the outbox: the lower goes first


@dataclass(frozen=True, slots=True)
class Cause:
    """What made the effects: the same cause writes the same rows, however often it is tried.

    key      unique: a spool id, or the key of a reminder or digest
    by       "mail", "calendar", "command", "file", "time"; for the journal
    who      the address of who did it, "" where nobody did; likewise
    spool_id the received mail, "" where there is none
    """

    key: str
    by: str
    at: datetime
    spool_id: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Stationery:
    """What every letter bears: the service's address and the key that its tokens derive from."""

    address: str
    secret: bytes

    @property
    def domain(self) -> str:
        """The domain of Message-IDs."""
        return self.address.rpartition("@")[2]

    def token(self, *names: str) -> str:
        """130 bits that nobody else can derive, the same each time for the same names."""
        return as_token(hmac.digest(self.secret, "\0".join(names).encode("utf-8"), hashlib.sha256))


async def apply(effects: tuple[Effect, ...], work: Work, *, cause: Cause, stationery: Stationery) -> None:
    """Carry the effects out in order, in the caller's transaction."""
    for number, effect in enumerate(effects):
        await _apply_one(effect, number, work, cause, stationery)


async def apply_due(
    decision: Decision, work: Work, *, key: str, at: datetime, stationery: Stationery
) -> None:
    """Carry out what time has brought. `key` begins with what it is: "reminder", "news", "digest"."""
    await apply(decision.effects, work, cause=Cause(key, "time", at), stationery=stationery)
    mail_log.due(key.partition(" ")[0], decision.because)


async def apply_all_due(
    decided: Iterable[tuple[str, Decision]], work: Work, *, at: datetime, stationery: Stationery
) -> None:
    """As `apply_due` for each key and decision, with letters, settled news and the log many at a time."""
    letters: list[OutgoingMail] = []
    news: list[tuple[SettleNews, str]] = []
    told: Counter[tuple[str, str]] = Counter()
    for key, decision in decided:
        cause = Cause(key, "time", at)
        of_it: dict[int | None, str] = {None: ""}  # the ids of its letters so far
        for number, effect in enumerate(decision.effects):
            match effect:
                case SendLetter():
                    letters.append(letter_row(effect, number, cause, stationery))
                    of_it[number] = letters[-1].id
                case SettleNews():
                    letter_id = of_it.get(effect.letter) or _letter_id(effect, cause, stationery)
                    news.append((effect, letter_id))
                case _:
                    await _apply_one(effect, number, work, cause, stationery)
        told[key.partition(" ")[0], decision.because] += 1
    await work.add_all_outgoing(letters)
    await work.settle_all_news(news, at=at)
    for (kind, because), times in told.items():
        mail_log.due(kind, because, times=times)


async def _apply_one(effect: Effect, number: int, work: Work, cause: Cause, stationery: Stationery) -> None:
    match effect:
        case (
            SetSubscription()
            | SetSeat()
            | PassOn()
            | NoteComment()
            | NoteAttendance()
            | FollowBriefings()
            | ChooseDelivery()
            | ChooseLanguage()
            | PauseUntil()
            | MoveAddress()
            | ErasePerson()
            | RetireAddress()
            | RestoreAddress()
            | SaveList()
            | SaveBriefing()
        ):
            await work.change(effect, at=cause.at, caused_by=cause.spool_id, by=cause.by, who=cause.who)
        case AwaitAnswer() | CloseAwaited():
            await _await(effect, work, cause)
        case SendLetter():
            await work.add_outgoing(letter_row(effect, number, cause, stationery))
        case SendInvitation():
            await _invite(effect, number, work, cause, stationery)
        case PlanReminder(address, briefing_id, kind, sequence, due_at):
            await work.plan_reminder(address, briefing_id, kind=kind, sequence=sequence, due_at=due_at)
        case SettleReminder(address, briefing_id, kind, sequence, outcome):
            await work.settle_reminder(
                address, briefing_id, kind=kind, sequence=sequence, outcome=outcome, at=cause.at
            )
        case SaveProof() | ApprovePublication() | StopPublication() | EndPublication():
            await work.publications.change(effect, at=cause.at, caused_by=cause.spool_id, by=cause.by)
        case SettleNews() | OrderDigests():
            await _apply_news(effect, work, cause, stationery)
        case ReportFailedDelivery() | JudgeFailure() | TakeBackPoints() | DropNews():
            await _about_bounces(effect, work.bounces, cause)
        case _:
            assert_never(effect)


async def _about_bounces(
    effect: ReportFailedDelivery | JudgeFailure | TakeBackPoints | DropNews, book: BounceBook, cause: Cause
) -> None:
    match effect:
        case ReportFailedDelivery(token, action, status, kind, said):
            await book.note(
                delivery_token=token, action=action, status=status, kind=kind, said=said, at=cause.at
            )
        case JudgeFailure(report_id, verdict):
            await book.judge(report_id, verdict=verdict)
        case TakeBackPoints(since):
            await book.take_back(since=since)
        case DropNews(address):
            await book.drop_news(address, at=cause.at)
        case _:
            assert_never(effect)


async def _await(effect: AwaitAnswer | CloseAwaited, work: Work, cause: Cause) -> None:
    if isinstance(effect, CloseAwaited):
        await work.close_awaited(effect.token_hash, outcome=effect.outcome, at=cause.at)
    else:
        await work.await_answer(_awaited(effect))


async def _apply_news(
    effect: SettleNews | OrderDigests, work: Work, cause: Cause, stationery: Stationery
) -> None:
    if isinstance(effect, OrderDigests):
        order = DigestOrder(
            cause.key, effect.modes, effect.ordered_by, effect.in_reply_to, effect.language, cause.at
        )
        await work.digest_orders.put(order)
        return
    await work.settle_news(
        effect.address,
        effect.publications,
        outcome=effect.outcome,
        at=cause.at,
        letter_id=_letter_id(effect, cause, stationery),
    )


def _letter_id(effect: SettleNews, cause: Cause, stationery: Stationery) -> str:
    return "" if effect.letter is None else _mail_id(effect.letter, cause, stationery)


def _awaited(effect: AwaitAnswer) -> Awaited:
    return Awaited(
        token_hash(effect.token),
        effect.purpose,
        effect.asked,
        effect.about_person,
        effect.wishes,
        effect.language,
        effect.valid_until,
    )


def letter_row(letter: SendLetter, number: int, cause: Cause, stationery: Stationery) -> OutgoingMail:
    """A letter as a row of the outbox. Its id and Message-ID follow from the cause."""
    mail_id = _mail_id(number, cause, stationery)
    token = letter.token or (mail_id if letter.bulk else "")  # bulk: for its own way to leave
    answers = bool(letter.in_reply_to)
    return OutgoingMail(
        id=mail_id,
        message_id=f"{token or mail_id}.{number}.{letter.letter}@{stationery.domain}",
        letter=letter.letter,
        recipient=letter.to,
        language=letter.language,
        values=letter.values,
        due_at=letter.due_at or cause.at,
        token=token,
        reply_to=letter.reply_to,
        in_reply_to=letter.in_reply_to,
        # An answer to an automatic mail must not come back as a bounce (RFC 3834 section 3.3).
        reverse_path="" if answers else _return_path(mail_id, stationery),
        attach_spooled=letter.attach_spooled,
        about_lists=letter.about_lists,
        about_sessions=letter.about_sessions,
        undo=letter.undo,
        once=letter.once,
        lane=BULK if letter.bulk else ANSWERS,
        place=0 if answers else number + 1,
        caused_by=cause.spool_id,
        publication=letter.publication,
    )


def _mail_id(number: int, cause: Cause, stationery: Stationery) -> str:
    return stationery.token("letter", cause.key, str(number))


def _return_path(mail_id: str, stationery: Stationery) -> str:
    return encode_verp(mail_id, address=stationery.address, key=stationery.secret)


async def _invite(
    effect: SendInvitation, number: int, work: Work, cause: Cause, stationery: Stationery
) -> None:
    briefing = effect.briefing
    cancels = effect.method == "CANCEL"
    called_off = briefing.state is BriefingState.CALLED_OFF
    values = {
        "briefing": briefing_line(briefing, effect.language),
        "method": effect.method,
        "uid": briefing.uid,
        "sequence": effect.sequence,
        "thread": f"{stationery.token('event', briefing.uid, str(effect.to))}.0.event@{stationery.domain}",
        "stamped_at": cause.at.isoformat(),
        "updated": effect.updated,
        "cancelled": cancels,
        "called_off": called_off,
        "why": effect.why,
        "answer_by": effect.answer_by.isoformat() if effect.answer_by else None,
        "was": effect.was.isoformat() if effect.was else None,
    }
    letter = SendLetter(
        "cancellation" if cancels else "invitation",
        effect.to,
        effect.language,
        values,
        about_sessions=(briefing.id,),
        once=effect.once,
    )
    if await work.add_outgoing(letter_row(letter, number, cause, stationery)):
        await work.note_invited(effect.to, briefing.id, sequence=effect.sequence, at=cause.at)
