"""Mail that no person wrote: never answered, never acted on (RFC 3834, MS-OXCMAIL 2.1.3.2.20)."""

import re

from mailservice.domain.addresses import Address
from mailservice.domain.readings import Evidence, Machine
from mailservice.message.envelope import Envelope
from mailservice.message.mail import ParsedMail
from mailservice.screening.authentication import Trust

MAX_HOPS = 100  # RFC 5321 section 6.3

_COMMENT = re.compile(r"\([^()]*\)")
_MARKS = frozenset(
    {
        *("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-auto-respond"),
        *("x-post-messageclass", "x-apple-action", "x-ms-exchange-generated-message-source"),
        *("x-ms-exchange-inbox-rules-loop", "x-vacation", "x-rt-loop-prevention", "x-failed-recipients"),
        *("x-mailer-daemon", "x-delivery-agent-bounce", "x-ms-exchange-organization-recallreportgenerated"),
        "x-gm-message-vacation",
    }
)
_SUBJECTS: dict[str, re.Pattern[str]] = {
    "auto-reply": re.compile(
        r"(?i)^(?:automati(?:skt svar|skt meddelande|sk svar|skt autosvar|c reply|c response"
        r"|sche antwort|schen antwort)|autosvar|auto-?svar"
        r"|frånvaro(?:meddelande|besked)?|frånvarande|ej på plats|inte på kontoret|ute från kontoret"
        r"|på semester|auto(?:-?reply|-?response)?"
        r"|out of (?:the )?office|out-of-office|away from (?:the )?office|abwesenheits?notiz|abwesend"
        r"|abwesenheit|automaattinen vastaus"
        r"|poissaolo(?:ilmoitus)?|fravær(?:smelding|sbesked)?|réponse automatique|respuesta automática"
        r"|risposta automatica"
        r"|automatisch antwoord|vacation(?: reply)?|semestersvar|autoreply|tillbaka den)\s*(?::|[-–] |$)"
    ),
    "read-receipt": re.compile(
        r"(?i)^(?:läst|inte läst|oläst borttaget|ej läst|read|not read|gelesen|ungelesen|lest|læst|lu"
        r"|luettu|mottagningsbevis)\s*: "
    ),
    "recall": re.compile(
        r"(?i)^(?:återkalla|återkallande|återkallelse|recall|zurückrufen|tilbakekall|tilbagekald"
        r"|kutsu takaisin)\s*: "
    ),
    "complaint": re.compile(
        r"(?i)^(?:complaint about message from|abuse report|feedback report|spam report)\b"
    ),
    "bounce": re.compile(
        r"(?i)^(?:olevererbart|ej levererbart|kan inte levereras|undeliver(?:able|ed)(?: mail)?"
        r"|delivery status notification|delivery (?:has )?failed"
        r"|delivery failure|mail delivery (?:failed|failure|subsystem|system)|returned mail"
        r"|failure notice|unzustellbar|leveransmeddelande"
        r"|meddelandet kunde inte levereras|fördröjd|delayed mail|message delivery"
        r"|warning: (?:could not send|message)|undelivered|ikke levert"
        r"|kan ikke leveres|mail system error|delivery delayed|leveransen misslyckades)\b"
    ),
}
_SENDERS = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?_?\.?reply|do-?not-?reply|donotreply|svara-?ej|svara-?inte"
    r"|ej-?svar|ingen-?svar|noreply-.*|no-reply-.*"
    r"|bounces?|listserv|majordomo|mailman|sympa|autosvar|autoreply|automail|daemon|root|nobody"
    r"|abuse-report|feedback-loop|fbl)$"
    r"|^owner-|^bounces?[+=-]|-(?:request|owner|bounces?|noreply|no-reply)$|[._-](?:noreply|no-reply"
    r"|donotreply)$"
)

# What stands before the @ in the Message-ID of each letter of ours: token, number, name. Colleagues
# in our own domain have other ones.
_OUR_ID = re.compile(r"[a-z2-7]{26}\.\d+\.[a-z_]+")


def own_loop(mail: ParsedMail, trust: Trust) -> Machine | None:
    """Our own mail come back: by its mark, its From, its Message-ID, or its hops.

    Exchange drops X-Loop and List-Id when it forwards, so From and Message-ID must do alone.
    """
    marks = [value.lower() for value in mail.all_headers("x-loop")]
    if any(own in mark for mark in marks for own in (*trust.own_addresses, trust.own_domain)):
        return _machine("loop", "X-Loop")
    if mail.sender is not None and _is_ours(mail.sender, trust):
        return _machine("loop", "From")
    written_by, _, domain = mail.message_id.lower().rpartition("@")
    if domain == trust.own_domain and _OUR_ID.fullmatch(written_by):
        return _machine("loop", "Message-ID")
    if len(mail.all_headers("received")) > MAX_HOPS:
        return _machine("loop", "Received")
    return None


def _is_ours(sender: Address, trust: Trust) -> bool:
    """One of our addresses, with any +detail: what we write there comes back to us."""
    return f"{sender.base_local_part}@{sender.domain}" in trust.own_addresses


def automatic(mail: ParsedMail, envelope: Envelope) -> Machine | None:
    """An auto-reply, a list, a newsletter, a receipt: what is no person, by header, sender or subject."""
    return _by_header(mail) or _by_subject(mail) or _by_sender(mail, envelope)


def _by_header(mail: ParsedMail) -> Machine | None:
    submitted = _word(mail.header("auto-submitted"))
    if submitted not in {"", "no"}:
        return _machine("auto-reply", f"Auto-Submitted: {submitted}")
    precedence = _word(mail.header("precedence"))
    if precedence in {"bulk", "list", "junk", "auto_reply", "auto-reply"}:
        return _machine("list" if precedence == "list" else "auto-reply", f"Precedence: {precedence}")
    for name, value in mail.headers:
        if name in _MARKS and value and _word(value) not in {"no", "false"}:
            return _machine("auto-reply", name)
    suppress = mail.header("x-auto-response-suppress").lower()
    if re.search(r"\b(?:all|oof|autoreply)\b", suppress):
        return _machine("auto-reply", "X-Auto-Response-Suppress")
    for name, _ in mail.headers:
        if name in {"list-id", "list-unsubscribe", "list-post", "list-help", "feedback-id", "x-list"}:
            return _machine("list", name)
    return None


def _word(value: str) -> str:
    """A field's keyword without comments and parameters (RFC 3834 section 5)."""
    return _COMMENT.sub(" ", value[:500]).partition(";")[0].strip().lower()


def _by_subject(mail: ParsedMail) -> Machine | None:
    """Prefixes at the start only: "Anmäler frånvaro …" is a person."""
    subject = mail.subject.strip()
    for about, prefix in _SUBJECTS.items():
        found = prefix.match(subject)
        if found:
            return _machine(about, found[0])
    return None


def _by_sender(mail: ParsedMail, envelope: Envelope) -> Machine | None:
    local_part = mail.sender.base_local_part if mail.sender else ""
    if _SENDERS.search(local_part):
        return _machine("no-reply-sender", "From")
    if not envelope.reverse_path.strip("<> "):
        return _machine("auto-reply", "Return-Path: <>")
    if _SENDERS.search(envelope.reverse_path.lower().rpartition("@")[0]):
        return _machine("list", "MAIL FROM")
    return None


def _machine(about: str, words: str) -> Machine:
    return Machine(about, (Evidence(words.strip(), about),))
