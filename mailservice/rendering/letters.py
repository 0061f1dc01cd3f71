"""Letters: a row of the outbox to the bytes of a mail, from `templates/`."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mailservice.domain.addresses import Address
from mailservice.domain.days import STOCKHOLM
from mailservice.domain.lists import Language
from mailservice.domain.publications import PublicationFile
from mailservice.domain.world import World
from mailservice.flow.rows import OutgoingMail
from mailservice.message.compose import Body, Calendar, Head, Own, compose_form, filled
from mailservice.message.form import RECIPIENT, TOKEN, Filled, Form
from mailservice.message.list_headers import list_headers, with_detail
from mailservice.rendering.calendars import calendar_of
from mailservice.rendering.enclosed import enclosures, pictures
from mailservice.rendering.filters import filters_for
from mailservice.rendering.pages import Page, Pages, anchor_of, place_of
from mailservice.rendering.participants import participant_lists
from mailservice.rendering.sealing import seal, unseal

_BULK = 1
_PROOF = "proof"
_RECIPIENT = Markup(RECIPIENT)  # noqa: S704 - a mark of ours, filled in as text
_HELP_WORD = {"sv": "hjälp", "en": "help"}
_CALENDAR_LETTERS = frozenset({"invitation", "cancellation"})


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words, before it is a mail."""

    subject: str
    page: Page


class Letters:
    """Renders every letter (flow.sending_ports.Renderer). A template is compiled once, when it is needed."""

    def __init__(
        self, templates: Path, *, address: str, names: Mapping[Language, str], calendar_file: bool = True
    ) -> None:
        """templates   folder with sv/, en/ and letter.html.j2
        address        of the service, "forum@example.org"
        names          what the service calls itself, by language
        calendar_file  an invitation goes along as a file too
        """
        self._address, self._names, self._calendar_file = address, names, calendar_file
        self._domain = address.rpartition("@")[2]
        self._pages = Pages()
        self._frame = _SameForAll(
            loader=FileSystemLoader(templates),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            auto_reload=False,
        ).get_template("letter.html.j2")
        self._environment = cache(partial(_environment, templates, names))

    def render(
        self,
        mail: OutgoingMail,
        *,
        world: World,
        attached: bytes | None,
        sent_at: datetime,
        files: Sequence[PublicationFile] = (),
    ) -> bytes:
        """The whole mail, CRLF line ends, unsigned. The same arguments give the same bytes."""
        form = self.form(mail, world=world, attached=attached, sent_at=sent_at, files=files)
        return self.fill(form, mail, sent_at=sent_at).content().mail

    def form(
        self,
        mail: OutgoingMail,
        *,
        world: World,
        attached: bytes | None,
        sent_at: datetime,
        files: Sequence[PublicationFile] = (),
    ) -> Form:
        """The letter of this mail, and of every other whose `flow.rows.form_key` is the same.

        attached  the received mail that goes along, where `mail.attach_spooled` names one
        files     of the publication that it is, or shows
        Raises    jinja2: UndefinedError where a value is missing, TemplateNotFound for no such letter
        """
        reply_to = self._reply_to(mail)
        values = {**mail.values, "direct": _is_direct(mail, reply_to), "recipient": _RECIPIENT}
        written = self.write(mail.letter, mail.language, values, on=sent_at)
        if mail.letter == _PROOF:
            written = self._with_letter(written, values, on=sent_at)
        frame = self._frame.render(language=mail.language, subject=written.subject, body=written.page.html)
        body = Body(
            written.page.text,
            frame + "\n",
            calendar=self._calendar(mail, written),
            enclosures=(
                *enclosures(mail.values, mail.language, original=attached, files=files),
                *participant_lists(mail.values),
            ),
            pictures=pictures(files, domain=self._domain),
        )
        return compose_form(self._head(mail, written.subject, world, sent_at), body)

    def fill(self, form: Form, mail: OutgoingMail, *, sent_at: datetime) -> Filled:
        """The form with what is this mail's own."""
        own = Own(str(mail.recipient), sent_at, mail.message_id, mail.token)
        return filled(form, own)

    def write(self, letter: str, language: Language, values: Mapping[str, Any], *, on: datetime) -> Written:
        """Subject, text and HTML of a letter of that day."""
        environment = self._environment(language, on.astimezone(STOCKHOLM).year)
        rendered = environment.get_template(f"{letter}.md.j2").render(values)
        subject, _, body = rendered.strip().partition("\n")
        return Written(unseal(subject), self._pages.page(body, published=self._published(values, language)))

    def _with_letter(self, proof: Written, values: Mapping[str, Any], *, on: datetime) -> Written:
        """A proof, and below it the letter as a recipient gets it, made by the same hand."""
        language: Language = values["publication"]["language"]
        letter = self.write("news", language, {**values, **values["why"]}, on=on).page
        html = Markup('{}<hr>\n<div lang="{}">\n{}</div>\n').format(proof.page.html, language, letter.html)
        return Written(proof.subject, Page(f"{proof.page.text}\n{'-' * 72}\n\n{letter.text}", html))

    def _published(self, values: Mapping[str, Any], language: Language) -> tuple[Page, ...]:
        """The secretariat's own texts in news (under an <h1>) and in digests (under an <h2> each)."""
        if "publication" in values:
            return (self._text(values["publication"], 1, language),)
        return tuple(self._text(item, 2, language) for item in values.get("items", ()))

    def _text(self, item: Mapping[str, Any], depth: int, language: Language) -> Page:
        other = item.get("language", language)
        shown = self._domain if depth == 1 or "pictures" in item else ""  # by the files that go along
        return self._pages.published(item["markdown"], depth, "" if other == language else other, shown)

    def _head(self, mail: OutgoingMail, subject: str, world: World, sent_at: datetime) -> Head:
        bulk = mail.lane == _BULK
        marked = f"{subject} [ref {mail.token}]" if mail.token and not bulk else subject
        return Head(
            sender_name=self._names[mail.language],
            sender=self._address,
            recipient=str(mail.recipient),
            subject=marked,
            sent_at=sent_at,
            message_id=mail.message_id,
            reply_to=self._reply_to(mail),
            in_reply_to=mail.in_reply_to,
            references=mail.values.get("thread", ""),  # what is said of one meeting stays together
            answers=bool(mail.caused_by),
            language=mail.language,
            more=self._list_headers(mail, world) if bulk else (),
            shared_by=f"{mail.letter} {marked}" if bulk else "",
        )

    def _list_headers(self, mail: OutgoingMail, world: World) -> tuple[tuple[str, str], ...]:
        only = world.list_(mail.about_lists[0]) if len(mail.about_lists) == 1 else None
        return list_headers(
            list_id=only.id if only else "",
            name=only.name.in_(mail.language) if only else self._names[mail.language],
            address=self._address,
            token=TOKEN if mail.token else "",
            help_word=_HELP_WORD[mail.language],
        )

    def _reply_to(self, mail: OutgoingMail) -> str:
        """Where an answer goes; "" is the service itself. A calendar mail names no other (RFC 6047)."""
        if mail.letter in _CALENDAR_LETTERS:
            return ""
        if mail.reply_to:
            return _usable(mail.reply_to)
        return with_detail(self._address, TOKEN) if mail.token else ""

    def _calendar(self, mail: OutgoingMail, written: Written) -> Calendar | None:
        if mail.letter not in _CALENDAR_LETTERS:
            return None
        return calendar_of(
            mail.values,
            attendee=mail.recipient,
            organizer=self._address,
            organizer_name=self._names[mail.language],
            description=written.page.text,
            as_file=self._calendar_file,
        )


