"""The secretariat's texts: who may do what, when, and what comes of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailservice.decisions.audience import Audience, Sample
from mailservice.decisions.decide import decide
from mailservice.decisions.facts import Facts
from mailservice.decisions.policy import Policy
from mailservice.decisions.publication_ends import Delivery, Ending, decide_ended
from mailservice.domain.addresses import Address
from mailservice.domain.effects import (
    ApprovePublication,
    Decision,
    EndPublication,
    SaveProof,
    SendLetter,
    StopPublication,
)
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.publications import PublicationFile, PublicationState, Segment, Version
from mailservice.domain.readings import AnsweredLetter, PublishDraft, PublishUnclear, PublishWord
from tests.given import ANNA, NOW, OFFICIALS, SECRETARIAT, WORLD, facts

COLLEAGUE = Address.of("bo@forum.example")
OFFICE = replace(WORLD, secretariat=(str(SECRETARIAT), str(COLLEAGUE)))
SEGMENT = Segment((OFFICIALS.id,), ("2027-05-24",), ("region.example",))
PDF = PublicationFile("attachment", "a.pdf", "application/pdf", b"x" * 1025)
PNG = PublicationFile("picture", "a.png", "image/png", b"png")
READERS = Audience(at_once=2, weekly=1, in_swedish=3, samples=(Sample("a@b.se", DeliveryMode.EACH, "sv"),))
VERSION = Version(
    "v1", "v1", 1, SEGMENT, "Nytt", "Hej", "sv", PublicationState.PROOF, SECRETARIAT, NOW, spool_id="mail-0"
)
DRAFT = PublishDraft(
    SEGMENT, "Nytt", "Hej. [här](https://a.se)", "sv", (PNG,), (("picture-missing", "x"),), "sv"
)
TWO = Policy(two_pairs_of_eyes=True)
SEND, STOP, TEST = (PublishWord(word, "sv") for word in ("send", "stop", "test"))


def known(**given: Any) -> Facts:
    """Facts of a mail of the secretariat that answers a proof."""
    standard = {
        "sender": SECRETARIAT,
        "world": OFFICE,
        "publication": VERSION,
        "versions": 1,
        "readership": READERS,
    }
    return facts(**{**standard, **given})


def told(decision: Decision) -> dict[str, Any]:
    """Whom the only letters went to, and their outcome."""
    letters = [each for each in decision.effects if isinstance(each, SendLetter)]
    return {str(each.to): each.values.get("outcome", each.letter) for each in letters}


def test_a_draft_is_kept_and_shown_to_its_author() -> None:
    decision = decide(DRAFT, known(publication=None, versions=0), now=NOW, policy=Policy())
    save, proof = decision.effects
    assert isinstance(save, SaveProof)
    assert (save.version.number, save.version.origin == save.version.id, save.files) == (1, True, (PNG,))
    assert isinstance(proof, SendLetter)
    assert (proof.to, proof.publication, proof.values["may_approve"]) == (SECRETARIAT, save.version.id, True)
    assert [each["rule"] for each in proof.values["findings"]] == ["picture-missing", "vague-link"]
    assert proof.values["audience"]["total"] == 3
    assert proof.values["domains"] == ["region.example"]


@pytest.mark.parametrize(
    ("waits", "rules"),
    [
        (replace(VERSION, id="v0", origin="v0", subject="NYTT"), ["waits-already"]),
        (replace(VERSION, id="v0", origin="v0", subject="Annat"), []),
        (replace(VERSION, id="v0", origin="v0", segment=Segment(("politikerforum",))), []),
        (VERSION, []),  # the one that it corrects
    ],
)
def test_a_correction_that_came_as_a_new_mail_is_noticed(waits: Version, rules: list[str]) -> None:
    draft = replace(DRAFT, segment=None, subject="", markdown="Hej.", files=(), notes=())
    _save, proof = decide(draft, known(under_way=(waits,)), now=NOW, policy=Policy()).effects
    assert isinstance(proof, SendLetter)
    assert [each["rule"] for each in proof.values["findings"]] == rules


def test_where_nobody_can_be_counted_the_proof_says_so() -> None:
    decision = decide(DRAFT, known(publication=None, readership=None), now=NOW, policy=Policy())
    [_save, proof] = decision.effects
    assert isinstance(proof, SendLetter)
    assert proof.values["audience"] is None


def test_two_pairs_of_eyes_see_the_proof_and_the_other_may_approve() -> None:
    decision = decide(DRAFT, known(), now=NOW, policy=TWO)
    letters = [each for each in decision.effects if isinstance(each, SendLetter)]
    assert [(each.to, each.values["may_approve"]) for each in letters] == [
        (SECRETARIAT, False),
        (COLLEAGUE, True),
    ]
    assert told(decide(SEND, known(), now=NOW, policy=TWO)) == {str(SECRETARIAT): "colleague-must"}
    approved = decide(SEND, known(sender=COLLEAGUE), now=NOW, policy=TWO)
    assert approved.effects[0] == ApprovePublication("v1", COLLEAGUE, NOW + timedelta(minutes=10))
    assert told(approved) == {str(COLLEAGUE): "held", str(SECRETARIAT): "held"}


def test_a_correction_follows_the_version_before() -> None:
    draft = replace(DRAFT, segment=None, subject="", files=())
    earlier = replace(VERSION, state=PublicationState.HELD)
    given = known(publication=earlier, publication_files=(PDF, PNG), versions=3)
    save, proof = decide(draft, given, now=NOW, policy=Policy()).effects
    assert isinstance(save, SaveProof)
    assert (save.version.number, save.version.origin, save.version.subject) == (4, "v1", "Nytt")
    assert (save.version.segment, save.files) == (SEGMENT, (PDF,))  # its pictures came anew, or not at all
    assert isinstance(proof, SendLetter)
    assert proof.values["replaces_approved"]
    assert proof.values["attachments"] == [{"name": "a.pdf", "kb": 2}]


def test_a_correction_with_attachments_of_its_own() -> None:
    other = replace(PDF, name="b.pdf")
    draft = replace(DRAFT, segment=None, files=(other,))
    save = decide(draft, known(publication_files=(PDF,)), now=NOW, policy=Policy()).effects[0]
    assert isinstance(save, SaveProof)
    assert save.files == (other,)


def test_a_correction_of_what_is_not_there_is_for_nobody() -> None:
    draft = replace(DRAFT, segment=None, subject="")
    save = decide(draft, known(publication=None), now=NOW, policy=Policy()).effects[0]
    assert isinstance(save, SaveProof)
    assert (save.version.segment, save.version.subject) == (Segment(), "")


@pytest.mark.parametrize(
    ("at", "due_at"),
    [
        (None, NOW + timedelta(minutes=10)),
        (NOW + timedelta(minutes=1), NOW + timedelta(minutes=10)),  # the hold comes first
        (datetime(2027, 5, 17, 6, 0, tzinfo=UTC), datetime(2027, 5, 17, 6, 0, tzinfo=UTC)),
    ],
)
def test_approved_for_a_time(at: datetime | None, due_at: datetime) -> None:
    decision = decide(replace(SEND, at=at), known(), now=NOW, policy=Policy())
    assert decision.effects[0] == ApprovePublication("v1", SECRETARIAT, due_at)
    assert told(decision) == {str(SECRETARIAT): "held"}


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"publication": replace(VERSION, state=PublicationState.REPLACED)}, "replaced"),
        ({"publication_is_newest": False}, "replaced"),
        ({"publication": replace(VERSION, state=PublicationState.STOPPED)}, "stopped-before"),
        ({"publication": replace(VERSION, state=PublicationState.WITHDRAWN)}, "stopped-before"),
        ({"publication": replace(VERSION, state=PublicationState.SENDING)}, "out-already"),
        ({"readership": Audience()}, "nobody"),
        ({"readership": None}, "nobody"),
    ],
)
def test_send_that_is_not_enough(given: dict[str, Any], outcome: str) -> None:
    decision = decide(SEND, known(**given), now=NOW, policy=Policy())
    assert told(decision) == {str(SECRETARIAT): outcome}
    assert len(decision.effects) == 1


def test_approved_again_for_another_time() -> None:
    held = replace(VERSION, state=PublicationState.HELD, approver=SECRETARIAT, due_at=NOW)
    assert isinstance(
        decide(SEND, known(publication=held), now=NOW, policy=Policy()).effects[0], ApprovePublication
    )


@pytest.mark.parametrize(
    ("state", "stop"),
    [
        (PublicationState.PROOF, PublicationState.WITHDRAWN),
        (PublicationState.HELD, PublicationState.WITHDRAWN),
        (PublicationState.SENDING, PublicationState.STOPPING),
        (PublicationState.SENT, PublicationState.STOPPING),
    ],
)
def test_stop(state: PublicationState, stop: PublicationState) -> None:
    version = replace(VERSION, state=state, approver=COLLEAGUE)
    decision = decide(STOP, known(publication=version, vouched_by_mta=False), now=NOW, policy=Policy())
    assert decision.effects[0] == StopPublication("v1", SECRETARIAT, stop)
    outcome = "withdrawn" if stop is PublicationState.WITHDRAWN else "stopping"
    assert told(decision) == {str(SECRETARIAT): outcome, str(COLLEAGUE): outcome}


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (PublicationState.REPLACED, "replaced"),
        (PublicationState.STOPPED, "stopped-already"),
        (PublicationState.STOPPING, "stopped-already"),
        (PublicationState.WITHDRAWN, "stopped-already"),
    ],
)
def test_nothing_to_stop(state: PublicationState, outcome: str) -> None:
    decision = decide(STOP, known(publication=replace(VERSION, state=state)), now=NOW, policy=Policy())
    assert told(decision) == {str(SECRETARIAT): outcome}


@pytest.mark.parametrize(
    ("word", "given"),
    [
        (SEND, {"sender": ANNA}),
        (STOP, {"sender": ANNA}),
        (SEND, {"vouched_by_mta": False}),
        (TEST, {"vouched_by_mta": False}),
        (STOP, {"vouched_by_mta": False, "vouched": False}),
        (SEND, {"publication": None}),
    ],
)
def test_whoever_is_not_the_secretariat_reaches_it_as_a_question(
    word: PublishWord, given: dict[str, Any]
) -> None:
    decision = decide(word, known(**given), now=NOW, policy=Policy())
    assert decision.because == "handed-over-publishing-attempt"


@pytest.mark.parametrize(
    ("state", "because"),
    [(PublicationState.SENDING, "stopped"), (PublicationState.SENT, "asked-stop-what")],
)
def test_stop_in_reply_to_the_letter_itself(state: PublicationState, because: str) -> None:
    news = AnsweredLetter("news", SECRETARIAT, NOW, "n@forum", publication="v1")
    given = known(publication=replace(VERSION, state=state), answered=news)
    assert decide(STOP, given, now=NOW, policy=Policy()).because == because


def test_a_test_is_the_letter_itself_to_who_asks() -> None:
    [test] = decide(TEST, known(), now=NOW, policy=Policy()).effects
    assert isinstance(test, SendLetter)
    assert (test.letter, test.to, test.bulk, test.publication) == ("news", SECRETARIAT, True, "v1")


@pytest.mark.parametrize(("publication", "subject"), [(VERSION, "Nytt"), (None, "")])
def test_a_doubt_is_asked_about(publication: Version | None, subject: str) -> None:
    [asked] = decide(
        PublishUnclear("which-list", "x", "sv"), known(publication=publication), now=NOW, policy=Policy()
    ).effects
    assert isinstance(asked, SendLetter)
    assert (asked.letter, asked.values["subject_of"]) == ("publish_question", subject)


@pytest.mark.parametrize(
    ("before", "text", "because"),
    [
        ("Mötet är den 24 maj kl. 9 i sal 3.", "Mötet är den 25 maj kl. 10 i sal 3.", "proof"),
        ("Mötet är den 25 maj.", "Mötet är flyttat till den 25 maj.", "proof"),
        ("Mötet är den 24 maj kl. 9 i sal 3.", "Mötet är inställt.", "asked-what-to-do"),
        ("Mötet är den 25 maj.", "Snyggt, men kan du byta bild?", "asked-what-to-do"),
    ],
)
def test_a_few_words_are_a_correction_where_they_are_like_the_text(
    before: str, text: str, because: str
) -> None:
    perhaps = replace(DRAFT, segment=None, subject="", markdown=text, files=(), notes=())
    unclear = PublishUnclear("what-to-do", text, "sv", perhaps=perhaps)
    earlier = replace(VERSION, markdown=before)
    assert decide(unclear, known(publication=earlier), now=NOW, policy=Policy()).because == because
    assert decide(unclear, known(publication=None), now=NOW, policy=Policy()).because == "asked-what-to-do"


@pytest.mark.parametrize("given", [{"sender": ANNA}, {"vouched_by_mta": False}])
def test_a_question_that_names_every_list_and_the_draft_goes_to_the_secretariat_only(
    given: dict[str, Any],
) -> None:
    unclear = PublishUnclear("what-to-do", "vad är det här?", "sv")
    decision = decide(unclear, known(**given), now=NOW, policy=Policy())
    assert decision.because == "handed-over-publishing-attempt"
    assert "publish_question" not in {e.letter for e in decision.effects if isinstance(e, SendLetter)}


def ending(state: PublicationState, *deliveries: Delivery) -> Decision:
    """The end of a send."""
    version = replace(VERSION, state=state)
    return decide_ended(Ending(version, SECRETARIAT, deliveries, ((SECRETARIAT, "sv"), (COLLEAGUE, "en"))))


def test_the_report_of_a_stop_names_everybody() -> None:
    sent = [Delivery(f"a{n}@b.se", "sent", NOW, "news") for n in range(25)]
    others = [
        Delivery("x@b.se", "stopped", None, "news"),
        Delivery("y@b.se", "unknown", None, "digest"),
        Delivery("z@b.se", "refused", NOW, "news"),
        Delivery("u@b.se", "sent", NOW, "digest"),
        Delivery("v@b.se", "stopped", None, "digest"),
        Delivery("w@b.se", "stopped", None),
    ]
    end, report, other = ending(PublicationState.STOPPING, *sent, *others).effects
    assert end == EndPublication("v1", PublicationState.STOPPED)
    assert isinstance(report, SendLetter)
    assert isinstance(other, SendLetter)
    assert (report.language, other.language) == ("sv", "en")
    assert report.values["counts"] == {"sent": 25, "refused": 1, "stopped": 1, "unknown": 1}
    assert [report.values[each] for each in ("in_digests", "kept_out", "waiting")] == [1, 2, 0]
    assert len(report.values["deliveries"]) == 31
    assert report.values["deliveries"][-6] == ["x@b.se", "stopped", ""]
    assert report.values["deliveries"][-3] == ["u@b.se", "sent-in-digest", NOW.isoformat()]
    assert (len(report.values["reached"]), report.values["unknown"]) == (20, ["y@b.se"])


def test_the_report_of_a_send_names_only_what_failed() -> None:
    waits = Delivery("b@b.se", "waiting", None)
    end, report, _other = ending(
        PublicationState.SENDING, Delivery("a@b.se", "sent", NOW, "news"), waits
    ).effects
    assert end == EndPublication("v1", PublicationState.SENT)
    assert isinstance(report, SendLetter)
    assert (report.values["deliveries"], report.values["reached"]) == ([], [])
    assert [report.values[each] for each in ("in_digests", "kept_out", "waiting")] == [0, 0, 1]
