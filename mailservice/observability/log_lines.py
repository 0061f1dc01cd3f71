"""The form of log lines: JSON for machines, key=value for a terminal, and no address in clear."""

import hashlib
import hmac
import json
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from mailservice.domain.addresses import Address
from mailservice.observability.mail_log import trace_of

Form = Literal["json", "console"]
_LOOKS_LIKE_ADDRESS = re.compile(r"[^\s<>\"'(),;:=]{1,200}@[^\s<>\"'(),;:=]{1,200}")

_AS_JSON = json.JSONEncoder(default=repr).encode  # made once; structlog's renderer makes one for each line

_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "event", "logger"}


def start_log(stream: TextIO, *, form: Form, key: bytes) -> None:
    """From now on, events become lines on that stream, each written whole at once.

    key   makes the hashes of addresses: another installation's hashes are others
    """
    lines = _Lines(stream)
    structlog.configure(
        processors=processors(form=form, key=key),
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=lambda *_: lines,
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[Forwarded()], level=logging.WARNING, force=True)
    logging.getLogger("flufl.bounce").disabled = True  # what trips it up is a mail, not a fault of ours


class _Lines:
    """Where lines go. structlog's own makes one of these for each line, and writes its end apart."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def info(self, line: str) -> None:
        self._stream.write(f"{line}\n")
        self._stream.flush()

    warning = error = critical = info


class Forwarded(logging.Handler):
    """Brings warnings of the libraries, and of rooms that use `logging`, into the same lines.

    Of an exception its kind and place are kept, and not its words: they may be words of a mail.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """One record, one line."""
        error = record.exc_info[1] if record.exc_info else None
        extra = {name: value for name, value in vars(record).items() if name not in _OF_EVERY_RECORD}
        if error is not None:
            extra |= {"error": type(error).__name__, "trace": trace_of(error)}
        structlog.get_logger().log(record.levelno, record.getMessage(), logger=record.name, **extra)


def processors(*, form: Form, key: bytes) -> list[Processor]:
    """What a line goes through, in order."""
    return [
        structlog.processors.add_log_level,
        _stamped,
        addresses_hashed(key),
        _json_line if form == "json" else _console_line,
    ]


def addresses_hashed(key: bytes) -> Callable[[WrappedLogger, str, EventDict], EventDict]:
    """A processor that puts "person:3f2a9c0e1b" in the place of each address.

    A text from outside (what a smarthost answered, what an exception said) may hold one as well:
    whatever looks like an address there is hashed the same way.
    """

    def clean(value: object) -> object:
        if isinstance(value, Address):
            return address_hash(value, key)
        if isinstance(value, str):
            return _LOOKS_LIKE_ADDRESS.sub(lambda match: _hash_of_text(match[0], key), value)
        if isinstance(value, list | tuple):
            return [clean(each) for each in value]
        return value

    def processor(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        for name, value in event.items():
            # Most hold no address: to look for more would be half of a line's time.
            if not isinstance(value, int) and not (isinstance(value, str) and "@" not in value):
                event[name] = clean(value)
        return event

    return processor


def _stamped(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """structlog's own stamper comes to the same, and takes twice as long."""
    event["timestamp"] = f"{datetime.now(UTC).isoformat().removesuffix('+00:00')}Z"
    return event


def address_hash(address: Address, key: bytes) -> str:
    """Forty bits of HMAC-SHA-256: enough to follow one person through a log, not to find them."""
    digest = hmac.new(key, str(address).encode("utf-8"), hashlib.sha256).hexdigest()
    return f"person:{digest[:10]}"


def _hash_of_text(text: str, key: bytes) -> str:
    try:
        return address_hash(Address.of(text.strip(".")), key)
    except ValueError:
        return "person:unreadable"


def _json_line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return _AS_JSON(event)


def _console_line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """`08:30:00 mail.processed spool_id='…' …`: values as Python writes them, so no control character."""
    at, level, name = event.pop("timestamp"), event.pop("level"), event.pop("event")
    mark = "" if level == "info" else f"{level.upper()} "
    values = " ".join(f"{key}={value!r}" for key, value in event.items() if value not in ("", None))
    return f"{str(at)[11:19]} {mark}{name} {values}".rstrip()
