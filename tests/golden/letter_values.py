"""One example of each letter, each outcome and each wish, with the values that decisions give them."""

from typing import Any

from mailservice.domain.lists import Language

Values = dict[str, Any]

WAS = "2027-05-21T07:00:00+00:00"
NAMES = {
    "sv": ("Tjänstemannaforum", "Nätverket för regional kompetensförsörjning", "Politikerforum"),
    "en": (
        "Forum for senior officials",
        "Network for regional skills supply",
        "Forum for elected politicians",
    ),
}
TITLES = {
    "sv": ("Senaste nytt från Tjänstemannaforum", "Höstens första forumträff"),
    "en": ("The latest from the forum for senior officials", "The first forum briefing of the autumn"),
}
MARKDOWN = """# Nytt stöd till regionerna

Regeringen har **beslutat** om nya medel. Läs mer på [vår webbplats](https://tillvaxtverket.se/stod).

- Ansök senast 1 juni
- Frågor? <kansliet@tillvaxtverket.se>

> Det här har många väntat på.
"""


def a_list(language: Language, number: int = 0) -> Values:
    return {
        "id": ("tjanstemannaforum", "natverk-kompetens", "politikerforum")[number],
        "name": NAMES[language][number],
    }


def briefing(language: Language, number: int = 0, *, link: bool = True) -> Values:
    return {
        "id": ("2027-05-24", "2027-09-13")[number],
        "title": TITLES[language][number],
        "start": ("2027-05-24T07:00:00+00:00", "2027-09-13T07:00:00+00:00")[number],
        "minutes": 45,
        "link": "https://meet.example.org/forum?room=24" if link else "",
    }


def outcomes(language: Language) -> dict[str, Values]:
    """Every kind of outcome."""
    forum, network = a_list(language), a_list(language, 1)
    soon, autumn = briefing(language), briefing(language, 1, link=False)
    about_lists = (
        "subscribed",
        "already_subscribed",
        "unsubscribed",
        "not_subscribed",
        "following",
        "not_following",
    )
    about_network = ("approval_asked", "approval_pending")
    about_briefings = (
        "registered",
        "already_registered",
        "briefing_past",
        "briefing_called_off",
        "briefing_closed",
        "materials_only",
        "cancelled",
        "left_line",
        "maybe_registered",
        "passing_on",
        "not_passed_on",
        "not_registered",
    )
    bare = (
        "follows_nothing",
        "no_subscriptions",
        "no_seats",
        "not_paused",
        "resumed",
        "erased",
        "nothing_stored",
    )
    undo = ("undone", "undo_late", "nothing_to_undo")
    other: dict[str, Values] = {
        "waiting": {"briefing": soon, "place": 3},
        "already_waiting": {"briefing": soon, "place": 2},
        "not_in_line": {"briefing": soon, "seat": True},
        "in_no_line": {},
        "later_word": {
            "briefing": soon,
            "state": "taken",
            "written": "2027-05-10T06:30:00+00:00",
            "later": "2027-05-10T07:10:00+00:00",
        },
        "delivery": {"mode": "weekly"},
        "language": {"to": language},
        "paused": {"until": "2027-08-09"},
        "move_asked": {"to": "anna.ny@example.org"},
        "moved": {"old": "anna@example.org", "to": "anna.ny@example.org"},
        "same_address": {"to": "anna@example.org"},
        "bad_address": {"to": "anna at example"},
        "status": {
            "subscriptions": [forum, a_list(language, 2)],
            "requested": [network],
            "seats": [
                {**soon, "state": "offered", "place": None, "offered_until": "2027-05-18T06:30:00+00:00"},
                {**autumn, "state": "waiting", "place": 3, "offered_until": None},
            ],
            "follows": [forum],
            "mode": "monthly",
            "language": language,
            "paused_until": "2027-08-09",
        },
        "help": {
            "lists": [
                {**forum, "about": NAMES[language][0], "public": True},
                {**network, "about": NAMES[language][1], "public": False},
            ],
            "briefings": [soon, autumn],
        },
        "export": {"data": EXPORT},
    }
    other.update(office_outcomes(language))
    named: dict[str, Values] = {
        **{kind: {"list": forum} for kind in about_lists},
        **{kind: {"list": network} for kind in about_network},
        **{kind: {"briefing": soon} for kind in about_briefings},
        **{kind: {} for kind in (*bare, *undo)},
        **other,
    }
    return {kind: {"kind": kind, **values} for kind, values in named.items()}


