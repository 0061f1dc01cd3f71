"""The errors of the service.

MailServiceError
|-- StorageUnavailable      the database cannot take or give anything now; try again (4xx)
|-- ReadingFailed           a mail could not be read, or took down the process that read it
|-- ReaderUnavailable       no process that reads mail could be started; try again
|-- DatabaseUnfit           the database is damaged, or newer than this program; start nothing
|-- DeliveryFailed          the smarthost refused one mail, for now or for good
|-- NotBegun                a mail was handed back before any of its content had gone
|-- SmarthostUnreachable    no conversation with the smarthost came about; everything waits
|-- ConfigurationFaults     every fault of the configuration at once
|-- UnknownLists            somebody publishes to a list that there is none of
`-- WorldFaults             every fault of a world file at once

A decision is a value; an error means that a step could not be finished. Messages are logged,
so they carry no address and no words of a mail.
"""


class MailServiceError(Exception):
    """The root of all errors that this service raises itself."""


class StorageUnavailable(MailServiceError):
    """The database is full, locked, away or read-only. Nothing was changed; trying again is right."""


class ReadingFailed(MailServiceError):
    """Mails could not be read in the reading process; its trace is not logged, it may hold words of one."""


class ReaderUnavailable(MailServiceError):
    """No process that reads mail could be started. No mail is to blame; trying again is right."""


class DatabaseUnfit(MailServiceError):
    """The database is damaged, or its schema is newer than this program: a person must look first."""


class DeliveryFailed(MailServiceError):
    """The smarthost refused a mail, for now or for good (RFC 5321 section 4.2.1).

    of_us   before it knew whom the mail is to: that says nothing of them, and nothing for good
    """

    def __init__(self, code: int, text: str, *, of_us: bool = False) -> None:
        self.code, self.text, self.of_us = code, text, of_us
        self.permanent = 500 <= code < 600 and not of_us
        outcome = "given up" if self.permanent else "will be tried again"
        super().__init__(f"smarthost answered {code} {text!r}; {outcome}")


class NotBegun(MailServiceError):
    """A mail was given back untried: nothing of its content had gone, and it counts as no attempt."""


class SmarthostUnreachable(MailServiceError):
    """No conversation with the smarthost came about: its name, its port, TLS or the login failed."""


class ConfigurationFaults(MailServiceError):
    """What is wrong with the configuration, one sentence a fault, each with what to write instead."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class WorldFaults(ConfigurationFaults):
    """What is wrong with a world file: its lists and briefings."""


class UnknownLists(MailServiceError):
    """Somebody publishes to lists that there are none of."""

    def __init__(self, unknown: tuple[str, ...], known: tuple[str, ...]) -> None:
        self.unknown, self.known = unknown, known
        super().__init__(f"there is no list called {', '.join(unknown)}; there are {', '.join(known)}")
