"""Which lists are left and joined, where a mail points at them or says beside them what is to stay."""

import pytest

from mailservice.domain.wishes import Subscribe, Unsubscribe, Wish
from mailservice.understanding.acts import Act
from mailservice.understanding.scene import Letter
from mailservice.understanding.settle import settle
from tests.unit.understanding.scenes import said, seen

TJ, PO, NK = "tjanstemannaforum", "politikerforum", "natverk-kompetens"
NONE, NEWS = Letter(), Letter("news", (PO,))


@pytest.mark.parametrize(
    ("text", "lists", "letter"),
    [
        ("Ta bort mig från Politikerforum, Tjänstemannaforum räcker", (PO,), NONE),
        ("Avsluta Politikerforum men Tjänstemannaforum ska följa med", (PO,), NONE),
        ("Stop Politikerforum, nätverket och Tjänstemannaforum", (TJ, PO, NK), NONE),
        ("Här är Politikerforum och Tjänstemannaforum. «Sluta med det sistnämnda»", (TJ,), NONE),
        ("I get Politikerforum and Tjänstemannaforum. «Drop the former»", (PO,), NONE),
        ("Jag får Politikerforum och Tjänstemannaforum. «Det förstnämnda kan ni sluta med»", (PO,), NONE),
        ("I get Politikerforum and Tjänstemannaforum. «Stop, I left my former post»", (TJ, PO), NONE),
        ("Jag läser Politikerforum. «Sluta med det sistnämnda»", (PO,), NONE),
        (
            "Tjänstemännen, politikerna, nätverket. Politikernas duger. «Stryk mig från de två andra»",
            (TJ, NK),
            NONE,
        ),
        ("Alla andra får ha det. «Stryk mig från mängden andra»", (PO,), NEWS),
        ("«Stryk mig, de andra på kontoret läser»", (PO,), NEWS),
        ("Tjänstemännens och politikernas. Politikernas räcker. «Sluta med den andra»", (TJ,), NONE),
        ("Tjänstemannaforum är inget för mig. «Ta bort mig från det, tack»", (TJ,), NEWS),
        ("Tjänstemannaforum är bra. «Sluta skicka det här»", (PO,), NEWS),
        ("Alla brev utom Politikerforum kan ni sluta med", (TJ,), NONE),
        ("Stop everything except Tjänstemannaforum", (PO,), NONE),
        ("Stop all but Tjänstemannaforum", (PO,), NONE),
        ("Stop everything apart from Tjänstemannaforum", (PO,), NONE),
        ("Take me off all lists other than Tjänstemannaforum", (PO,), NONE),
        ("Det räcker med Tjänstemannaforum, resten kan ni sluta med", (PO,), NONE),
        ("Sluta skicka Politikerforum i stället för Tjänstemannaforum", (PO,), NONE),
        ("Sluta med allt utom nätverkets mejl", (TJ, PO), NONE),
        ("Sluta med Politikerforum, utom synhåll är det redan", (PO,), NONE),
        ("Sluta med alla utom Lars i Politikerforum", (TJ,), NONE),
        ("Sluta med allt i Politikerforum utom synhåll", (PO,), NONE),
        ("Bara Tjänstemannaforum tack, det andra kan ni stryka", (PO,), NONE),
        ("Ta bort Politikerforum, det andra är bra", (PO,), NONE),
        ("Ta bort Politikerforum, det andra kan ni låta bli att ta bort", (PO,), NONE),
        ("Politikerforum bort, det andra är bra", (PO,), NONE),
        ("Bara nätverket tack, det andra kan ni stryka", (NK,), NONE),
    ],
)
def test_lists_that_are_left(text: str, lists: tuple[str, ...], letter: Letter) -> None:
    assert _meant(text, Act.UNSUBSCRIBE, letter) == Unsubscribe(lists)


@pytest.mark.parametrize(
    "before", ["Politikernas duger", "Tjänstemännens och politikernas. Politikernas duger", "Hej"]
)
def test_which_the_others_are_is_asked_where_it_is_open(before: str) -> None:
    assert _meant(f"{before}. «Stryk mig från de övriga listorna»", Act.UNSUBSCRIBE, NEWS) is None


@pytest.mark.parametrize(
    ("text", "lists", "letter"),
    [
        ("Politikerforum läser chefen men Tjänstemannaforum rör mig. «Sätt upp mig där igen»", (TJ,), NONE),
        (
            "Tjänstemannaforum läser jag men Politikerforum är inget för mig. «Sätt upp mig där»",
            (TJ, PO),
            NONE,
        ),
        ("Politikerforum och Tjänstemannaforum är bra. «Sätt upp mig där»", (TJ, PO), NONE),
        ("Info från båda forumen, tjänstemän och folk", (TJ, PO), NONE),
        ("Båda breven går till min chef men skicka Tjänstemannaforum hit", (TJ,), NONE),
        ("Tjänstemannaforum, båda listorna läser ju chefen", (TJ,), NONE),
        ("Jag har Tjänstemannaforum redan och vill ha Politikerforum", (PO,), NONE),
        ("Jag har redan hört om Tjänstemannaforum och vill ha Politikerforum", (PO,), NONE),
        ("Jag vill redan i dag få Tjänstemannaforum och Politikerforum", (TJ, PO), NONE),
        ("Officials belong to your skills network. «I want to be a member»", (NK,), NEWS),
        ("«I want to be a member»", (PO,), NEWS),
        ("Tjänstemän i mitt nätverk läser er. «Skriv in mig»", (TJ,), NONE),
        ("«Add me to your mailing lists». The skills network I do not seek to enter", (TJ, PO), NONE),
        ("«Add me to your list». It is the skills network that I mean", (NK,), NONE),
    ],
)
def test_lists_that_are_joined(text: str, lists: tuple[str, ...], letter: Letter) -> None:
    assert _meant(text, Act.SUBSCRIBE, letter) == Subscribe(lists)


def _meant(text: str, act: Act, letter: Letter) -> Wish | None:
    words = text.partition("«")[2].partition("»")[0] or text
    scene = seen(text.replace("«", "").replace("»", ""), letter=letter)
    [meant] = settle(scene, [said(scene, act, words)])
    return meant.wish