def office_outcomes(language: Language) -> dict[str, Values]:
    """What the secretariat gets to see."""
    soon = briefing(language)
    details = {
        **soon,
        "title_sv": TITLES["sv"][0],
        "title_en": TITLES["en"][0],
        "lists": [NAMES[language][0]],
        "capacity": 40,
        "held": 38,
        "deadline": "2027-05-20T14:00:00+00:00",
        "materials": ["https://www.example.org/bilder.pdf"],
        "state": "open",
    }
    row = {
        "language": "sv",
        "answered_at": None,
        "invited_at": None,
        "came": None,
        "comment": "",
        "by": "mail",
        "who": "",
        "why": "",
    }
    rows = [
        {
            **row,
            "address": "anna@example.org",
            "state": "taken",
            "place": None,
            "offered_until": None,
            "by": "mail",
            "who": "kansliet@example.org",
            "why": "secretariat",
        },
        {
            **row,
            "address": "bo@example.org",
            "state": "tentative",
            "place": None,
            "offered_until": None,
            "came": False,
            "comment": "Kommer kanske fem minuter sent",
        },
        {
            **row,
            "address": "cia@example.org",
            "state": "offered",
            "place": None,
            "offered_until": "2027-05-18T06:30:00+00:00",
        },
        {**row, "address": "dan@example.org", "state": "waiting", "place": 1, "offered_until": None},
        {**row, "address": "eva@example.org", "state": "given-up", "place": None, "offered_until": None},
    ]
    counts = {"taken": 1, "tentative": 1, "offered": 1, "waiting": 1, "materials": 0, "given-up": 1}
    return {
        "arranged": {
            "what": "moved",
            "briefing": soon,
            "details": details,
            "changed": ["start"],
            "invited": 38,
            "written_to": 2,
            "signed_up": 0,
        },
        "not_arranged": {"because": "too-few-seats", "held": 38, "session": "2027-05-24", "briefing": soon},
        "participants": {"briefing": soon, "capacity": 40, "rows": rows, "counts": counts},
        "not_done": {
            "because": "full",
            "session": "2027-05-24",
            "briefing": soon,
            "person": "anna@example.org",
        },
        "seat_given": {"briefing": soon, "person": "anna@example.org"},
        "seat_removed": {"briefing": soon, "person": "anna@example.org"},
        "attendance_noted": {"briefing": soon, "came": 30, "missed": 8, "unknown": ["gast@example.org"]},
    }


EXPORT: Values = {
    "person": [{"address": "anna@example.org", "language": "sv", "mode": "each", "paused_until": None}],
    "subscriptions": [
        {"list_id": "politikerforum", "state": "ended"},
        {"list_id": "tjanstemannaforum", "state": "active"},
    ],
    "seats": [
        {"briefing_id": "2027-05-24", "state": "tentative", "answered_at": "2027-05-10T06:30:00+00:00"},
    ],
}


def wishes(language: Language) -> dict[str, Values]:
    """Every kind of wish."""
    lists, briefings = [a_list(language), a_list(language, 2)], [briefing(language), briefing(language, 1)]
    found: dict[str, Values] = {
        "subscribe": {"lists": lists, "all": False},
        "unsubscribe": {"lists": lists[:1], "all": False},
        "unsubscribe all": {"lists": [], "all": True},
        "register": {"briefings": briefings, "all": False},
        "cancel": {"briefings": briefings[:1], "all": False},
        "cancel all": {"briefings": [], "all": True},
        "leave_line": {"briefings": briefings[:1], "all": False},
        "leave_line all": {"briefings": [], "all": True},
        "materials": {"briefings": briefings[:1], "all": False},
        "follow": {"lists": lists, "all": False},
        "unfollow": {"lists": lists[:1], "all": False},
        "unfollow all": {"lists": [], "all": True},
        "arrange": {
            "session": "2027-05-24",
            "new": False,
            "briefing": briefings[0],
            "changes": {
                "start": "2027-05-25T08:00:00+00:00",
                "minutes": 30,
                "title_sv": "Nytt",
                "title_en": "News",
                "lists": [each["name"] for each in lists],
                "capacity": 0,
                "deadline": None,
                "link": "https://meet.example.org/x",
                "materials": ["https://www.example.org/bilder.pdf"],
                "state": "called-off",
            },
        },
        "participants": {"session": "2027-05-24", "briefing": briefings[0]},
        "give": {"session": "2027-05-24", "briefing": briefings[0], "to": "anna@example.org"},
        "remove": {"session": "2027-05-24", "briefing": briefings[0], "to": "anna@example.org"},
        "attended": {"session": "2027-05-24", "briefing": briefings[0], "came": ["anna@example.org"]},
        "delivery": {"mode": "weekly"},
        "language": {"to": "en"},
        "pause": {"until": "2027-08-09"},
        "resume": {},
        "move": {"to": "anna.ny@example.org"},
        "status": {},
        "help": {},
        "export": {},
        "erase": {},
    }
    return {name: {"kind": name.partition(" ")[0], **values} for name, values in found.items()}


