"""What the one-word reasons of readings and decisions mean, for whoever asks why."""

from mailservice.understanding.judging import HEARD
from mailservice.understanding.said import SPOKEN, SURE

WHY = {
    # asked, not guessed
    "condition": "the wish hangs on something that the service cannot see",
    "contradiction": "the mail wishes for two things that exclude each other",
    "date-and-time-differ": "the day has a briefing, but not at the time that the mail says",
    "date-and-topic-differ": "the briefing on that day is not about what the mail says",
    "date-and-weekday-differ": "the date and the weekday in the mail are not the same day",
    "denied": "the words of the wish are denied, past, a question or somebody else's",
    "later": "the wish is for later, and the service can only do it now",
    "no-such-briefing": "no briefing to come fits what the mail says",
    "no-such-day": "there is no briefing on the day that the mail names",
    "no-wish": "no wish was heard surely enough",
    "not-sure": f"a wish was heard, but not surely enough: {SPOKEN:.0%} are asked of one that stands alone, "
    f"{SURE:.0%} beside other things, and more than of anything that turns it",
    "office-when": "the secretariat's mail does not say when",
    "past-day": "the day that the mail names has passed",
    "several-briefings": "the mail names a part of the year in which there are several briefings",
    "taken-back": "the wish is taken back further down",
    "text-and-html-differ": "the text and the HTML of the mail say different things",
    "until-when": "the pause has no end",
    "which-address": "the new address is not in the mail",
    "which-briefing": "several briefings fit, or none is named",
    "which-list": "the mail names no list that is known",
    "which-object": "it may be the news or the seat that is not wanted",
    "which-of-these": "the answer fits none of the choices that were offered",
    "yes-to-what": "a yes or no, but no letter is known that asked",
    # the secretariat's texts
    "no-subject": "the text to publish has no subject",
    "no-text": "there is no text to publish",
    "stop-what": "nothing is known that could be stopped",
    "what-to-do": "an answer to a proof in words that are not known",
    "which-time": "the time of publishing is not understood",
    # for a person
    "attachment": "the matter is in an attachment",
    "calendar-answer-of-another": "a calendar answer in somebody else's name",
    "calendar-delegated": "a calendar answer that passes the invitation on",
    "calendar-several-answers": "a calendar answer that says several things",
    "calendar-unreadable": "a calendar answer that does not say whose or what it is",
    "copy": "the mail is to others and came as a copy",
    "digest-order": "an order that only the secretariat may give",
    "language": "the mail is in another language than Swedish or English",
    "long": "the mail is longer than what is read",
    "mail-to-another-address": "the mail came to another address than the forum's",
    "matter": "something else that a person has to see to",
    "not-ours": "the wish is about something that is not ours",
    "publishing-attempt": "somebody who may not publish tries to",
    "question": "a question for the secretariat",
    "third-person": "it is for or about somebody else",
    # from no person
    "acknowledgement": "a machine says that it got our mail",
    "aggregate-report": "a statistical report of another mail system",
    "auto-reply": "an automatic answer",
    "bounce": "a delivery report",
    "calendar-not-a-reply": "a calendar object that is no answer",
    "calendar-of-a-room": "a room or a thing answers the invitation",
    "complaint": "a report that calls a mail spam",
    "list": "from a mailing list",
    "loop": "our own mail, come back",
    "no-reply-sender": "from an address that takes no answers",
    "read-receipt": "a read receipt",
    "spam": "advertising",
    # decisions
    "asked": "not sure enough to act: the sender is asked",
    "carried-out": "all that was wished is carried out",
    "handed-over": "handed to the secretariat",
    "no-clear-sender": "From names no one sender: nobody can be answered, the secretariat gets the mail",
    "unconfirmed": "nobody vouches for the sender: they are asked for a yes first, nothing changes before it",
}

ACTS = {
    "keep": "something shall stay as it is",
    "decline": "declines what is not theirs",
    "maybe": "undecided, or hangs on something",
    "vague": "a wish, not clear which",
    "third": "for or about somebody else",
    "question": "a question to the secretariat",
    "human": "another matter for a person",
    "correct": "takes back what was just said",
    "past": "tells how things are or were",
    "auto": "the words of a machine",
}

LIMITS = (
    f"shown from {HEARD:.0%}; counts from {SPOKEN:.0%}; "
    f"a wish beside other things is carried out from {SURE:.0%}"
)


_BEGINNINGS = ("handed-over", "asked")  # of decisions that end in the reason of the reading


def in_words(reason: str) -> str:
    """A reason with what it means, or the reason alone where its words say it all."""
    begins = next((each for each in _BEGINNINGS if reason.startswith(f"{each}-")), "")
    parts = [begins, reason.removeprefix(f"{begins}-")] if begins else [reason]
    meant = ": ".join(WHY[part] for part in parts if part in WHY)
    return f"{reason} ({meant})" if meant else reason


def act_in_words(act: str) -> str:
    """An act of a sentence: "wish: unsubscribe", "past: tells how things are or were"."""
    return f"{act}: {ACTS[act]}" if act in ACTS else f"wish: {act}"
