"""Mail to the smarthosts: a few connections that stay open, shared by all that is to be sent.

aiosmtplib opens each connection: it knows STARTTLS with verified certificates and the ways to log in.
Then `conversation.py` takes the socket over.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

import aiosmtplib

from mailservice.delivery.conversation import CONTENT_S, HELD_S, Conversation, End
from mailservice.delivery.job import Answers, Job, Untaken
from mailservice.delivery.offers import Offers
from mailservice.delivery.pace import Pace
from mailservice.delivery.replies import Reply, plain_line
from mailservice.domain.errors import DeliveryFailed
from mailservice.flow.rows import OutgoingMail
from mailservice.flow.sending_ports import Handover, Told
from mailservice.message.form import Content

StartTls = Literal["required", "if-offered", "none"]
_START_TLS: dict[StartTls, bool | None] = {"required": True, "if-offered": None, "none": False}
_BROKEN = (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError)
_PER_CONNECTION = 4  # mails at work for each connection: one with it, the others being written or settled
_AWAY_S = 30.0  # so long another smarthost is asked first
_IDLE_S = 20.0
_GOODBYE_S = 2.0
_BARREN = 3
_CLOSES = 421  # RFC 5321 section 3.8
_BEGUN_WITHIN_S = 300.0  # a mail that could not be begun so long is given back
_STEPS = 4  # of a conversation before its answer to the content that each may take its time: MAIL to DATA


@dataclass(frozen=True, slots=True)
class Relay:
    """Where a smarthost is and how to get in.

    host       its name, which its certificate bears
    starttls   "required", "if-offered" or "none"
    username   "" for no login
    timeout_s  to connect and log in, and for each answer but that to a content, which may take ten minutes
    trusted    certificates to verify its with; None for those of the system
    """

    host: str
    port: int
    starttls: StartTls = "required"
    username: str = ""
    password: str = ""
    timeout_s: float = 30.0
    trusted: ssl.SSLContext | None = None

    @property
    def where(self) -> str:
        """As log and errors name it."""
        return f"smarthost {self.host}:{self.port}"


@dataclass(slots=True, eq=False)
class Smarthosts:
    """Hands mail to the first of these relays that answers (flow.sending_ports.Smarthost).

    connections  open at most, to all relays together
    per_second   mails handed over at most, 0 for no limit
    """

    relays: Sequence[Relay]
    connections: int = 4
    per_second: float = 0.0
    _jobs: deque[Job] = field(default_factory=deque)  # begun by nobody
    _paced: dict[Job, asyncio.TimerHandle] = field(default_factory=dict)  # whose turn has not come
    _open: dict[Conversation, Relay] = field(default_factory=dict)
    _idle: set[Conversation] = field(default_factory=set)
    _opening: set[asyncio.Task[None]] = field(default_factory=set)
    _away_until: dict[Relay, float] = field(default_factory=dict)
    _fewer_until: float = 0.0  # it takes no more connections than there are
    _barren: int = 0  # conversations in a row that broke off before a mail was taken
    _refusals: int = 0  # of us, one after the other, with no mail taken between them
    _pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self._pace = Pace(self.per_second)

    @property
    def at_once(self) -> int:
        """How many mails are best under way at the same time."""
        return self.connections * _PER_CONNECTION

    @property
    def longest_s(self) -> float:
        """So long it takes at most until a mail handed over is heard of, if its content keeps moving."""
        slowest = max((each.timeout_s for each in self.relays), default=0.0)
        return _BEGUN_WITHIN_S + _STEPS * slowest + HELD_S + max(slowest, CONTENT_S)

    def hand_over(self, mail: OutgoingMail, content: Content, told: Told) -> None:
        """Hand over one mail to one recipient. `told` hears, once and not before this returns:

        Handover              it was taken; its connection waits with the next content until `noted` is called
        DeliveryFailed        this mail was refused, or the conversation broke off after it had begun (451):
                              one mail that a smarthost stumbles over must not hold up the others
        SmarthostUnreachable  no conversation came about: every smarthost is away or greets with a refusal,
                              its certificate is wrong, or our login is refused. No mail can go.
        NotBegun              it was withdrawn, or was not begun in time; nothing of its content has gone
        """
        to, tell = (str(mail.recipient),), partial(_tell_of_one, mail, told)
        begin_by = self._now() + _BEGUN_WITHIN_S
        self._offer(Job(mail.id, mail.reverse_path, to, content, tell, begin_by))

    def withdraw(self, *, begun: bool = True) -> None:
        """Give back every mail whose content has not gone; what has gone is still told of.

        begun   also those whose envelope has been begun
        """
        for timer in self._paced.values():
            timer.cancel()
        jobs = [*self._jobs, *self._paced]
        self._pace.give_back(len(self._paced))
        self._jobs.clear()
        self._paced.clear()
        for job in jobs:
            job.put_off()
        for conversation in tuple(self._open) if begun else ():
            conversation.withdraw()

    async def send_to_all(
        self, *, reverse_path: str, recipients: tuple[str, ...], content: Content, mail_id: str
    ) -> Answers:
        """Hand over one mail to many. Returns the answer for each. Raises SmarthostUnreachable."""
        answers: asyncio.Future[Answers] = asyncio.get_running_loop().create_future()

        def told(_: Job, answer: Answers | Untaken) -> None:
            if isinstance(answer, Exception):
                answers.set_exception(answer)
            else:
                answers.set_result(answer)

        job = Job(mail_id, reverse_path, recipients, content, told, is_noted=True)  # nothing is stored of it
        self._offer(job)
        try:
            return await answers
        except asyncio.CancelledError:
            job.withdraw()
            raise

    def _offer(self, job: Job) -> None:
        """To the next connection that is free, when it is this mail's turn."""
        if wait_s := self._pace.turn_s():
            self._paced[job] = asyncio.get_running_loop().call_later(wait_s, self._put_in_line, job)
        else:
            self._put_in_line(job)

    def _put_in_line(self, job: Job) -> None:
        self._paced.pop(job, None)
        self._jobs.append(job)
        self._put_to_work()

    async def close(self) -> None:
        """Say goodbye, where there is somebody to say it to."""
        for task in self._opening:
            task.cancel()
        for conversation in tuple(self._idle):
            conversation.quit()
        if self._open:
            await asyncio.wait([each.closed for each in self._open], timeout=_GOODBYE_S)
        for conversation in tuple(self._open):
            conversation.abort()

    # What a conversation asks of its owner

    def next_job(self) -> Job | None:
        """The next mail for a conversation, None where there is none."""
        while self._jobs:
            job = self._jobs.popleft()
            if job.is_over:  # who sent it has been cancelled
                continue
            if self._now() <= job.begin_by:
                return job
            job.put_off()
        return None

    @property
    def asks_another(self) -> bool:
        """Whether there is more than one smarthost."""
        return len(self.relays) > 1

    def again(self, job: Job) -> None:
        """It goes before all others."""
        self._jobs.appendleft(job)
        self._put_to_work()

    def takes_ours(self) -> None:
        """A mail of ours was taken."""
        self._refusals = 0

    def refuses_us(self, conversation: Conversation, reply: Reply) -> bool:
        """It refused before it knew whom a mail is to. True where that mail is to be begun anew.

        A 421 after some mails is a limit of its own: the next goes over another connection. Else another
        smarthost is asked; where there is none, one mail may have been at fault, and several in a row are as
        if nobody were there.
        """
        if reply.code == _CLOSES and conversation.taken:
            return True
        relay, now = self._open[conversation], self._now()
        if any(each != relay and self._away_until.get(each, now) <= now for each in self.relays):
            self._away_until[relay] = now + _AWAY_S
            self._leave(relay)
            return True
        self._refusals += 1
        if self._refusals < _BARREN:
            return False
        self._refusals = 0
        self._leave(relay)
        cause = f"{relay.where} refuses our mail: {reply.code} {reply.text!r}"
        asyncio.get_running_loop().call_soon(self._give_up, cause)
        return True

    def _leave(self, relay: Relay) -> None:
        """Begin nothing more on any connection to it."""
        for each in [each for each, its in self._open.items() if its == relay]:
            each.dismiss()
            if each in self._idle:
                self._idle.discard(each)
                each.quit()

    def idle(self, conversation: Conversation) -> None:
        """It has nothing left to say."""
        self._idle.add(conversation)

    def ended(self, conversation: Conversation, unsent: list[Job], *, how: End) -> None:
        """A connection is gone; its mails that were not begun go first on another.

        Where none has taken a mail of late it is as if nobody were there: everything waits.
        """
        self._open.pop(conversation, None)
        self._idle.discard(conversation)
        self._jobs.extendleft(reversed(unsent))
        left_for_another = conversation.is_dismissed and self.asks_another
        if conversation.taken:
            self._barren = 0
        elif how is not End.AT_REST and not left_for_another:
            self._barren += 1
        if how is End.CLOSED and self._open and not (conversation.taken or left_for_another):
            self._fewer_until = self._now() + _AWAY_S  # it wants no more of us than these
        if self._barren >= _BARREN and not self._open:
            self._barren = 0
            self._give_up("the smarthost ends every conversation before it has taken a mail")
        self._put_to_work()

    def _put_to_work(self) -> None:
        """Mails that wait go to idle connections; where those do not suffice, one more is opened."""
        while self._idle and (job := self.next_job()) is not None:
            conversation = self._idle.pop()
            conversation.take(job)
        busy = len(self._open) + len(self._opening)
        may_open = busy < self.connections and (busy == 0 or self._now() >= self._fewer_until)
        if len(self._jobs) > len(self._opening) and may_open:
            task = asyncio.get_running_loop().create_task(self._open_one(), name="smarthost.connect")
            self._opening.add(task)
            task.add_done_callback(self._opened)

    def _opened(self, task: "asyncio.Task[None]") -> None:
        self._opening.discard(task)
        if not task.cancelled():
            self._put_to_work()

    async def _open_one(self) -> None:
        """One more connection, to the first relay that answers; the mails that wait fail where none does."""
        causes = []
        now = self._now()
        present = [each for each in self.relays if self._away_until.get(each, now) <= now]
        for relay in present or self.relays:
            try:
                conversation = await self._connect(relay)
            except aiosmtplib.SMTPResponseException as error:
                causes.append(f"{relay.where} answered {error.code} {plain_line(error.message)!r}")
            except _BROKEN as error:
                causes.append(f"{relay.where}: {plain_line(str(error)) or type(error).__name__}")
            else:
                self._away_until.pop(relay, None)
                self._open[conversation] = relay
                self._idle.add(conversation)
                return
            self._away_until[relay] = self._now() + _AWAY_S
        self._fewer_until = self._now() + _AWAY_S
        if not self._open:
            self._give_up("; ".join(causes))

    def _give_up(self, cause: str) -> None:
        """No smarthost answers: said once, to all that wait."""
        while (job := self.next_job()) is not None:
            job.nobody_there(cause)

    async def _connect(self, relay: Relay) -> Conversation:
        client = aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            username=relay.username or None,
            password=relay.password or None,
            start_tls=_START_TLS[relay.starttls],
            tls_context=relay.trusted,
            timeout=relay.timeout_s,
        )
        try:
            async with asyncio.timeout(relay.timeout_s):
                await client.connect()
                await client.ehlo()
            transport = client.transport
            if transport is None or transport.is_closing():
                raise ConnectionError("it hung up after its greeting")
        except BaseException:
            with suppress(*_BROKEN):
                client.close()
            raise
        offers = Offers.of(client.esmtp_extensions)
        conversation = Conversation(self, offers, timeout_s=relay.timeout_s, idle_s=_IDLE_S)
        transport.set_protocol(conversation)
        conversation.connection_made(transport)
        return conversation

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _tell_of_one(mail: OutgoingMail, told: Told, job: Job, answers: Answers | Untaken) -> None:
    if isinstance(answers, Exception):
        told(mail, answers)
        return
    [reply] = answers
    if reply.positive:
        told(mail, Handover("sent", reply.text, job.noted))
    else:
        told(mail, DeliveryFailed(reply.code, reply.text, of_us=job.of_us))