def receipt(*lines: Values, human: bool = False, undo: bool = False) -> Values:
    return {
        "outcomes": list(lines),
        "human": human,
        "undo_until": "2027-05-17T06:30:00+00:00" if undo else None,
    }


def letters(language: Language) -> dict[str, tuple[str, Values]]:
    """Every letter: the name of its golden file, its template, its values."""
    happened, said = outcomes(language), wishes(language)
    until = "2027-05-17T06:30:00+00:00"
    calendar = {
        "briefing": briefing(language),
        "uid": "2027-05-24@tillvaxtverket.se",
        "method": "REQUEST",
        "sequence": 0,
        "stamped_at": "2027-05-10T06:30:00+00:00",
        "updated": False,
        "cancelled": False,
        "called_off": False,
        "why": "",
        "answer_by": None,
        "was": None,
    }
    cancelled = {**calendar, "method": "CANCEL", "sequence": 1, "cancelled": True}
    offered = [said["register"], said["subscribe"], said["cancel all"]]
    ask = {
        "about": "which-briefing",
        "options": offered,
        "lists": [a_list(language)],
        "briefings": [briefing(language)],
    }
    item = {
        "subject": "Nytt stöd",
        "markdown": MARKDOWN,
        "published_at": until,
        "lists": [a_list(language), a_list(language, 2)],
    }
    seats = [{**briefing(language), "seat": "taken"}, {**briefing(language, 1), "seat": None}]
    whole = {"part": 1, "parts": 1, "briefings": seats}
    found = {
        **{f"receipt-{kind}": ("receipt", receipt(outcome)) for kind, outcome in happened.items()},
        "receipt-two": ("receipt", receipt(happened["subscribed"], happened["registered"], undo=True)),
        "receipt-after-maybe": ("receipt", receipt({**happened["registered"], "note": "invited-before"})),
        "receipt-undone-two": (
            "receipt",
            receipt(happened["undone"], happened["subscribed"], happened["waiting"], undo=True),
        ),
        "receipt-human": ("receipt", receipt(happened["unsubscribed"], human=True, undo=True)),
        "receipt-drafted": (
            "receipt",
            receipt(
                {
                    **happened["arranged"],
                    "what": "drafted",
                    "invited": 0,
                    "written_to": 0,
                    "details": {
                        **happened["arranged"]["details"],
                        "capacity": None,
                        "deadline": None,
                        "materials": [],
                        "link": "",
                    },
                }
            ),
        ),
        "office_proof": (
            "office_proof",
            {
                "wishes": [said["arrange"], said["give"]],
                "invited": 38,
                "written_to": 2,
                "signed_up": 0,
                "valid_until": until,
            },
        ),
        **{
            f"office_proof-{name}": (
                "office_proof",
                {
                    "wishes": [{**said["arrange"], "changes": changes}],
                    "invited": 1,
                    "written_to": 0,
                    "signed_up": 0,
                    "valid_until": until,
                },
            )
            for name, changes in (
                ("called-off", {"state": "called-off"}),
                ("opened", {"state": "open"}),
                ("moved", {"start": "2027-05-25T08:00:00+00:00"}),
                ("seats", {"capacity": 50}),
            )
        },
        **{
            f"briefing_news-{news}-{state}": (
                "briefing_news",
                {
                    "news": news,
                    "state": state,
                    "briefing": briefing(language),
                    "was": "2027-05-21T07:00:00+00:00",
                },
            )
            for news in ("called-off", "moved", "on-again")
            for state in ("waiting", "materials")
        },
        **{
            f"materials-{how}": (
                "materials",
                {
                    "how": how,
                    "briefing": briefing(language),
                    "materials": ["https://www.example.org/bilder.pdf"],
                },
            )
            for how in ("came", "missed", "wished", "had-seat")
        },
        "confirm": ("confirm", {"wishes": list(said.values()), "valid_until": until}),
        "confirm_move": ("confirm_move", {"old": "anna@example.org", "valid_until": until}),
        "confirm_late": ("confirm_late", {}),
        "confirm_done": ("confirm_done", {}),
        "ask": ("ask", ask),
        "ask-open": ("ask", {**ask, "about": "no-wish", "options": []}),
        "handed_over": ("handed_over", {"subject": "En fråga om bidrag"}),
        "probe": ("probe", {}),
        **{
            f"bounce_alarm-{about}": ("bounce_alarm", {**_ALARM, "about": about})
            for about in ("mass", "refused")
        },
        "not_approved": ("not_approved", {"list": a_list(language, 1)}),
        "reminder-day-before": ("reminder", {"kind": "day-before", "briefing": briefing(language)}),
        "reminder-maybe": (
            "reminder",
            {"kind": "day-before", "briefing": briefing(language), "maybe": True},
        ),
        "reminder-last-hour": ("reminder", {"kind": "last-hour", "briefing": briefing(language, link=False)}),
        "invitation": ("invitation", calendar),
        "invitation-moved": (
            "invitation",
            {**calendar, "sequence": 2, "updated": True, "was": "2027-05-21T11:00:00+00:00"},
        ),
        "invitation-updated": (
            "invitation",
            {**calendar, "sequence": 2, "updated": True, "briefing": briefing(language, link=False)},
        ),
        "invitation-offer": (
            "invitation",
            {**calendar, "sequence": 2, "why": "offer", "answer_by": "2027-05-18T06:30:00+00:00"},
        ),
        **{f"invitation-{why}": ("invitation", {**calendar, "why": why}) for why in ("standing", "given")},
        "other_time": ("other_time", {"briefing": briefing(language), "seat": True}),
        "other_time-no-seat": ("other_time", {"briefing": briefing(language), "seat": False}),
        "cancellation": ("cancellation", cancelled),
        **{
            f"cancellation-{why}": ("cancellation", {**cancelled, "why": why})
            for why in ("offer-over", "removed", "materials", "moved", "passed-on")
        },
        "cancellation-called-off": ("cancellation", {**cancelled, "called_off": True}),
        "news": ("news", {"publication": {"id": "n1", **item}, "lists": item["lists"]}),
        "digest-weekly": (
            "digest",
            {**whole, "mode": "weekly", "items": [item, {**item, "subject": "Annat nytt"}]},
        ),
        "digest-monthly": ("digest", {**whole, "mode": "monthly", "items": [item], "briefings": []}),
        "digests_sent": ("digests_sent", {"modes": ["weekly", "monthly"], "people": 312}),
        "digests_sent-one": ("digests_sent", {"modes": ["monthly"], "people": 1}),
        "digests_sent-none": ("digests_sent", {"modes": ["weekly"], "people": 0}),
        "digest-return": ("digest", {**whole, "mode": "return", "items": [item]}),
        "digest-return-1": ("digest", {**whole, "mode": "return", "parts": 2, "items": [item]}),
        "digest-weekly-2": (
            "digest",
            {"mode": "weekly", "part": 2, "parts": 2, "items": [item], "briefings": []},
        ),
    }
    return found if language == "en" else {**found, **_to_the_secretariat()}


