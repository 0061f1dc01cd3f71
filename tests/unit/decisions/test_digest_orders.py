"""Who may have digests sent, and who is told."""

from mailservice.decisions.decide import decide
from mailservice.decisions.digest_orders import decide_order_done
from mailservice.domain.digest_orders import DigestOrder
from mailservice.domain.effects import OrderDigests, SendLetter
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.readings import SendDigestsNow
from tests.given import NOW, POLICY, SECRETARIAT, facts

MODES = (DeliveryMode.WEEKLY, DeliveryMode.MONTHLY)
READING = SendDigestsNow(MODES, "sv")


def test_the_secretariat_orders() -> None:
    asked = facts(sender=SECRETARIAT, sender_text=str(SECRETARIAT))
    decision = decide(READING, asked, now=NOW, policy=POLICY)
    assert decision.effects == (OrderDigests(MODES, SECRETARIAT, "m1@region.example", "sv"),)


def test_anybody_elses_order_is_shown_to_the_secretariat() -> None:
    for asked in (facts(), facts(sender=SECRETARIAT, vouched_by_mta=False)):
        decision = decide(READING, asked, now=NOW, policy=POLICY)
        assert not any(isinstance(each, OrderDigests) for each in decision.effects)
        assert "digest-order" in decision.because


def test_who_ordered_is_told_how_many() -> None:
    order = DigestOrder("mail-1", MODES, SECRETARIAT, "m1@forum.example", "sv", NOW)
    [letter] = decide_order_done(order, people=3).effects
    assert isinstance(letter, SendLetter)
    assert (letter.to, letter.in_reply_to) == (SECRETARIAT, "m1@forum.example")
    assert letter.values == {"modes": ["weekly", "monthly"], "people": 3}


def test_the_shell_waits_for_no_letter() -> None:
    assert decide_order_done(DigestOrder("shell", MODES, None, "", "sv", NOW), people=3).effects == ()
