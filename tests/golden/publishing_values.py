"""One example of each letter to the secretariat about a text of theirs."""

from typing import Any

from mailservice.domain.lists import Language
from tests.golden.letter_values import a_list, briefing

Values = dict[str, Any]

_OFFICE, _COLLEAGUE = "kansliet@tillvaxtverket.se", "bo@tillvaxtverket.se"
_TEXT = "Nytt stöd till regionerna"
_DUE = "2027-05-10T06:40:00+00:00"
_OUTCOMES = (
    *("held", "withdrawn", "stopping", "replaced", "stopped-before", "stopped-already"),
    *("out-already", "colleague-must", "nobody"),
)
_DOUBTS = {
    "which-list": "Chefsforum",
    "which-briefing": "deltagarna den 25 maj",
    "no-subject": "",
    "no-text": "",
    "which-time": "skicka på måndag",
    "stop-what": "",
    "what-to-do": "Fint!",
}
_SENT: Values = {
    "stopped": False,
    "subject_of": _TEXT,
    "stopped_by": "",
    "counts": {"sent": 812, "stopped": 0, "refused": 1, "unknown": 0},
    "in_digests": 0,
    "kept_out": 0,
    "waiting": 188,
    "reached": [],
    "unknown": [],
    "refused": ["borta@kommun.example"],
    "deliveries": [],
}
_STOPPED: Values = {
    **_SENT,
    "stopped": True,
    "stopped_by": _COLLEAGUE,
    "counts": {"sent": 1, "stopped": 810, "refused": 0, "unknown": 1},
    "in_digests": 1,
    "kept_out": 187,
    "waiting": 0,
    "reached": ["anna@region.example", "carin@kommun.example"],
    "unknown": ["dan@region.example"],
    "refused": [],
    "deliveries": [["anna@region.example", "sent", _DUE], ["carin@kommun.example", "sent-in-digest", _DUE]],
}


# Each rule of the review, with the words and the number that it tells.
FINDINGS = {
    "waits-already": (_TEXT, 0),
    "long-subject": ("Information om den kommande träffen", 84),
    "other-language": ("sv", 0),
    "no-headings": ("", 312),
    "bold-heading": ("Tre saker att göra", 0),
    "vague-link": ("Klicka här", 0),
    "address-as-text": ("https://exempel.se/a/b/c/d?id=123456789", 0),
    "broken-link": ("htp:/exempel", 0),
    "picture-without-alt": ("", 0),
    "alt-is-file-name": ("image001.png", 0),
    "long-alt": ("Program för dagen: klockan nio samlas vi i stora salen", 300),
    "text-as-picture": ("", 0),
    "long-sentence": ("Klicka här för att läsa de nya", 39),
    "no-such-date": ("31 april", 0),
    "wrong-weekday": ("tisdag 24 maj 2027", 0),
    "heavy": ("", 9216),
    "forgotten-attachment": ("bilagan", 0),
    "table-first-row": ("12 maj Anmälan", 0),
    "picture-from-web": ("https://exempel.se/logga.png", 0),
    "picture-missing": ("karta.png", 0),
    "unreadable-file": ("winmail.dat", 0),
    "text-cut": ("", 0),
}


def publishing_letters(language: Language) -> dict[str, tuple[str, Values]]:
    """Their names in `golden/letters`, each with its template and its values."""
    told = {"subject_of": _TEXT, "due_at": _DUE, "people": 1000, "at_once": 812, "who": _COLLEAGUE}
    asked = {
        "lists": [a_list(language, number) for number in range(3)],
        "briefings": [briefing(language)],
        "subject_of": _TEXT,
    }
    return {
        **{
            f"publication_told-{each}": ("publication_told", {**told, "outcome": each, "by_you": False})
            for each in _OUTCOMES
        },
        "publication_told-held-by-you": ("publication_told", {**told, "outcome": "held", "by_you": True}),
        "publication_told-held-at-once": (
            "publication_told",
            {**told, "outcome": "held", "by_you": True, "people": 1, "at_once": 1},
        ),
        **{
            f"publish_question-{about}": ("publish_question", {**asked, "about": about, "found": found})
            for about, found in _DOUBTS.items()
        },
        "proof": ("proof", _proof(language)),
        "publication_report": ("publication_report", _SENT),
        "publication_report-stopped": ("publication_report", _STOPPED),
        "waiting_texts": ("waiting_texts", {"texts": _waiting(language)}),
        "waiting_texts-none": ("waiting_texts", {"texts": []}),
    }


def _proof(language: Language) -> Values:
    """A second version that a colleague must approve, with something of everything to look over."""
    for_whom = {"lists": [a_list(language)], "briefings": [briefing(language)], "domains": ["region.example"]}
    samples = [
        {"address": "anna@region.example", "mode": "each", "language": "sv"},
        {"address": "carol@city.example", "mode": "monthly", "language": "en"},
    ]
    audience = {"total": 2, "at_once": 1, "weekly": 0, "monthly": 1, "paused": 1, "samples": samples}
    return {
        "publication": {
            "id": "v2",
            "subject": _TEXT,
            "language": "sv",
            "published_at": _DUE,
            "markdown": "Ansök senast 1 juni.",
        },
        "version": 2,
        "author": _OFFICE,
        **for_whom,
        "why": for_whom,
        "audience": audience,
        "findings": [
            {"rule": rule, "words": words, "number": number} for rule, (words, number) in FINDINGS.items()
        ],
        "attachments": [{"name": "Underlag.pdf", "kb": 812}],
        "may_approve": language == "en",
        "two_pairs": True,
        "hold_minutes": 10,
        "replaces_approved": True,
    }


def _waiting(language: Language) -> list[Values]:
    text = {
        "subject": _TEXT,
        "version": 1,
        "author": _OFFICE,
        "written_at": "2027-05-10T06:30:00+00:00",
        "approver": "",
        "due_at": None,
        "lists": [a_list(language)],
        "briefings": [],
        "domains": [],
    }
    approved = {**text, "approver": _COLLEAGUE, "due_at": _DUE, "version": 2}
    return [
        {**text, "state": "proof"},
        {**approved, "state": "held", "subject": "Bilderna från träffen", "briefings": [briefing(language)]},
        {**approved, "state": "sending"},
        {**approved, "state": "stopping"},
    ]
