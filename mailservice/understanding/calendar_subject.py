"""A calendar answer that has lost its calendar: a gateway took the part away, the subject still tells.

The last resort (`message/itip_read.py` and `tnef.py` come first). The words are those of calendar
programs in the languages around us; the meeting is known by the invitation that is answered or by its title.
"""

import re
from datetime import datetime

from mailservice.domain.briefings import Briefing
from mailservice.domain.readings import AnsweredLetter, CalendarAnswer, Evidence, PartStat
from mailservice.domain.world import World
from mailservice.message.mail import OwnWords, ParsedMail
from mailservice.understanding.calendar import comment_in_words, read_calendar

_PREFIXES: dict[PartStat, str] = {
    "accepted": "accepterad|accepterat|accepterad inbjudan|inbjudan accepterades|godkänd|accepted"
    "|event accepted|invitation accepted|akseptert|godtatt|accepteret|hyväksytty|zugesagt|angenommen|accepté",
    "declined": "avböjd|avböjt|avböjd inbjudan|inbjudan avvisades|avvisad|nekad|declined|event declined"
    "|invitation declined|avslått|avvist|afvist|afslået|hylätty|abgelehnt|refusé",
    "tentative": "preliminär|preliminärt|preliminärt accepterad|tentative|tentatively accepted|foreløpig"
    "|foreløbig|foreløbigt accepteret|alustava|alustavasti hyväksytty|mit vorbehalt|provisoire",
    "counter": "ny tid föreslagen|nytt tidsförslag|förslag på ny tid|new time proposed|ny tid foreslått"
    "|nyt tidspunkt foreslået|neue besprechungszeit vorgeschlagen",
}
_TAGS = r"\s*(?:\[[^\]\n]{1,30}\]\s*)*"  # "[EXTERN]", put there by a gateway
_SAYS = {
    answer: re.compile(rf"(?i){_TAGS}(?:{words}) ?: (?P<title>.+)") for answer, words in _PREFIXES.items()
}


def read_subject(
    mail: ParsedMail, words: OwnWords, *, world: World, now: datetime, answered: AnsweredLetter | None
) -> CalendarAnswer | None:
    """The answer that the subject tells of; None where it tells none or not to which meeting.

    now   aware; what is over is not answered any more
    """
    found = next(
        ((answer, said) for answer, prefix in _SAYS.items() if (said := prefix.match(mail.subject))), None
    )
    if found is None or mail.calendars or mail.sender is None or words.forwarded:
        return None
    if read_calendar(mail, language="sv") is not None:  # a winmail.dat says it better
        return None
    answer, said = found
    briefing = _briefing(said["title"], world, now, answered)
    if briefing is None:
        return None
    return CalendarAnswer(
        briefing.uid,
        mail.sender,
        answer,
        answered.language if answered is not None else "sv",
        stamped_at=mail.date,
        comment=comment_in_words(mail),
        evidence=(Evidence(said[0].strip(), "calendar-subject"),),
    )


def _briefing(title: str, world: World, now: datetime, answered: AnsweredLetter | None) -> Briefing | None:
    """The meeting of the answered invitation, else the only one to come that bears this title."""
    if answered is not None and len(answered.sessions) == 1:
        return world.briefing(answered.sessions[0])
    told = title.casefold()
    named = [
        briefing
        for briefing in world.to_come(now)
        if any(each.casefold() in told for each in (briefing.title.sv, briefing.title.en))
    ]
    return named[0] if len(named) == 1 else None
