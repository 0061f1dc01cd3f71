"""briefing: what stands about one; and a command for each thing that the secretariat does with one."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailservice.cli.terminal import FAILED, AsJson, ConfigFile, fail, faults_told, finished, paper
from mailservice.domain.arrangements import (
    NO_DEADLINE,
    NO_LIMIT,
    ArrangeBriefing,
    Attended,
    GiveSeat,
    OfficeWish,
    RemoveSeat,
)
from mailservice.domain.briefings import BriefingState
from mailservice.domain.days import STOCKHOLM

if TYPE_CHECKING:
    from mailservice.decisions.lines import Line

Session = Annotated[str, typer.Argument(metavar="DATE", help="The briefing's id, usually its date.")]
Start = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], help="In Stockholm: 2027-05-24T09:00."),
]
Minutes = Annotated[int | None, typer.Option(help="How long it takes.")]
Title = Annotated[str | None, typer.Option("--title", help="The title in Swedish.")]
English = Annotated[str | None, typer.Option("--title-en", help="The title in English.")]
Lists = Annotated[list[str] | None, typer.Option("--list", metavar="LIST", help="A list's id; repeatable.")]


def _web_address(text: str | None) -> str | None:
    """A link as it is given; people click it, so it must be one."""
    if text is not None and not text.startswith(("https://", "http://")):
        raise typer.BadParameter(f"{text} is no link: write it whole, from https:// on")
    return text


def _web_addresses(texts: list[str] | None) -> list[str] | None:
    for each in texts or ():
        _web_address(each)
    return texts


Link = Annotated[str | None, typer.Option(callback=_web_address, help="Where the video meeting is.")]
Seats = Annotated[int | None, typer.Option("--seats", min=0, help="How many; 0 for no limit.")]
Deadline = Annotated[
    str | None, typer.Option(metavar="TIME", help="Sign up until then, as --start; none for no deadline.")
]
Materials = Annotated[
    list[str] | None,
    typer.Option(
        "--material", metavar="LINK", callback=_web_addresses, help="A link to what was shown; repeatable."
    ),
]


class Seating(StrEnum):
    """What is done with somebody's seat."""

    GIVE = "give"
    REMOVE = "remove"


def briefing(
    config: ConfigFile,
    session: Session,
    as_json: AsJson = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="The participants (or the history), for a spreadsheet.")
    ] = False,
    history: Annotated[bool, typer.Option("--history", help="Every change, by whom and why.")] = False,
) -> None:
    """Show one briefing: its seats, the line, the answers and what people wrote beside them."""
    with faults_told():
        from mailservice.app import look_at_briefing

        found = finished(look_at_briefing(_loaded(config), session, now=datetime.now(UTC)))
    if found is None:
        raise fail(f"there is no briefing {session}; mailservice status names those there are")
    from mailservice.cli.briefing_view import print_briefing, print_history, with_words

    if as_json:
        typer.echo(json.dumps(with_words(found), ensure_ascii=False, indent=2))
        return
    if as_csv:
        from mailservice.rendering.participants import as_csv as written
        from mailservice.rendering.participants import history_as_csv

        text = history_as_csv(found["history"]) if history else written(found["participants"])
        typer.echo(text, nl=False)
        return

    print_history(paper(), found) if history else print_briefing(paper(), found)


def new_briefing(
    config: ConfigFile,
    start: Annotated[
        datetime,
        typer.Argument(formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], help="In Stockholm: 2027-05-24T09:00."),
    ],
    title: Annotated[str, typer.Option("--title", help="The title in Swedish.")],
    lists: Annotated[list[str], typer.Option("--list", metavar="LIST", help="A list's id; repeatable.")],
    title_en: English = None,
    minutes: Annotated[int, typer.Option(help="How long it takes.")] = 45,
    link: Link = None,
    seats: Seats = None,
    deadline: Deadline = None,
    draft: Annotated[bool, typer.Option("--draft", help="Nobody sees it yet.")] = False,
    session: Annotated[str | None, typer.Option("--id", help="Its id.", show_default="its date")] = None,
) -> None:
    """Create a briefing; who follows one of its lists gets a seat and an invitation."""
    local = start.replace(tzinfo=STOCKHOLM)
    wish = ArrangeBriefing(
        session or f"{local:%Y-%m-%d}",
        new=True,
        start=local.astimezone(UTC),
        minutes=minutes,
        title_sv=title,
        title_en=title_en,
        lists=tuple(lists),
        link=link,
        capacity=seats,
        deadline=_deadline(deadline),
        state=BriefingState.DRAFT if draft else BriefingState.OPEN,
    )
    _arrange(config, wish)