class _SameForAll(Environment):
    """Its templates have no globals of their own: to look through a chain of two mappings, some dozen times a
    letter, was a twentieth of it."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Those of the environment."""
        assert not d
        return self.globals


def _environment(
    templates: Path, names: Mapping[Language, str], language: Language, year: int
) -> Environment:
    """The templates of one language, whose filters know in which year the letter is written.

    Nothing in them depends on more of a letter than the values it hands to a macro. So files of macros are
    imported without their letter's context, and read once: else each letter would make every macro anew.
    """
    environment = _SameForAll(
        loader=FileSystemLoader(templates / language),
        undefined=StrictUndefined,
        autoescape=True,  # what macros give back is ours; every other value is sealed by `finalize`
        finalize=seal,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else each letter asks the disk four times whether its templates are still so
    )
    environment.filters.update(filters_for(language, year=year))
    environment.globals.update(service=names[language], published=place_of, anchor=anchor_of)
    return environment


def _is_direct(mail: OutgoingMail, reply_to: str) -> bool:
    """Whether an answer reaches the person whose mail goes along."""
    return bool(mail.reply_to) and bool(reply_to)


def _usable(address: str) -> str:
    """An address for Reply-To as the stranger spelt it, or "" where it is none.

    One with letters beyond ASCII is left out: it would need SMTPUTF8 on the whole way (RFC 6531),
    and a smarthost without that would refuse the letter.
    """
    try:
        normal = str(Address.of(address))
    except ValueError:
        return ""
    return normal if normal.isascii() else ""
