"""For whom a text is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailservice.config.load import load_config
from mailservice.domain.publications import Segment
from mailservice.understanding.publishing_targets import find_target

NOW = datetime(2027, 5, 10, 6, 30, tzinfo=UTC)
WORLD = load_config(Path(__file__).parents[3] / "config" / "demo.toml", {}).world()
OFFICIALS, POLITICIANS, NETWORK = (each.id for each in WORLD.lists)
ALL = (OFFICIALS, POLITICIANS, NETWORK)


@pytest.mark.parametrize(
    ("text", "segment"),
    [
        ("Tjänstemannaforum", Segment((OFFICIALS,))),
        ("tjänstemanaforum", Segment((OFFICIALS,))),
        ("listan Tjänstemannaforum", Segment((OFFICIALS,))),
        ("tjanstemannaforum", Segment((OFFICIALS,))),
        ("”Politikerforum”", Segment((POLITICIANS,))),
        ("Tjänstemannaforum och Politikerforum", Segment((OFFICIALS, POLITICIANS))),
        ("både Tjänstemannaforum, Politikerforum", Segment((OFFICIALS, POLITICIANS))),
        ("prenumeranterna på Politikerforum", Segment((POLITICIANS,))),
        (WORLD.lists[2].name.sv, Segment((NETWORK,))),
        (WORLD.lists[0].name.en, Segment((OFFICIALS,))),
        ("alla listor", Segment(ALL)),
        ("Everyone", Segment(ALL)),
        ("alla på region.example", Segment(ALL, (), ("region.example",))),
        ("Tjänstemannaforum, bara @region.example", Segment((OFFICIALS,), (), ("region.example",))),
        ("deltagarna den 24 maj", Segment((), ("2027-05-24",))),
        (
            "deltagarna på mötet måndag 24 maj hos kommun.example",
            Segment((), ("2027-05-24",), ("kommun.example",)),
        ),
        ("the participants on 26 May", Segment((), ("2027-05-26",))),
        ("deltagarna i Höstens första forumträff", Segment((), ("2027-09-13",))),
    ],
)
def test_target(text: str, segment: Segment) -> None:
    assert find_target(text, WORLD, NOW).segment == segment


@pytest.mark.parametrize(
    ("text", "doubt", "found"),
    [
        ("", "which-list", ""),
        ("Chefsforum", "which-list", "chefsforum"),
        ("Tjänstemannaforum och Chefsforum", "which-list", "chefsforum"),
        ("Tjänstemannaforum nytt om kompetens", "which-list", "tjänstemannaforum nytt om kompetens"),
        ("forum", "which-list", "forum"),
        ("deltagarna den 25 maj", "which-briefing", "deltagarna den 25 maj"),
        ("deltagarna", "which-briefing", "deltagarna"),
    ],
)
def test_doubt(text: str, doubt: str, found: str) -> None:
    target = find_target(text, WORLD, NOW)
    assert (target.doubt, target.found, target.segment) == (doubt, found, Segment())


def test_a_day_without_a_year_is_the_briefings_own() -> None:
    half_a_year_before = datetime(2026, 11, 1, tzinfo=UTC)  # 24 May 2026 is nearer
    nearer = find_target("deltagarna den 24 maj", WORLD, half_a_year_before)
    assert nearer.segment == Segment((), ("2027-05-24",))
    assert find_target("deltagarna den 24 maj 2026", WORLD, half_a_year_before).doubt == "which-briefing"
