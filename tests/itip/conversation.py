"""Plays a script on a stage: each step is done, and what it brings is held against what was expected."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from mailservice.domain.days import STOCKHOLM
from mailservice.domain.people import Person
from tests.itip import checks
from tests.itip.answers import FORMS, Answer, with_calendar
from tests.itip.letters import Letter
from tests.itip.program import CalendarProgram
from tests.itip.script import Expected, Script, ScriptFault, Step
from tests.itip.stage import Stage, local_time, with_briefing

WITH_SECRETS = frozenset({"office"})  # who is told of other people


@dataclass(frozen=True, slots=True)
class Held:
    """A mail that was sent and has not arrived yet."""

    mail: EmailMessage
    sender: str
    vouched: bool


@dataclass(slots=True)
class Conversation:
    """One script while it is played."""

    script: Script
    stage: Stage
    programs: dict[str, CalendarProgram] = field(default_factory=dict)
    aliases: dict[str, set[str]] = field(default_factory=dict)
    received: list[Letter] = field(default_factory=list)
    held: dict[str, Held] = field(default_factory=dict)
    apart: set[str] = field(default_factory=set)
    mails: int = 0

    async def play(self) -> None:
        """Every step, then what must hold at every end."""
        for step in self.script.steps:
            where = f"{self.script.name}, line {step.line}"
            try:
                await self._doing(step)(step)
                self._compare(step)
            except AssertionError as error:
                raise AssertionError(f"{where}: {error}") from error
        await self._at_the_end()

    def _doing(self, step: Step) -> Callable[[Step], Awaitable[None]]:
        doing: dict[str, Callable[[Step], Awaitable[None]]] = {
            "at": self._at,
            "writes": self._writes,
            "answers": self._answers,
            "sends": self._sends,
            "arrives": self._arrives,
            "changes": self._changes,
            "seats": self._seats,
            "calendar": self._calendar,
            "service": self._nothing,
        }
        return doing[step.verb]

    # who is who

    def address(self, who: str) -> str:
        """ "anna" is anna@region.example, "office" the secretariat; an address is itself."""
        if who == "office":
            return self.stage.config.service.secretariat[0]
        address = who if "@" in who else f"{who}@region.example"
        self.aliases.setdefault(who, set()).add(address)
        self.programs.setdefault(address, CalendarProgram())
        return address

    def _known_as(self, who: str, address: str) -> str:
        """One more address of the same person."""
        self.aliases.setdefault(who, {self.address(who)}).add(address)
        return address

    async def _people(self) -> dict[str, Person]:
        found = {who: await self.stage.person(self.address(who)) for who in list(self.aliases)}
        return {who: person for who, person in found.items() if person is not None}

    # what happens

    async def _nothing(self, _step: Step) -> None:
        """ "service" has been read before the stage was opened."""

    async def _at(self, step: Step) -> None:
        await self.stage.go_to(local_time(step.words[0], now=self.stage.clock.now()))

    async def _writes(self, step: Step) -> None:
        sender = self._sender(step)
        mail = self._new_mail(sender, step.options.get("subject", "Hej"))
        text = step.text
        if "re" in step.options:
            letter = self._last(self.address(step.who), step.options["re"])
            del mail["Subject"]
            mail["Subject"] = f"Sv: {letter.message['Subject']}"
            mail["In-Reply-To"] = str(letter.message["Message-ID"])
            text = (
                f"{text}\n\nDen 10 maj 2027 kl. 08:31 skrev Forum <{self.stage.address}>:\n> {letter.text}\n"
            )
        mail.set_content(text)
        await self._hand_in(step, mail, sender)

    async def _answers(self, step: Step) -> None:
        partstat, *more = step.words
        options, now = step.options, self.stage.clock.now()
        program = self.programs[self.address(options.get("of", step.who))]
        uid = await self._uid(next((each for each in more if each[0].isdigit()), ""), program)
        entry = program.entries[uid]
        sender = self._sender(step)
        answer = Answer(
            entry,
            partstat,
            attendee=self._attendee(step),
            given_at=local_time(options["given"], now=now) if "given" in options else now,
            sequence=int(options.get("sequence", entry.sequence)),
            comment=options.get("comment", ""),
            sent_by=sender if "by" in options else "",
            delegate=self._delegate(options),
            proposed=_proposed(options),
        )
        if partstat != "COUNTER" and "of" not in options and "forged" not in more:
            entry.partstat = partstat
        subject = {"ACCEPTED": "Accepterad", "DECLINED": "Avböjd"}.get(partstat, "Preliminär")
        mail = self._new_mail(sender, f"{subject}: {entry.summary}")
        mail = FORMS[options.get("form", "thunderbird")](mail, answer)
        await self._hand_in(step, mail, sender)

    async def _sends(self, step: Step) -> None:
        sender = self._sender(step)
        calendar = "".join(f"{line}\r\n" for line in step.text.splitlines()).encode()
        mail = self._new_mail(sender, step.options.get("subject", step.words[0]))
        await self._hand_in(step, with_calendar(mail, calendar, method=step.words[0]), sender)

    async def _arrives(self, step: Step) -> None:
        held = self.held[step.words[0]]
        if "copy" in step.words:
            self.mails += 1
            del held.mail["Message-ID"]
            held.mail["Message-ID"] = f"<copy-{self.mails}@region.example>"
        await self._deliver(held)

    async def _changes(self, step: Step) -> None:
        await self.stage.change(with_briefing(await self.stage.world(), step.words[0], step.options))

    def _sender(self, step: Step) -> str:
        """From: the person, an address of theirs ("as"), or somebody who acts for them ("by")."""
        if "by" in step.options:
            return self.address(step.options["by"])
        if "as" in step.options:
            return self._known_as(step.who, step.options["as"])
        return self.address(step.who)

    def _attendee(self, step: Step) -> str:
        return step.options.get("attendee", self.address(step.who))

    def _delegate(self, options: dict[str, str]) -> str:
        if "for" in options:
            return f"from:{self.address(options['for'])}"
        return self.address(options["to"]) if "to" in options else ""

    def _new_mail(self, sender: str, subject: str) -> EmailMessage:
        self.mails += 1
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, self.stage.address, subject
        mail["Date"] = format_datetime(self.stage.clock.now())
        mail["Message-ID"] = f"<{self.mails}@{sender.rpartition('@')[2]}>"
        return mail

    async def _hand_in(self, step: Step, mail: EmailMessage, sender: str) -> None:
        held = Held(mail, sender, vouched="unvouched" not in step.words and "forged" not in step.words)
        if "held" in step.options:
            self.held[step.options["held"]] = held
        else:
            await self._deliver(held)

    async def _deliver(self, held: Held) -> None:
        raw = held.mail.as_bytes(policy=held.mail.policy.clone(linesep="\r\n"))
        await self.stage.deliver(raw, sender=held.sender, vouched=held.vouched)

    def _last(self, address: str, name: str) -> Letter:
        theirs = [each for each in self.received if (each.recipient, each.name) == (address, name)]
        assert theirs, f"{address} has had no {name} to answer"
        return theirs[-1]

    async def _uid(self, briefing_id: str, program: CalendarProgram) -> str:
        briefing = (await self.stage.world()).briefing(briefing_id)
        return program.latest if briefing is None else briefing.uid

    # what comes of it

    def _compare(self, step: Step) -> None:
        """The letters that a step brought are the expected ones, no more and no fewer."""
        brought = self.stage.new_letters()
        for letter in brought:
            self._take(letter)
        waiting = list(brought)
        for expected in step.brings:
            receiver = self.address(expected.who)
            fits = [each for each in waiting if (each.recipient, each.name) == (receiver, expected.letter)]
            assert fits, f"no {expected.letter} to {expected.who}; there came {_names(brought)}"
            waiting.remove(fits[0])
            _check_words(expected, fits[0])
        assert not waiting, f"unexpected: {_names(waiting)}"

    def _take(self, letter: Letter) -> None:
        """What a receiver's programs make of a letter, and what must hold of it."""
        if letter.recipient != self.address("office"):
            who = next(
                (who for who, mine in self.aliases.items() if letter.recipient in mine), letter.recipient
            )
            own = self.aliases.get(who, {letter.recipient})
            others = {each for mine in self.aliases.values() for each in mine}
            checks.check_privacy(letter, own=own, others=others)
        if letter.calendars:
            checks.check_form(letter, service=self.stage.address)
            checks.check_order([each for each in self.received if each.calendars], letter)
            program = self.programs.setdefault(letter.recipient, CalendarProgram())
            program.apply(letter.calendars[0][1])
        self.received.append(letter)

    async def _seats(self, step: Step) -> None:
        briefing_id, *apart = step.words
        stands = {
            who: str(seat.state)
            for who, person in (await self._people()).items()
            if (seat := person.seat_at(briefing_id)) is not None
        }
        assert stands == step.options, f"the seats are {stands}"
        self.apart |= set(apart)

    async def _calendar(self, step: Step) -> None:
        who, *wanted = step.words
        if wanted == ["differs"]:  # the script says in a comment why it does at the end
            self.apart.add(who)
            return
        shown = self.programs[self.address(who)].shown()
        stands = [f"{each.start.astimezone(STOCKHOLM):%Y-%m-%d %H:%M} {each.partstat}" for each in shown]
        assert stands == wanted, f"the calendar of {who} shows {stands}"

    async def _at_the_end(self) -> None:
        world, people = await self.stage.world(), await self._people()
        checks.check_capacity(world, people.values())
        for who, person in people.items():
            if who not in self.apart:
                checks.check_calendar(world, person, self.programs[self.address(who)])


