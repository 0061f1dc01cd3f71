"""The public feed: briefings to the bytes of a calendar, its words from `templates/feed.txt.j2`."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mailservice.domain.briefings import Briefing, BriefingState
from mailservice.domain.lists import Language
from mailservice.message.itip_feed import PublicEvent, build_feed


class Feeds:
    """Renders the feed (flow.ports.FeedRenderer)."""

    def __init__(self, templates: Path, *, address: str, names: Mapping[Language, str]) -> None:
        """templates, address, names   as for rendering.letters.Letters"""
        self._address, self._names = address, names
        self._words = Environment(
            loader=FileSystemLoader(templates),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - plain text: the calendar escapes what it writes
            trim_blocks=True,
        ).get_template("feed.txt.j2")

    def render(self, briefings: tuple[Briefing, ...], *, stamped_at: datetime) -> bytes:
        """The whole calendar. The same arguments give the same bytes."""
        return build_feed(
            tuple(self._event(each) for each in briefings),
            name=self._names["sv"],
            organizer=self._address,
            stamped_at=stamped_at,
        )

    def _event(self, briefing: Briefing) -> PublicEvent:
        called_off = briefing.state is BriefingState.CALLED_OFF
        return PublicEvent(
            briefing.uid,
            briefing.sequence,
            briefing.start,
            briefing.end,
            summary=briefing.title.sv,
            description=self._words.render(
                briefing=briefing, address=self._address, called_off=called_off
            ).strip(),
            cancelled=called_off,
        )