_ALARM: Values = {
    "address": "anna@example.org",
    "said": "550 5.7.26 Unauthenticated mail from our domain is not accepted",
    "sent": 240,
    "bounced": 31,
}


_LOST = [
    {
        "letter": "invitation",
        "address": "ana@region.example",
        "said": "550 5.1.1 <ana@region.example>: User unknown, see https://mx.example/help",
    },
    {"letter": "handed_over", "address": "bo@kommun.example", "said": "451 4.4.2 the conversation broke off"},
]


def _to_the_secretariat() -> dict[str, tuple[str, Values]]:
    person, network = "anna@example.org", a_list("sv", 1)
    settled = {"person": person, "list": network}
    forwarded = {"about": "question", "sender": person, "subject": "En fråga om bidrag"}
    return {
        "for_secretariat": ("for_secretariat", forwarded),
        "for_secretariat-no-sender": (
            "for_secretariat",
            {"about": "no-clear-sender", "sender": "", "subject": ""},
        ),
        "reminders_skipped": (
            "reminders_skipped",
            {"kind": "day-before", "number": 12, "briefing": briefing("sv")},
        ),
        "not_delivered": ("not_delivered", {"number": 2, "letters": _LOST}),
        "not_delivered-one": ("not_delivered", {"number": 1, "letters": _LOST[:1]}),
        "not_delivered-many": ("not_delivered", {"number": 73, "letters": _LOST}),
        "for_secretariat-counter": (
            "for_secretariat",
            {
                **forwarded,
                "about": "calendar-counter",
                "briefing": briefing("sv"),
                "proposed": "2027-05-24T08:00:00+00:00",
                "comment": "Kl. tio passar bättre; se https://evil.example",
            },
        ),
        "approve": ("approve", settled),
        **{
            f"approval_settled-{o}": ("approval_settled", {**settled, "outcome": o})
            for o in ("approved", "refused", "withdrawn", "already")
        },
    }