def _check_words(expected: Expected, letter: Letter) -> None:
    text = f"{letter.message['Subject']} {letter.text}"
    missing = [each for each in expected.holds if each not in text]
    assert not missing, f"the {letter.name} to {expected.who} lacks {missing}: {text}"
    unwanted = [each for each in expected.lacks if each in text]
    assert not unwanted, f"the {letter.name} to {expected.who} says {unwanted}: {text}"
    told = letter.properties
    wrong = {name: told.get(name) for name, value in expected.calendar if value not in told.get(name, "")}
    assert not wrong, f"the calendar of the {letter.name} to {expected.who} says {wrong}"


def _names(letters: list[Letter]) -> list[str]:
    return [f"{each.name} to {each.recipient}" for each in letters]


def _proposed(options: dict[str, str]) -> tuple[datetime, datetime] | None:
    if "start" not in options:
        return None
    start = local_time(options["start"])
    return start, start + timedelta(minutes=45)


def opening(script: Script) -> dict[str, str]:
    """How the stage is to be opened: the options of a first step "service"."""
    first = script.steps[0] if script.steps else None
    if any(each.verb == "service" for each in script.steps[1:]):
        raise ScriptFault(f"{script.name}: service stands first or not at all")
    return first.options if first is not None and first.verb == "service" else {}
