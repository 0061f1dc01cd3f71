"""What each sentence of a mail was taken for, how surely, and from which words each slot was filled."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from mailservice.cli.explain_words import LIMITS, act_in_words, in_words
from mailservice.cli.letters import harmless
from mailservice.domain.wishes import (
    Cancel,
    LeaveLine,
    Move,
    Pause,
    Register,
    Subscribe,
    Unsubscribe,
    wish_to_json,
)
from mailservice.understanding.said import SPOKEN, Said
from mailservice.understanding.scene import Scene
from mailservice.understanding.standing import Meant
from mailservice.understanding.understand import Examination

_BAR = 10  # characters of a bar that is full


def sentence_table(found: Examination) -> Table:
    """Every sentence with the acts that the judge heard in it; a bar and a figure say how likely each is."""
    table = Table(title=f"sentences ({LIMITS})", title_justify="left", box=None, title_style="cyan")
    for name in ("sentence", "taken for", "how likely", ""):
        table.add_column(name, header_style="dim", overflow="fold")
    for number, sentence in enumerate(found.scene.sentences):
        heard = [each for each in found.said if each.sentence == number]
        text = Text(
            ("Subject: " if sentence.subject else "") + words_of(found.scene, sentence.first, sentence.last)
        )
        if not heard:
            table.add_row(text, Text("nothing that is acted on", style="dim"))
        for at, said in enumerate(heard):
            whole = (said.first, said.last) == (sentence.first, sentence.last)
            where = "" if whole else f" in “{words_of(found.scene, said.first, said.last)}”"
            counts = said.likely >= SPOKEN
            style = "bold" if counts else "dim"
            table.add_row(
                text if at == 0 else "",
                Text(act_in_words(said.act) + where, style=style),
                Text(bar(said), style=style),
                Text("counts" if counts else "heard only", style=style),
            )
    return table


def bar(said: Said) -> str:
    """A likelihood as a bar with its figure; only certainty rounds to 100 %."""
    filled = round(said.likely * _BAR)
    return f"{'█' * filled}{'·' * (_BAR - filled)} {min(99, round(said.likely * 100)):3d} %"


def slot_lines(found: Examination) -> Iterator[str]:
    """Each wish with what it is about and the words that told so, or with what is missing."""
    for meant in found.meant():
        if meant.wish is None:
            yield f"{meant.said.act}: not filled; {in_words(meant.fault)}"
            continue
        told = wish_to_json(meant.wish)
        values = [", ".join(v) if isinstance(v, list) else str(v) for key, v in told.items() if key != "do"]
        yield " ".join([f"{meant.said.act}:", *values, _told_by(found.scene, meant)]).replace(": (", " (")


def _told_by(scene: Scene, meant: Meant) -> str:
    """From where the slot of a wish was filled, in brackets; "" where the wish has none."""
    match meant.wish:
        case Subscribe(ids) | Unsubscribe(ids):
            mentions = [(t.place, t.place) for t in scene.topics if t.list_id in ids]
            answered, otherwise = scene.letter.lists, "no list named: all that may be meant"
        case Register(ids) | Cancel(ids) | LeaveLine(ids):
            mentions = [(d.first, d.last) for d in scene.days if set(scene.sessions_on(d).ids) & {*ids}]
            about = {i for each in scene.world.briefings if each.id in ids for i in each.lists}
            mentions += [(t.place, t.place) for t in scene.topics if t.list_id in about]
            answered, otherwise = scene.letter.sessions, "no day named: the only one, the next or all"
        case Pause():
            ids, answered, otherwise = (), (), "words of a time to come"
            mentions = [(d.first, d.last) for d in scene.days]
        case Move(address):
            ids, answered, otherwise = (), (), "an address"
            mentions = [(n, n) for n, w in enumerate(scene.words) if w.low == address.lower()]
        case _:
            return ""
    own = [m for m in mentions if meant.said.first <= m[0] and m[1] <= meant.said.last]
    if own:
        return f"(its own words: {_quoted(scene, own)})"
    if set(ids) & set(answered):
        return "(the letter that it answers)"
    return f"(elsewhere in the mail: {_quoted(scene, mentions)})" if mentions else f"({otherwise})"


def _quoted(scene: Scene, places: list[tuple[int, int]]) -> str:
    return ", ".join(f"“{words_of(scene, *place)}”" for place in places)


def words_of(scene: Scene, first: int, last: int) -> str:
    """Words of the mail as they are written, in one line."""
    return harmless(" ".join(word.written for word in scene.words[first : last + 1]))


def answered_line(scene: Scene) -> str:
    """The letter of ours that the mail was taken to answer."""
    letter = scene.letter
    about = ", ".join((*letter.lists, *letter.sessions))
    if not letter.kind and not about:
        return "no letter of ours, as far as subject and quotation tell"
    return (
        f"{letter.kind or 'a letter of ours'}{f' about {about}' if about else ''}, by subject and quotation"
    )
