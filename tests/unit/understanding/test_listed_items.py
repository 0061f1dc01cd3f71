"""A line for each briefing below "anmäl mig till:"."""

import pytest

from mailservice.understanding.acts import Act
from mailservice.understanding.listed_items import with_items
from tests.unit.understanding.scenes import said, seen

WISH = "Anmäl mig till två träffar"


@pytest.mark.parametrize(
    ("item", "likely"),
    [
        ("Senaste nytt från Tjänstemannaforum 24 maj", 0.99),
        ("24 maj", 0.99),
        ("Senaste nytt från Tjänstemannaforum 25 maj", 0.5),  # no briefing on that day
        ("Inte den 24 maj", 0.5),
        ("Kanske den 24 maj", 0.5),
        ("Den 24 maj tar Lars", 0.5),
        ("Jag kommer den 24 maj", 0.5),
        ("Senaste nytt från Tjänstemannaforum", 0.5),
    ],
)
def test_an_item_is_as_sure_as_the_wish_above_it(item: str, likely: float) -> None:
    scene = seen(f"{WISH}.\n\n- {item}\n- 26 maj")
    heard = [said(scene, Act.REGISTER, WISH, 0.99), said(scene, Act.REGISTER, item, 0.5)]
    assert [each.likely for each in with_items(scene, heard)] == [0.99, likely]


def test_items_follow_one_another() -> None:
    scene = seen(f"{WISH}.\n\n- 24 maj\n- 26 maj")
    heard = [
        said(scene, Act.REGISTER, each, n) for each, n in ((WISH, 0.99), ("24 maj", 0.5), ("26 maj", 0.5))
    ]
    assert [each.likely for each in with_items(scene, heard)] == [0.99, 0.99, 0.99]


def test_an_item_below_a_wish_that_just_counts_counts_as_well() -> None:
    scene = seen(f"{WISH}.\n\n- 24 maj\n- 26 maj")
    heard = [said(scene, Act.REGISTER, WISH, 0.62), said(scene, Act.REGISTER, "24 maj", 0.43)]
    assert [each.likely for each in with_items(scene, heard)] == [0.62, 0.62]


def test_nothing_is_listed_below_a_wish_that_is_not_sure_or_another_one() -> None:
    scene = seen(f"{WISH}.\n\n- 24 maj\n- 26 maj")
    item = said(scene, Act.REGISTER, "24 maj", 0.5)
    for above in (said(scene, Act.REGISTER, WISH, 0.59), said(scene, Act.SUBSCRIBE, WISH, 0.99)):
        assert with_items(scene, [above, item]) == [above, item]
    declined = said(scene, Act.CANCEL, "24 maj", 0.5)
    wish = said(scene, Act.REGISTER, WISH, 0.99)
    assert with_items(scene, [wish, declined]) == [wish, declined]
