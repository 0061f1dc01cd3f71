"""What happens to mail, one function per event, so that names stay fixed and can be counted.

No line holds a body or an address in clear: an Address is logged as a short keyed hash (see
`log_lines.py`), which links the lines of one person without naming anybody.
"""

import traceback
from datetime import timedelta

import structlog

from mailservice.domain.effects import Decision
from mailservice.domain.readings import CalendarAnswer, Machine, Reading, Wishes

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


# In: the listener


def received(spool_id: str, *, protocol: str, peer: str, size_bytes: int, recipients: int) -> None:
    """A mail is stored; the client has its 250."""
    _log.info(
        "mail.received",
        spool_id=spool_id,
        protocol=protocol,
        peer=peer,
        size_bytes=size_bytes,
        recipients=recipients,
    )


def not_spooled(cause: str) -> None:
    """The database could not take a mail; the client has a 451 and keeps it."""
    _log.error("mail.not_spooled", cause=cause)


def row_refused(error: Exception) -> None:
    """The database took the other mails of a group but not this one; the client has a 451 and keeps it."""
    _log.error("mail.row_refused", error=type(error).__name__, trace=trace_of(error))


def broken_off(cause: str, *, peer: str) -> None:
    """A client went away in the middle; nothing of it was taken but what had its 250."""
    _log.info("session.broken_off", cause=cause, peer=peer)


def listener_failed(error: Exception) -> None:
    """The listener met an error of its own; the client has a 451 without details."""
    _log.error("listener.failed", error=type(error).__name__, trace=trace_of(error))


# Between: the processor


def processed(spool_id: str, reading: Reading, decision: Decision, *, took: timedelta) -> None:
    """One line per mail: what it was, what was decided, why. Never a body or an address."""
    _log.info(
        "mail.processed",
        spool_id=spool_id,
        reading=type(reading).__name__,
        of=_kind(reading),
        because=decision.because,
        effects=[type(effect).__name__ for effect in decision.effects],
        took_ms=_ms(took),
    )


def group_parted(mails: int, error: str) -> None:
    """Mails that were processed together are now taken one by one, since one of them failed."""
    _log.warning("mail.group_parted", mails=mails, error=error)


def processing_postponed(spool_id: str, cause: str) -> None:
    """The database or the reader cannot work now; the mail is taken up again, the attempt does not count."""
    _log.warning("mail.postponed", spool_id=spool_id, cause=cause)


def processing_failed(spool_id: str, error: str, *, attempts: int, stuck: bool) -> None:
    """A mail could not be processed. Stuck: set aside until `mailservice queue` shows it to somebody."""
    _log.error("mail.stuck" if stuck else "mail.failed", spool_id=spool_id, error=error, attempts=attempts)


def reader_lost(how: str) -> None:
    """The process that reads mail died, or was ended since it did not answer. Another is started."""
    _log.warning("reader.lost", how=how)


# Time: digests, reminders, bells


def due(kind: str, because: str, *, times: int = 1) -> None:
    """Something that the calendar asked for was decided: a reminder, or news for so many people."""
    _log.info("due.decided", kind=kind, because=because, times=times)


def bell_failed(error: str) -> None:
    """The scheduler's bell did not ring, or what it called failed; the next ring takes the work up."""
    _log.error("bell.failed", error=error)


# Out: the deliverer


def delivered(mail_id: str, letter: str, outcome: str) -> None:
    """A letter was settled: "sent" to the smarthost, "kept" in the folder, or "given-up"."""
    _log.info("letter.settled", mail_id=mail_id, letter=letter, outcome=outcome)


def many_delivered(letter: str, outcome: str, *, letters: int) -> None:
    """News went out: one line for some hundred letters. What became of each stands in the outbox."""
    _log.info("letters.settled", letter=letter, outcome=outcome, letters=letters)


def delivery_refused(mail_id: str, letter: str, code: int, *, again: bool) -> None:
    """The smarthost refused a letter. Again: it is tried once more later."""
    _log.warning("letter.refused", mail_id=mail_id, letter=letter, code=code, again=again)


def failure_judged(mail_id: str, letter: str, *, kind: str, status: str, because: str) -> None:
    """A letter came back, or was refused for good: what that says of its address."""
    _log.info("bounce.judged", mail_id=mail_id, letter=letter, kind=kind, status=status, because=because)


def letter_not_written(mail_id: str, letter: str, error: str) -> None:
    """A letter could not be rendered or signed: a template or a key is at fault."""
    _log.error("letter.not_written", mail_id=mail_id, letter=letter, error=error)


def smarthost_unreachable(cause: str) -> None:
    """No conversation came about; everything waits."""
    _log.warning("smarthost.unreachable", cause=cause)


# The service itself


def storage_unavailable(loop: str, cause: str) -> None:
    """The database cannot work now; this part of the service waits for it."""
    _log.error("storage.unavailable", loop=loop, cause=cause)


def step_failed(loop: str, error: Exception) -> None:
    """A part of the service met an error that it did not expect; it pauses and goes on."""
    _log.error("step.failed", loop=loop, error=type(error).__name__, trace=trace_of(error))


def started(*, smtp: str, lmtp: str, database: str, version: str) -> None:
    """Everything listens; mail is taken."""
    _log.info("service.started", smtp=smtp, lmtp=lmtp, database=database, version=version)


def stopping(reason: str) -> None:
    """No new mail is taken; what is under way is finished."""
    _log.info("service.stopping", reason=reason)


def stopped(*, took: timedelta) -> None:
    """Nothing is under way any more."""
    _log.info("service.stopped", took_ms=_ms(took))


def advised(advice: str) -> None:
    """Something an operator should know of: an SQLite with a known fault, a disk that fills."""
    _log.warning("service.advice", advice=advice)


def world_changed(change: str) -> None:
    """A list or a briefing was created or changed by a world file."""
    _log.info("world.changed", change=change)


def feed_written(*, briefings: int) -> None:
    """The public feed says something new."""
    _log.info("feed.written", briefings=briefings)


def feed_not_written(cause: str) -> None:
    """The feed's file cannot be read or written; it is tried again at each ring."""
    _log.error("feed.not_written", cause=cause)


def published(publication_id: str, *, people: int) -> None:
    """A text was published for so many people."""
    _log.info("news.published", publication_id=publication_id, people=people)


def _kind(reading: Reading) -> str:
    """What kind of reading it is, as far as that names nobody."""
    match reading:
        case Wishes(wishes=wishes):
            return " ".join(type(wish).__name__ for wish in wishes)
        case CalendarAnswer(answer=answer):
            return answer
        case Machine(about=about):
            return about
        case _:
            return getattr(reading, "about", "")


def trace_of(error: BaseException) -> str:
    """Where it happened, innermost last; without its words, which may be words of a mail."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames)


def _ms(took: timedelta) -> int:
    return round(took / timedelta(milliseconds=1))
