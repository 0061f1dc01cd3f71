"""Who is told what waits, and what of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mailservice.decisions.decide import decide
from mailservice.domain.effects import SendLetter
from mailservice.domain.publications import PublicationState, Segment, Version
from mailservice.domain.readings import AskWaiting
from tests.given import NOW, OFFICIALS, POLICY, SECRETARIAT, facts

PROOF = Version(
    "v1", "v1", 1, Segment((OFFICIALS.id,)), "Nytt", "Hej", "sv", PublicationState.PROOF, SECRETARIAT, NOW
)
HELD = replace(
    PROOF,
    id="v2",
    number=2,
    state=PublicationState.HELD,
    approver=SECRETARIAT,
    due_at=NOW + timedelta(days=1),
)


def test_the_secretariat_is_told_what_waits_by_whom_and_until_when() -> None:
    asked = facts(sender=SECRETARIAT, under_way=(PROOF, HELD))
    [letter] = decide(AskWaiting("sv"), asked, now=NOW, policy=POLICY).effects
    assert isinstance(letter, SendLetter)
    assert (letter.letter, letter.to, letter.in_reply_to) == (
        "waiting_texts",
        SECRETARIAT,
        "m1@region.example",
    )
    proof, held = letter.values["texts"]
    assert (proof["state"], proof["approver"], proof["due_at"]) == ("proof", "", None)
    assert (held["state"], held["approver"], held["due_at"]) == (
        "held",
        str(SECRETARIAT),
        "2027-05-11T06:30:00+00:00",
    )
    assert [each["name"] for each in proof["lists"]] == ["Tjänstemannaforum"]


@pytest.mark.parametrize("given", [{}, {"sender": SECRETARIAT, "vouched_by_mta": False}])
def test_nobody_else_is_told(given: dict[str, Any]) -> None:
    decision = decide(AskWaiting("sv"), facts(under_way=(PROOF,), **given), now=NOW, policy=POLICY)
    assert decision.because == "handed-over-question"
    assert "waiting_texts" not in {e.letter for e in decision.effects if isinstance(e, SendLetter)}
