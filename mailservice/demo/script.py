"""Who writes what, and when: the play as data."""

from dataclasses import dataclass
from datetime import datetime

from mailservice.domain.days import STOCKHOLM

FIRST = datetime(2027, 5, 10, 8, 0, tzinfo=STOCKHOLM)
LAST = datetime(2027, 5, 27, 17, 0, tzinfo=STOCKHOLM)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that somebody does.

    answers     the letter that a mail replies to (its name in templates/), "" for a new mail
    vouched     our border MTA knows that the address is real
    calendar    "ACCEPTED" or "DECLINED": an answer from the calendar instead of words
    automatic   an out-of-office reply
    publish_to  the secretariat publishes the text to these lists instead of mailing it
    """

    at: datetime
    who: str
    text: str = ""
    subject: str = ""
    answers: str = ""
    vouched: bool = True
    calendar: str = ""
    automatic: bool = False
    publish_to: tuple[str, ...] = ()


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 5, day, hour, minute, tzinfo=STOCKHOLM)


ANNA = "anna.ek@region-norr.example"
BO = "bo.lindqvist@kommun-sund.example"
EMMA = "emma.clarke@embassy.example"
DAVID = "david.sjo@region-vast.example"
KARIN = "karin.holm@lansstyrelse.example"
OFFICE = "kansliet@tillvaxtverket.se"

SCRIPT = (
    Line(
        _at(10, 8, 31),
        ANNA,
        "Hej! Jag vill gärna prenumerera på information och delta den 24 maj kl 09.00\n\nHälsningar\nAnna Ek",
        "Intresserad av forum",
    ),
    Line(
        _at(10, 9, 12),
        BO,
        "Hej, jag skulle vilja prenumerera på Politikerforum. Helst ett samlat brev i veckan.\n\nmvh Bo",
        "Nyheter",
        vouched=False,
    ),
    Line(_at(10, 9, 40), BO, "Ja", answers="confirm", vouched=False),
    Line(
        _at(11, 14, 5),
        EMMA,
        "Hello,\n\nI would like to attend the briefing on 26 May. "
        "Please send me news from the forum for elected politicians too.\n\nKind regards,\nEmma Clarke",
        "Briefing 26 May",
    ),
    Line(_at(12, 10, 2), DAVID, "Anmäl mig till mötet 24/5 tack", "Anmälan"),
    Line(
        _at(12, 10, 3),
        DAVID,
        "Jag är på semester till den 17 maj.",
        "Automatiskt svar: Anmälan",
        automatic=True,
    ),
    Line(
        _at(13, 11, 20),
        KARIN,
        "Hej! Kommer bilderna från förra forumet att läggas ut någonstans?\n\nKarin Holm",
        "Fråga om bilder",
    ),
    Line(_at(14, 9, 0), KARIN, "Jag vill gå med i nätverket för kompetensförsörjning.", "Nätverket"),
    Line(_at(14, 13, 30), OFFICE, "Ja", answers="approve"),
    Line(
        _at(18, 10, 0),
        OFFICE,
        "# Det sades i maj\n\nRegionerna vill ha **längre planering**. Läs mer i underlaget.\n\n"
        "- Kompetensförsörjning\n- Resor till arbetet",
        "Nytt från forumen i maj",
        publish_to=("tjanstemannaforum", "politikerforum"),
    ),
    Line(_at(19, 16, 45), DAVID, calendar="DECLINED"),
    Line(_at(25, 8, 50), ANNA, "Stopp", answers="news"),
    Line(_at(25, 8, 58), ANNA, "Ångra", answers="receipt"),
    Line(_at(27, 9, 15), BO, "Hej, kan ni stryka mig från utskicken? Jag har bytt jobb.", "Hej då"),
)
