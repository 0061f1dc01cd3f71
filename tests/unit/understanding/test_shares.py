"""What of a sentence is somebody else's share, and what the sender's."""

import pytest

from mailservice.understanding.acts import Act
from mailservice.understanding.shares import of_others, others_shares
from mailservice.understanding.slots import session_slot
from mailservice.understanding.slots_of_lists import list_slot
from mailservice.understanding.whose import of_somebody_else
from tests.unit.understanding.scenes import said, seen


def shares(text: str) -> list[str]:
    scene = seen(text)
    found = [share for number in range(len(scene.sentences)) for share in others_shares(scene, number)]
    return [" ".join(word.low for word in scene.words[first : last + 1]) for first, last in found]


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("Vi har delat upp det: Per tar den 24 maj och jag tar den 26 maj.", ["per tar den 24 maj"]),
        ("Anna tar den 24 maj medan jag tar den 26 maj.", ["anna tar den 24 maj"]),
        ("Jag tar den 26 maj och min kollega Arvid deltar den 24.", ["och min kollega arvid deltar den 24"]),
        ("Från oss kommer Olof Krans den 24 och undertecknad den 26.", ["från oss kommer olof krans den 24"]),
        ("Gunnar läser Politikerforum, jag vill ha det andra.", ["gunnar läser politikerforum"]),
        ("Per tar den 24 maj, jag och Bo tar den 26 maj.", ["per tar den 24 maj"]),
        (
            "Avboka mig den 24 maj, Bo tar den 26 maj i stället för mig.",
            ["bo tar den 26 maj i stället för mig"],
        ),
        (
            "Lisa anmäler sig till den 24 maj, och mig sätter ni upp den 26.",
            ["lisa anmäler sig till den 24 maj"],
        ),
        ("My boss Tom has the 24 May seat and I want 26 May.", ["my boss tom has the 24 may seat"]),
        ("Bo takes 24 May and I take 26 May.", ["bo takes 24 may"]),
        (
            "Bo will come on 24 May, and on 26 May, and I on 13 September.",
            ["bo will come on 24 may", "and on 26 may"],
        ),
    ],
)
def test_what_somebody_else_does_beside_the_sender(text: str, theirs: list[str]) -> None:
    assert shares(text) == theirs


@pytest.mark.parametrize(
    "text",
    [
        "Per tar den 24 maj.",
        "Per tar den 24 maj och jag vill gå dit också.",
        "Tar Per den 24 maj och jag den 26 maj?",
        "Mötet den 24 maj passar bra och jag kommer den 26 maj.",
        "Karin anmälde mig till den 24 maj och jag kommer även den 26 maj.",
        "Tack Anna för inbjudan till den 24 maj, jag kommer den 26 maj.",
        "I know the Monday is full and I will come on 26 May.",
        "Politikerforum är bra och jag vill ha det andra.",
        "Ni tar upp bredband den 24 maj och jag kommer den 26 maj.",
        "Vi går den 24 maj och jag går den 26 maj.",
    ],
)
def test_what_is_nobody_elses(text: str) -> None:
    assert shares(text) == []


def test_a_wish_that_stands_in_the_share_of_another_is_theirs() -> None:
    scene = seen("Avboka mig den 24 maj, Bo tar den 26 maj i stället för mig")
    theirs = said(scene, Act.REGISTER, "Bo tar den 26 maj i stället för mig")
    mine = said(scene, Act.CANCEL, "Avboka mig den 24 maj")
    assert of_somebody_else(scene, theirs, [mine, theirs])
    assert not of_somebody_else(scene, mine, [mine, theirs])


def test_the_days_of_a_seat_are_those_of_ones_own_share() -> None:
    scene = seen("Per tar den 24 maj och jag tar den 26 maj")
    wish = said(scene, Act.REGISTER, "Per tar den 24 maj och jag tar den 26 maj")
    assert session_slot(scene, wish, [wish]).ids == ("2027-05-26",)
    apart = seen("Per tar den 24 maj, jag och Bo tar den 26 maj")
    wish = said(apart, Act.REGISTER, "Per tar den 24 maj jag")
    assert session_slot(apart, wish, [wish]).ids == ("2027-05-26",)
    alone = seen("Per tar den 24 maj och jag kommer")
    wish = said(alone, Act.REGISTER, "Per tar den 24 maj och jag kommer")
    assert session_slot(alone, wish, [wish]).ids == ("2027-05-24",)


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("Min sambo läser Tjänstemannaforum och jag vill få Politikerforum", ("politikerforum",)),
        ("Karin läser Tjänstemannaforum och jag vill få det", ("tjanstemannaforum",)),
        ("Jag vill få Tjänstemannaforum och Politikerforum", ("tjanstemannaforum", "politikerforum")),
    ],
)
def test_the_lists_are_those_of_ones_own_share(text: str, lists: tuple[str, ...]) -> None:
    scene = seen(text)
    wish = said(scene, Act.SUBSCRIBE, text)
    assert list_slot(scene, wish, [wish]).ids == lists


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("Per tar den 24 maj och jag tar den 26 maj.", {"2027-05-24"}),
        ("Per tar den 24 maj och jag tar den 26 maj. Jag kommer även den 24 maj.", set()),
        ("Per tar den 24 maj och jag tar den 26 maj. Bo tar den 26 maj och jag den 24 maj.", set()),
        ("Per tar den 24 maj och jag kommer.", set()),
        ("Gunnar läser Politikerforum, jag vill ha Tjänstemannaforum.", {"politikerforum"}),
        ("Karin läser Tjänstemannaforum och jag vill prenumerera före den 26 maj.", set()),
    ],
)
def test_what_only_others_name(text: str, theirs: set[str]) -> None:
    assert of_others(seen(text)) == theirs
