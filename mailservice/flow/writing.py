"""Letters become mails: a form is made for what many share, filled and signed for each."""

import asyncio
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mailservice.domain.errors import StorageUnavailable
from mailservice.domain.publications import PublicationFile
from mailservice.domain.world import World
from mailservice.flow.ports import Store
from mailservice.flow.published import PublishedTexts
from mailservice.flow.rows import OutgoingMail, form_key
from mailservice.flow.sending_ports import Renderer, Signer
from mailservice.message.form import Content, Filled, Form

FORMS = 64


class NotWritten(Exception):
    """This letter cannot be made into a mail, now or later."""

    def __init__(self, cause: Exception) -> None:
        self.kind = type(cause).__name__
        super().__init__(f"could not be written: {self.kind}: {cause}")


@dataclass(slots=True, eq=False)
class Writing:
    """Writes the letters of one run."""

    store: Store
    renderer: Renderer
    signer: Signer
    texts: PublishedTexts
    _forms: dict[Hashable, Form] = field(default_factory=dict)
    _forming: asyncio.Lock = field(default_factory=asyncio.Lock)
    _world: World | None = None
    _shown: tuple[Mapping[str, Any] | None, str] = (None, "")

    async def written(self, mails: Sequence[OutgoingMail]) -> list[Content | NotWritten]:
        """Each as it goes, or why it does not. Raises StorageUnavailable."""
        filled = [await self._filled(mail) for mail in mails]
        signed = iter(await self.signer.signed([mail for mail in filled if isinstance(mail, Filled)]))
        return [next(signed) if isinstance(mail, Filled) else mail for mail in filled]

    async def _filled(self, mail: OutgoingMail) -> Filled | NotWritten:
        try:
            key = self._key_of(mail)
            form = self._forms.get(key) if key is not None else None
            if form is None:
                form = await self._form_of(mail, key)
            # The date of the letter is when it was due first, so that a second attempt sends the same bytes.
            return self.renderer.fill(form, mail, sent_at=mail.due_at)
        except StorageUnavailable:
            raise
        except Exception as error:
            return NotWritten(error)

    def _key_of(self, mail: OutgoingMail) -> Hashable | None:
        """To show the same values again for each letter would take as long as to fill it."""
        values, shown = self._shown
        if mail.values is not values:
            shown = repr(mail.values)
            self._shown = mail.values, shown
        return form_key(mail, shown)

    async def _form_of(self, mail: OutgoingMail, key: Hashable | None) -> Form:
        """The form of this letter: made for the first of a publication, and kept for the others."""
        async with self._forming:  # else all who write would make it at the same time
            if key is not None and key in self._forms:
                return self._forms[key]
            form = await self._made(mail)
            if key is not None:
                if len(self._forms) >= FORMS:
                    self._forms.clear()
                self._forms[key] = form
            return form

    async def _made(self, mail: OutgoingMail) -> Form:
        world, files = self._world, tuple[PublicationFile, ...]()
        if world is None or self.texts.concern(mail):
            async with self.store.snapshot() as seen:
                self._world = world = world or await seen.world()
                mail = replace(mail, values=await self.texts.put_into(mail.values, seen))
                files = await self.texts.files(mail, seen)
        attached = await self.store.spooled_raw(mail.attach_spooled) if mail.attach_spooled else None
        return self.renderer.form(mail, world=world, attached=attached, sent_at=mail.due_at, files=files)
