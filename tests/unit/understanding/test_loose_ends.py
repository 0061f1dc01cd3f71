"""What the wishes of a mail leave unexplained keeps them from being carried out."""

from datetime import date

import pytest

from mailservice.domain.readings import Evidence, Wishes
from mailservice.domain.wishes import AskHelp, Cancel, Pause, Register, Subscribe, Unsubscribe, Wish
from mailservice.understanding.loose_ends import loose_end
from tests.unit.understanding.corpus import examined, written

JOIN = Subscribe(("politikerforum",))
LEAVE = Unsubscribe(("*",))
COME = Register(("2027-05-24",))
STAY = Cancel(("2027-05-24",))


@pytest.mark.parametrize(
    ("text", "wishes", "evidence", "about"),
    [
        ("Anmäl mig till den 24 maj.", (COME,), "anmäl", ""),
        ("Anmäl mig till den 24 maj. Vi ses 2 maj kl. 04.10!", (COME,), "anmäl", "which-briefing"),
        ("Anmäl mig till den 24 maj. Vi ses v. 40!", (COME,), "anmäl", "which-briefing"),
        ("Anmäl mig till den 24 maj. Vi ses på onsdag!", (COME,), "anmäl", "which-briefing"),
        ("Avboka den 24 maj. Vi ses på onsdag!", (STAY, Pause(date(2027, 6, 1))), "avboka", ""),
        ("Jag vill prenumerera, tidigast den 3 augusti.", (JOIN,), "prenumerera", "until-when"),
        ("Jag vill prenumerera.", (JOIN,), "prenumerera", ""),
        ("Jag vill inte prenumerera.", (JOIN,), "prenumerera", "denied"),
        ("Min kollega ska avsluta.", (LEAVE,), "avsluta", ""),
        ("Kollegan vill avsluta.", (LEAVE,), "avsluta", "third-person"),
        ("Prenumerera. " + "Vi åt gott. " * 22, (JOIN,), "prenumerera", "no-wish"),
        ("Jag vill prenumerera. " + "Vi åt gott. " * 22, (JOIN,), "prenumerera", ""),
        ("Jag vill prenumerera. " + "Vi åt gott. " * 40, (JOIN,), "prenumerera", "long"),
        ("Jag vill prenumerera " + "och äta gott " * 12, (JOIN,), "prenumerera", "long"),
        ("Hur fungerar det på onsdag?", (AskHelp(),), "hur", ""),
    ],
)
def test_what_is_left_unexplained(text: str, wishes: tuple[Wish, ...], evidence: str, about: str) -> None:
    reading = Wishes(wishes, "sv", evidence=(Evidence(evidence, "test"),))
    assert loose_end(reading, examined(written(text)).scene) == about