def change_briefing(
    config: ConfigFile,
    session: Session,
    start: Start = None,
    minutes: Minutes = None,
    title: Title = None,
    title_en: English = None,
    lists: Lists = None,
    link: Link = None,
    seats: Seats = None,
    deadline: Deadline = None,
    materials: Materials = None,
    state: Annotated[BriefingState | None, typer.Option(help="What shall be true of it.")] = None,
) -> None:
    """Change a briefing; who has it in the calendar gets the change. What is not named stays."""
    wish = ArrangeBriefing(
        session,
        start=None if start is None else start.replace(tzinfo=STOCKHOLM).astimezone(UTC),
        minutes=minutes,
        title_sv=title,
        title_en=title_en,
        lists=tuple(lists) if lists else None,
        link=link,
        capacity=NO_LIMIT if seats == 0 else seats,
        deadline=_deadline(deadline),
        materials=tuple(materials) if materials else None,
        state=state,
    )
    if not wish.changes():
        raise typer.BadParameter("say what to change: see --help")
    _arrange(config, wish)


def call_off(config: ConfigFile, session: Session) -> None:
    """Call a briefing off: it leaves every calendar, and who waits in line is told."""
    _arrange(config, ArrangeBriefing(session, state=BriefingState.CALLED_OFF))


def seat(
    config: ConfigFile,
    session: Session,
    do: Annotated[Seating, typer.Argument(help="What to do.")],
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Whose seat.")],
) -> None:
    """Give somebody a seat past the line, or take one away; both are told."""
    kind = GiveSeat if do is Seating.GIVE else RemoveSeat
    _arrange(config, kind(session, address))


def attended(
    config: ConfigFile,
    session: Session,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Any text that holds the addresses.")],
) -> None:
    """Note who was there, from an attendance report: every mail address in it counts."""
    from mailservice.understanding.office_fields import read_addresses

    with faults_told():
        text = file.read_bytes()
    encoding = "utf-16" if text[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    _arrange(config, Attended(session, read_addresses(text.decode(encoding, "replace"))))


def _arrange(config: Path, wish: OfficeWish) -> None:
    with faults_told():
        from mailservice.app import arrange_briefing
        from mailservice.flow.clocks import SystemClock

        [line] = finished(arrange_briefing(_loaded(config), wish, clock=SystemClock()))
    says = in_words(line)
    if line["kind"] in {"not_arranged", "not_done"}:
        raise fail(says, status=FAILED)
    typer.echo(says)


def in_words(line: "Line") -> str:
    """An outcome for the terminal."""
    match line["kind"]:
        case "arranged" if line["what"] == "unchanged":
            return f"{line['details']['id']} is so already; nothing is changed"
        case "arranged":
            return f"{line['what']} {line['details']['id']}{_told(line)}"
        case "seat_given":
            return f"{line['person']} has a seat now and gets an invitation"
        case "seat_removed":
            return f"{line['person']} has no seat any more and is told"
        case "attendance_noted":
            strangers = f"; without a seat: {', '.join(line['unknown'])}" if line["unknown"] else ""
            return f"{line['came']} came, {line['missed']} did not{strangers}"
        case _:
            return _REFUSALS[line["because"]].format(**{"held": "", **line})


def _told(line: Mapping[str, Any]) -> str:
    told = [
        f"{line[name]} {words}{'' if line[name] == 1 else 's'}"
        for name, words in (("invited", "calendar mail"), ("written_to", "letter"))
        if line[name]
    ]
    return f" ({', '.join(told)})" if told else ""


_REFUSALS = {
    "exists": "there is a briefing {session} already; mailservice change-briefing changes it",
    "unknown": "there is no briefing {session}; mailservice status names those there are",
    "incomplete": "a new briefing needs a start, a title and a list",
    "no-such-list": "there is no such list; write its id: mailservice status names them",
    "odd-length": "a briefing takes 5 to 480 minutes",
    "past": "that time is past already",
    "deadline-after-start": "the deadline is after the end",
    "too-few-seats": "{held} seats are held already; nobody loses theirs",
    "bad-address": "{person} is no mail address",
    "called-off": "the briefing is called off",
    "has-one": "{person} has a seat already",
    "has-none": "{person} has no seat and does not wait for one",
    "full": "every seat is held; raise the number first: change-briefing {session} --seats NUMBER",
    "not-held-yet": "the briefing has not taken place yet",
}


def _deadline(text: str | None) -> datetime | None:
    if text is None:
        return None
    if text == "none":
        return NO_DEADLINE
    try:
        return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)
    except ValueError as error:
        raise typer.BadParameter("write the deadline as 2027-05-20T16:00, or none") from error


def _loaded(config: Path) -> Any:
    from mailservice.config import load_config

    return load_config(config)
