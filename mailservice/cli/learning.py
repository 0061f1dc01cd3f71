"""learn: judge, encoder or overseer learn from the examples, and the mails read otherwise are shown."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailservice.cli.terminal import ConfigFile, faults_told, paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailservice.understanding.lexicon import Lexicon

_LABELS = "labels.json"


def learn(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FOLDER...]", help="Folders of mails with labels.json, read before and after."
        ),
    ] = None,
    world: Annotated[
        Path | None, typer.Option(metavar="WORLD.toml", help="The world that those mails were written in.")
    ] = None,
    *,
    write: Annotated[
        bool, typer.Option("--write", help="Keep what was learned; else it is only shown.")
    ] = False,
    encoder: Annotated[
        Path | None,
        typer.Option(
            metavar="MODEL.bin",
            help="Teach the encoder instead of the judge, from this pretrained model: half an hour.",
        ),
    ] = None,
    overseer: Annotated[
        Path | None,
        typer.Option(
            metavar="MODEL.bin",
            help="Teach the reader of whole mails instead, from the beginning, upon the encoder as it is.",
        ),
    ] = None,
    further: Annotated[
        bool,
        typer.Option(
            "--further", help="Teach the reader of whole mails further, from what it has learned: an hour."
        ),
    ] = False,
    config: ConfigFile,
) -> None:
    """Learn to read from the phrases and examples, and show which mails are read otherwise."""
    with faults_told():
        from mailservice import teaching
        from mailservice.domain.errors import ConfigurationFaults

        if sum([encoder is not None, overseer is not None, further]) > 1:
            raise ConfigurationFaults(("say one of --encoder, --overseer and --further: each teaches alone",))
        if missing := [each for each in folders or [] if not (each / _LABELS).is_file()]:
            raise ConfigurationFaults(tuple(f"{each}: there is no {_LABELS} in it" for each in missing))
        before = teaching.read_lexicon()
        after, stored, keep = _taught(before, encoder, overseer, further=further)
        console = paper()
        for folder in folders or []:
            labels: dict[str, Any] = json.loads((folder / _LABELS).read_text(encoding="utf-8"))
            told = world or teaching.examples_world()
            for line in _differences(folder, labels, told, config, before, after):
                console.print(line)
        if write:
            console.print(f"kept in {keep(stored)}")
        else:
            console.print("nothing was changed; say --write to keep what was learned")


def _taught(
    before: "Lexicon", encoder: Path | None, overseer: Path | None, *, further: bool
) -> "tuple[Lexicon, bytes, Callable[[bytes], Path]]":
    """The lexicon with what was taught, its bytes, and what keeps them."""
    from dataclasses import replace

    from mailservice import teaching

    if encoder is not None:
        stored, taught = teaching.learn_encoder(before, encoder.read_bytes(), step_done=_steps())
        return replace(before, encoder=taught), stored, teaching.write_encoder
    if overseer is not None or further:
        model = overseer.read_bytes() if overseer is not None else None
        stored, taught = teaching.learn_overseer(before, model, read_done=_reads(), step_done=_steps())
        return replace(before, overseer=taught), stored, teaching.write_overseer
    stored, judge = teaching.learn_judge(before, round_done=_rounds())
    return replace(before, judge=judge), stored, teaching.write_judge


def _rounds() -> "Callable[[int], None]":
    from mailservice.understanding.learning import ROUNDS, VOTES

    show = _bar()
    return lambda number: show(number, ROUNDS * VOTES, "")


def _steps() -> "Callable[[float, float], None]":
    show = _bar()
    return lambda way, error: show(way, 1, f", error {error:.2f}")


def _reads() -> "Callable[[float], None]":
    show = _bar("reading what is known")
    return lambda way: show(way, 1, "")


def _bar(what: str = "learning") -> "Callable[[float, float, str], None]":
    """A bar on standard error, if a person is looking."""
    from rich.console import Console
    from rich.progress import Progress

    progress = Progress(
        console=Console(stderr=True), transient=True, disable=not Console(stderr=True).is_terminal
    )
    task = progress.add_task(what, total=None)

    def show(done: float, of_all: float, aside: str) -> None:
        progress.start()
        progress.update(task, completed=done, total=of_all, description=f"{what}{aside}")
        if done == of_all:
            progress.stop()

    return show


def _differences(
    folder: Path, labels: Mapping[str, Any], world: Path, config: Path, before: "Lexicon", after: "Lexicon"
) -> list[str]:
    """A line for each mail that is read otherwise now, then the figures."""
    from mailservice.cli.examining import examiner

    readers = [examiner(config, world=world, now=None, lexicon=each) for each in (before, after)]
    lines: list[str] = []
    right = [0, 0]
    for name, label in sorted(labels.items()):
        raw = (folder / name).read_bytes()
        was, now = (read(raw).label for read in readers)
        right = [count + _is_right(got, label) for count, got in zip(right, (was, now), strict=True)]
        if _short(was) != _short(now):
            mark = "right" if _is_right(now, label) else "WRONG" if _acts_wrongly(now, label) else "not right"
            lines.append(f"{name}: {_short(was)}  ->  {_short(now)}  ({mark}; wanted {_short(label)})")
    lines.append(f"{folder}: {right[0]} of {len(labels)} right before, {right[1]} after")
    return lines


def _short(label: Mapping[str, Any]) -> str:
    actions = [
        " ".join(",".join(map(str, v)) if isinstance(v, list) else str(v) for v in action.values())
        for action in label["actions"]
    ]
    return "; ".join([label["expect"], *sorted(actions), *["and a person"] * bool(label["human"])])


def _is_right(got: Mapping[str, Any], label: Mapping[str, Any]) -> bool:
    return _short(got) == _short(label) or (got["expect"] in label.get("also", ()) and not got["actions"])


def _acts_wrongly(got: Mapping[str, Any], label: Mapping[str, Any]) -> bool:
    return any(action not in label["actions"] for action in got["actions"])
