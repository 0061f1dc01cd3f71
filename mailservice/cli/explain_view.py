"""`explain` for people: the mail with what was read, cut away and used, then each step and the decision."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mailservice.cli.examining import Examined
from mailservice.cli.explain_mail import LEGEND, Share, filled_in, lines_of, marked, shown_lines, used_in
from mailservice.cli.explain_sentences import answered_line, sentence_table, slot_lines
from mailservice.cli.explain_words import in_words
from mailservice.cli.letters import harmless
from mailservice.domain.effects import AwaitAnswer, Effect, SendInvitation, SendLetter
from mailservice.domain.readings import Evidence, Report
from mailservice.domain.wishes import EVERYTHING, wish_to_json
from mailservice.message.bounce import Fate, read_bounce
from mailservice.understanding.acts import WISHES
from mailservice.understanding.understand import Examination
from mailservice.understanding.whole_mail import Opinion

_HIDDEN = {"evidence", "language", "also_human"}
_WORTH_TELLING = 0.1  # of what a whole mail was taken for
_LANGUAGES = {"sv": "Swedish", "en": "English", "mixed": "Swedish and English mixed"}


def print_examined(console: Console, examined: Examined) -> None:
    """The mail, its sentences, then a table of what each step found."""
    _print_mail(console, examined)
    if examined.examination is not None:
        console.print(sentence_table(examined.examination))
        console.print()
    table = Table(show_header=False, box=None)
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for step, found in steps(examined):
        table.add_row(step, Text(harmless(found)))
    console.print(table)


def _print_mail(console: Console, examined: Examined) -> None:
    mail, words = examined.opened.mail, examined.opened.words
    evidence = getattr(examined.reading, "evidence", ())
    used = used_in(words.text, evidence)
    headline = marked(mail.subject, 0, used_in(mail.subject, evidence) if words.subject_is_new else [])
    console.print(Text.assemble(("From:    ", "dim"), (harmless(mail.header("from")), "bold")))
    console.print(Text("Subject: ", "dim") + headline)
    console.print()
    if examined.examination is not None:
        wished = used_in(words.text, [each for each in evidence if each.taken_for in WISHES])
        used += filled_in(examined.examination.scene, wished)
    lines = lines_of(mail, words)
    for line in shown_lines(lines, used):
        console.print(line)
    there = {share for share, _, _ in lines}
    signs = [f"{sign} {meaning}" for sign, meaning in LEGEND if sign is Share.OWN or sign in there]
    signs += ["«used» ‹day, list, address›"] if used else []
    console.print(Text(f"\n{'   '.join(signs)}\n", style="cyan"))


def steps(examined: Examined) -> Iterator[tuple[str, str]]:
    """What each step found, in the order of the path."""
    opened, reading, decision = examined.opened, examined.reading, examined.decision
    yield "envelope", f"MAIL FROM:<{examined.envelope.reverse_path}>"
    yield "parse", _parsed(examined)
    stopped = opened.verdict.stopped
    vouching = "our border MTA vouches" if opened.verdict.vouched else "nobody vouches"
    goes = "goes on" if stopped is None else f"stops here: {type(stopped).__name__}"
    yield "screen", f"{vouching} for the sender; {goes}"
    for fate in read_bounce(opened.mail) if isinstance(reading, Report) else ():
        yield "report", _fate(fate)
    if examined.examination is not None:
        yield from _understood(examined.examination)
    elif stopped is None:
        yield "understand", "told by its form (address, calendar, order): its sentences were not judged"
    for each in getattr(reading, "evidence", ()):
        yield "evidence", _evidence(each)
    yield "reading", _reading(reading)
    about = getattr(reading, "about", "")
    if about:
        yield "stopped by", in_words(about)
    yield "decision", in_words(decision.because)
    for effect in decision.effects:
        yield "effect", _effect(effect)
    yield "in short", ", ".join(f"{key} {value}" for key, value in examined.label.items() if key != "why")


def _understood(found: Examination) -> Iterator[tuple[str, str]]:
    tongue = found.tongue
    yield "language", "neither Swedish nor English" if tongue.foreign else _LANGUAGES[tongue.vocabulary]
    yield "answers", answered_line(found.scene)
    for line in slot_lines(found):
        yield "slots", line
    if found.opinion is not None:
        below = ", with the letter of ours below it" if found.opinion.answered else ""
        yield "whole mail", f"looked at again{below}: {', '.join(_opinion(found.opinion))}"


def _opinion(opinion: Opinion) -> Iterator[str]:
    """What the whole mail was taken for, the likeliest first; then what becomes of which thing."""
    for label, sure in sorted(opinion.likely.items(), key=lambda each: -each[1]):
        if sure >= _WORTH_TELLING:
            yield f"{label} {_percent(sure)}"
    for (kind, name), (taken, given_up) in opinion.things.items():
        thing = f"every {kind}" if name in EVERYTHING else name
        if taken >= _WORTH_TELLING:
            yield f"{thing} taken {_percent(taken)}"
        if given_up >= _WORTH_TELLING:
            yield f"{thing} given up {_percent(given_up)}"


def _percent(sure: float) -> str:
    return f"{min(99, round(sure * 100))} %"


def _parsed(examined: Examined) -> str:
    mail = examined.opened.mail
    parts = [
        name
        for name, there in (
            ("text", mail.text is not None),
            ("HTML", mail.html is not None),
            ("calendar", bool(mail.calendars)),
            (f"{len(mail.attachments)} attachments", bool(mail.attachments)),
            ("delivery report", mail.delivery_status is not None),
            ("enclosed mail", bool(mail.enclosed)),
        )
        if there
    ]
    defects = f"; mended: {', '.join(mail.defects)}" if mail.defects else ""
    return (", ".join(parts) or "no body") + defects


def _fate(fate: Fate) -> str:
    """What a delivery report says of one recipient. Here it counts against nobody: no return path is ours."""
    outcome = "late" if not fate.failed else "failed for good" if fate.permanent else "failed for now"
    codes = " ".join(filter(None, (fate.reply, fate.status))) or "no code"
    return f"{fate.recipient}: {outcome}, {codes}, taken for {fate.kind}"


def _evidence(evidence: Evidence) -> str:
    return f"“{evidence.words}” taken for {evidence.taken_for}"


def _reading(reading: Any) -> str:
    """The reading's kind and what it holds, its evidence aside."""
    values = [
        f"{field.name}={getattr(reading, field.name)!r}"
        for field in dataclasses.fields(reading)
        if field.name not in _HIDDEN and getattr(reading, field.name) not in ((), "", None)
    ]
    also = ["and for the secretariat as well"] if getattr(reading, "also_human", False) else []
    return " ".join([type(reading).__name__, *values, *also])


def _effect(effect: Effect) -> str:
    """An effect in a line: letters by their name and reader, changes by their values."""
    match effect:
        case SendLetter(letter=letter, to=to, language=language):
            return f"sends the letter “{letter}” in {_LANGUAGES[language]} to {to}"
        case SendInvitation(method=method, to=to, briefing=briefing):
            return f"sends the calendar {method} for {briefing.id} to {to}"
        case AwaitAnswer():
            wishes = ", ".join(" ".join(map(_plain, wish_to_json(each).values())) for each in effect.wishes)
            until = f"{effect.valid_until:%Y-%m-%d %H:%M} UTC"
            return f"waits until {until} for the answer to “{effect.purpose}”: {wishes or 'no choices'}"
        case _:
            values = (str(getattr(effect, field.name)) for field in dataclasses.fields(effect))
            return f"{type(effect).__name__} {', '.join(value for value in values if len(value) < 80)}"


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
