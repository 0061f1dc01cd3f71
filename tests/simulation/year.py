"""The year itself: a heap of things to come, a clock that goes from one to the next, people who answer."""

import heapq
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random

from mailservice.decisions.schedule import is_working_day
from mailservice.domain.arrangements import ArrangeBriefing
from mailservice.domain.briefings import Briefing, BriefingState
from mailservice.domain.days import STOCKHOLM
from mailservice.flow.arranging import arrange
from mailservice.flow.clocks import SteppedClock
from mailservice.message.envelope import Envelope
from mailservice.service import Service
from tests.simulation.calendars import CalendarProgram, event_of
from tests.simulation.plan import Plan, Planned
from tests.simulation.post import Letter, Postbag, answered, written
from tests.simulation.reminded import Expected, Key

OFFICE = "kansliet@tillvaxtverket.se"
LISTS = {"Tjänstemannaforum": "tjanstemannaforum", "Politikerforum": "politikerforum"}
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_TOGETHER = timedelta(hours=4)  # mails that come so close are worked on together, as after a busy night
_AT_HOME = frozenset({"press", "receive"})  # what people do without the service

Happening = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Year:
    """One run. What goes wrong is written down in `faults`; nothing stops it."""

    service: Service
    clock: SteppedClock
    postbag: Postbag
    plan: Plan
    seed: int
    faults: list[str] = field(default_factory=list)
    numbers: Counter[str] = field(default_factory=Counter)
    calendars: dict[str, CalendarProgram] = field(default_factory=dict)
    reminders: Counter[Key] = field(default_factory=Counter)
    expected: Expected = field(default_factory=Expected)
    _heap: list[tuple[datetime, int, Happening]] = field(default_factory=list)
    _order: "itertools.count[int]" = field(default_factory=itertools.count)
    _mails: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _seen: set[str] = field(default_factory=set)
    _chance: Random = field(init=False)
    _letters: Random = field(init=False)

    def __post_init__(self) -> None:
        self.calendars = {each: CalendarProgram(each) for each in self.plan.people}
        self._chance = Random(self.seed)
        self._letters = Random(self.seed + 1)
        for number in self.plan.followers:
            topic = self._chance.choice(tuple(LISTS))
            text = f"Anmäl mig till alla genomgångar efter {topic}"
            self._at(self.clock.now() + _HOUR, self._writer(self.plan.people[number], text))
        for each in self.plan.briefings:
            self._at(each.announced_at, self._announcer(each))
            self._at(each.changed_at, self._changer(each))
            self._at(each.start + 3 * _HOUR, self._closer(each))
        for moment in self._rings():
            self._at(moment, self._bell)

    @property
    def to_do(self) -> int:
        """How much is still to happen."""
        return len(self._heap)

    async def step(self) -> bool:
        """What happens until the bell or for some hours, then what it brings. False at the year's end."""
        if not self._heap:
            return False
        until, concerns_service = self._heap[0][0] + _TOGETHER, False
        while self._heap and self._heap[0][0] < until:
            at, _, happening = heapq.heappop(self._heap)
            back = next((ends for begins, ends in self.plan.outages if begins <= at < ends), None)
            if back is not None and happening.__name__ not in _AT_HOME:
                self._at(back, happening)  # the border MTA keeps what people send; nothing rings
                continue
            self.clock.move_to(at)
            await happening()
            concerns_service = concerns_service or happening.__name__ not in _AT_HOME
            if happening == self._bell:
                break
        if concerns_service:
            await self._settle()
            await self._look()
        return True

    async def _settle(self) -> None:
        """As `Service.settle`, without asking each time whether there is really nothing more to do."""
        while await self.service.processor().process_waiting():
            pass
        while await self.service.due.do_due():
            pass
        while await self.service.deliverer().deliver_due():
            pass

    # --- what happens ---------------------------------------------------------------------------------

    def _announcer(self, planned: Planned) -> Happening:
        async def announce() -> None:
            local = planned.start.astimezone(STOCKHOLM)
            wish = ArrangeBriefing(
                _id(planned),
                new=True,
                start=planned.start,
                minutes=30,
                title_sv=planned.title,
                lists=(LISTS[planned.topic],),
                link=f"https://video.example/{local:%m%d}",
                capacity=planned.seats,
                state=BriefingState.OPEN,
            )
            await self._arrange(wish)
            for number in planned.interested:
                who = self.plan.people[number]
                at = self.clock.now() + self._chance.random() * (planned.start - self.clock.now())
                only = self._chance.random() < 0.08
                words = "Skicka bara materialet från den" if only else "Anmäl mig till den"
                self._at(at, self._wisher(who, words, _id(planned)))

        return announce

    def _changer(self, planned: Planned) -> Happening:
        async def change() -> None:
            world = await self._world()
            meant = world.get(_id(planned))
            if meant is None or planned.fate == "held":
                return
            wish = (
                ArrangeBriefing(meant.id, state=BriefingState.CALLED_OFF)
                if planned.fate == "called-off"
                else ArrangeBriefing(meant.id, start=planned.moved_to, minutes=45)
            )
            same_day = [each for each in world.values() if _local(each).date() == _local(meant).date()]
            if len(same_day) > 1 or planned.fate == "moved":
                await self._arrange(wish)
            else:  # in words, shown first and done on a yes
                await self._hand_in(OFFICE, f"Ställ in genomgången den {_day(meant.start)}")
            self.numbers[f"briefings {planned.fate}"] += 1

        return change

    def _closer(self, planned: Planned) -> Happening:
        async def close() -> None:
            link = f"https://a.example/{_id(planned)}.pdf"
            await self._arrange(ArrangeBriefing(_id(planned), materials=(link,)))

        return close

    async def _bell(self) -> None:
        """The bell alone."""

    def _writer(self, who: str, text: str, *, answers: Letter | None = None) -> Happening:
        async def write() -> None:
            await self._hand_in(who, text, answers=answers)

        return write

    def _wisher(self, who: str, words: str, session: str) -> Happening:
        async def wish() -> None:  # the day as it is announced by then
            await self._hand_in(who, f"{words} {_day((await self._world())[session].start)}")

        return wish

    def _presser(self, who: str, uid: str, answer: str) -> Happening:
        async def press() -> None:
            number, at = next(self._mails), self.clock.now()
            pressed = self.calendars[who].answer(uid, answer, at=at)
            if pressed is None:
                return
            raw = answered(who, pressed, number=number, at=at)
            self._at(at + self._delay(3), self._deliverer(who, raw))
            if self._chance.random() < 0.06:  # a second copy, later
                self._at(at + self._delay(50), self._deliverer(who, raw))

        return press

    def _deliverer(self, who: str, raw: bytes) -> Happening:
        async def deliver() -> None:
            await self._spool(who, raw)

        return deliver

    def _receiver(self, letter: Letter) -> Happening:
        async def receive() -> None:
            self.calendars[letter.recipient].apply(letter.calendar)

        return receive

    # --- letters --------------------------------------------------------------------------------------

    async def _look(self) -> None:
        """Read what has come out, let people answer it, and count the seats."""
        world = await self._world()
        for letter in self.postbag.empty():
            self.numbers[f"sent: {letter.name}"] += 1
            if letter.recipient == OFFICE:
                if letter.name == "office_proof":
                    self._at(self.clock.now() + _MINUTE, self._writer(OFFICE, "Ja", answers=letter))
                continue
            if letter.strangers:
                self.faults.append(f"{letter.name} to {letter.recipient} names {sorted(letter.strangers)}")
            if letter.message_id in self._seen:
                self.faults.append(f"{letter.message_id} was sent twice")
            self._seen.add(letter.message_id)
            if letter.calendar:
                self._take_into_calendar(letter)
            if letter.name == "invitation":
                self._answer(letter)
            if letter.name == "reminder":
                kind = "last-hour" if letter.subject.startswith("Börjar snart") else "day-before"
                meant = next(each for each in world.values() if f"{each.title.sv}," in letter.subject)
                self.reminders[letter.recipient, kind, meant.id, meant.start] += 1
        await self._count_seats(world)
        await self.expected.look(self.service.store, world, self.clock.now())

    def _take_into_calendar(self, letter: Letter) -> None:
        """Late, out of order and sometimes twice, as mail comes."""
        for _ in range(2 if self._letters.random() < 0.06 else 1):
            late = 600 if self._letters.random() < 0.1 else 5
            self._at(self.clock.now() + late * self._letters.random() * _MINUTE, self._receiver(letter))

    def _answer(self, letter: Letter) -> None:
        """Some press a button, some write, many do nothing."""
        who, now, uid = letter.recipient, self.clock.now(), str(event_of(letter.calendar)["UID"])
        at = now + self._letters.random() * 40 * _HOUR
        dice = self._letters.random()
        offer = letter.subject.startswith("Ledig plats")
        if dice < (0.55 if offer else 0.3):
            self._at(at, self._presser(who, uid, "ACCEPTED"))
        elif dice < (0.7 if offer else 0.42):
            self._at(at, self._presser(who, uid, "DECLINED"))
        elif dice < (0.72 if offer else 0.47):
            self._at(at, self._presser(who, uid, "TENTATIVE"))
        elif dice < (0.82 if offer else 0.53):
            self._at(at, self._writer(who, "Ja tack" if offer else "Nej", answers=letter))

    # --- helpers --------------------------------------------------------------------------------------

    async def _hand_in(self, who: str, text: str, *, answers: Letter | None = None) -> None:
        raw = written(who, text, number=next(self._mails), at=self.clock.now(), answers=answers)
        await self._spool(who, raw)
        if self._chance.random() < 0.04:
            self._at(self.clock.now() + self._delay(90), self._deliverer(who, raw))

    async def _spool(self, who: str, raw: bytes) -> None:
        envelope = Envelope(
            who, ("forum@tillvaxtverket.se",), "127.0.0.1", "border", "ESMTP", self.clock.now()
        )
        await self.service.doors.terms.spool.put(envelope, raw)
        self.numbers["mails received"] += 1

    async def _arrange(self, wish: ArrangeBriefing) -> None:
        outcome = await arrange(
            self.service.store, wish, clock=self.clock, stationery=self.service.stationery
        )
        if outcome.lines[0]["kind"] != "arranged":
            self.faults.append(f"{wish.session} could not be arranged: {outcome.lines[0]}")

    async def _world(self) -> dict[str, Briefing]:
        async with self.service.store.snapshot() as seen:
            return {each.id: each for each in (await seen.world()).briefings}

    async def _count_seats(self, world: dict[str, Briefing]) -> None:
        limited = [each for each in world.values() if each.capacity is not None]
        async with self.service.store.snapshot() as seen:
            taken = await seen.seats_taken([each.id for each in limited])
        for each in limited:
            if taken[each.id] > (each.capacity or 0):
                self.faults.append(f"{each.id}: {taken[each.id]} seats of {each.capacity}")

    def _at(self, when: datetime, happening: Happening) -> None:
        heapq.heappush(self._heap, (when.astimezone(UTC), next(self._order), happening))

    def _delay(self, minutes: float) -> timedelta:
        return (0.1 + minutes * self._chance.random()) * _MINUTE

    def _rings(self) -> list[datetime]:
        """The bell, where something can be due: each working afternoon, and around the briefings."""
        size = self.plan.size
        days = (size.first + timedelta(days=each) for each in range((size.last - size.first).days + 5))
        rings = [
            datetime.combine(day, clock, STOCKHOLM)
            for day in days
            if is_working_day(day)
            for clock in (time(15, 0),)
        ]
        for each in self.plan.briefings:
            for start in {each.start, each.moved_to}:
                rings += [start - 45 * _MINUTE, start + 2 * _HOUR, start + 5 * _HOUR]
        return sorted({each.astimezone(UTC) for each in rings})


def _id(planned: Planned) -> str:
    return f"{planned.start.astimezone(STOCKHOLM):%Y-%m-%d}"


_MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]


def _day(start: datetime) -> str:
    local = start.astimezone(STOCKHOLM)
    return f"{local.day} {_MONTHS[local.month - 1]}"


def _local(briefing: Briefing) -> datetime:
    return briefing.start.astimezone(STOCKHOLM)
