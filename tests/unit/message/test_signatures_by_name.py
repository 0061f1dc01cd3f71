"""Below the sender's own full name stands a signature, unless they write on there."""

import pytest

from mailservice.message.signatures import Signed, below_name


@pytest.mark.parametrize(
    ("lines", "name", "said"),
    [
        (("Ja tack!", "", "Gun Hedvall", "Anmäl dig här!"), "Gun  Hedvall", ("Ja tack!", "")),
        (("Ja tack!", "Gun"), "Gun", ("Ja tack!", "Gun")),
        (("Gun Hedvall", "vill vara med"), "Gun Hedvall", ("Gun Hedvall", "vill vara med")),
        (("Ja!", "Gun Hedvall", "PS Stryk mig"), "Gun Hedvall", ("Ja!", "", "PS Stryk mig")),
        (
            ("Ja, den 24!", "Gun Hedvall", "Chef", "", "Vänta, jag menade ju den 26 maj."),
            "Gun Hedvall",
            ("Ja, den 24!", "", "Vänta, jag menade ju den 26 maj."),
        ),
        (
            ("Ja!", "Gun Hedvall", "Chef", "PS Stryk mig"),
            "Gun Hedvall",
            ("Ja!", "", "PS Stryk mig"),
        ),
        (
            ("Yes!", "Gun Hedvall", "", "sorry, i can not make it"),
            "Gun Hedvall",
            ("Yes!", "", "sorry, i can not make it"),
        ),
        (("Ja!", "Gun Hedvall", "Ledamot (C) i regionfullmäktige"), "Gun Hedvall", ("Ja!",)),
        (("Ja!", "Gun Hedvall", "Ordförande i Politikerforum", "Rosviks kommun"), "Gun Hedvall", ("Ja!",)),
        (
            ("Ja!", "Gun Hedvall", "", "Anmäl dig till vårt möte den 26 maj i Rosvik!"),
            "Gun Hedvall",
            ("Ja!",),
        ),
        (("Ja!", "Gun Hedvall", "", "Jag arbetar ej fredagar"), "Gun Hedvall", ("Ja!",)),
        (("Ja!",), "", ("Ja!",)),
    ],
)
def test_below_the_name(lines: tuple[str, ...], name: str, said: tuple[str, ...]) -> None:
    assert below_name(Signed(lines, ("-- ",)), name).said == said


def test_what_is_cut_is_kept_as_signature() -> None:
    cut = below_name(Signed(("Ja!", "Gun Hedvall", "Chef"), ("Mobil",)), "Gun Hedvall")
    assert cut.signature == ("Gun Hedvall", "Chef", "Mobil")
