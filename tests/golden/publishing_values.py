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
        **{
            f"publish_question-{about}": ("publish_question", {**asked, "about": about, "found": found})
            for about, found in _DOUBTS.items()
        },
        "publication_report": ("publication_report", _SENT),
        "publication_report-stopped": ("publication_report", _STOPPED),
        "waiting_texts": ("waiting_texts", {"texts": _waiting(language)}),
        "waiting_texts-none": ("waiting_texts", {"texts": []}),
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
