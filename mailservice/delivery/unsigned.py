"""Mail that goes without a signature."""

from collections.abc import Sequence

from mailservice.message.form import Content, Filled


class NoSignature:
    """Stands in for the signer where no key is configured."""

    takes_long = False

    async def signed(self, mails: Sequence[Filled]) -> list[Content]:
        """The mails as they are."""
        return [mail.content() for mail in mails]
