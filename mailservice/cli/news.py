"""publish: a text to everybody on some lists."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from mailservice.cli.terminal import MISUSED, ConfigFile, fail, faults_told, finished


def publish(
    config: ConfigFile,
    file: Annotated[Path, typer.Argument(metavar="FILE.md", help="The text, in Markdown.")],
    to: Annotated[list[str], typer.Option("--to", metavar="LIST", help="A list's id; may be repeated.")],
    subject: Annotated[str, typer.Option(help="The subject.", show_default="the text's first heading")] = "",
    language: Annotated[str, typer.Option(metavar="sv|en", help="The language of the text.")] = "sv",
    by: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Who publishes.", show_default="the secretariat")
    ] = "",
) -> None:
    """Publish a text: at once to who wants each mail, in the digest to the others. Twice is once."""
    with faults_told():
        from mailservice.app import publish_from
        from mailservice.config import load_config
        from mailservice.decisions.facts import Publication
        from mailservice.flow.clocks import SystemClock

        loaded = load_config(config)
        heading, text = split_heading(file.read_text(encoding="utf-8"))
        title = subject or heading
        if not title:
            raise fail("Begin the text with a heading (# …), or name it with --subject.", status=MISUSED)
        if language not in {"sv", "en"}:
            raise fail("--language is sv or en.", status=MISUSED)
        lists = tuple(dict.fromkeys(to))
        publication = Publication(
            publication_id(title, text, lists),
            lists,
            title,
            text,
            "en" if language == "en" else "sv",
            SystemClock().now(),
        )
        people = finished(publish_from(loaded, publication, by=by or loaded.service.secretariat[0]))
    typer.echo(f"Published: {title} ({people} people)")


def split_heading(markdown: str) -> tuple[str, str]:
    """The first heading of level one, where the text begins with it, and the rest."""
    first, _, rest = markdown.strip().partition("\n")
    return (first[2:].strip(), rest.strip()) if first.startswith("# ") else ("", markdown.strip())


def publication_id(title: str, text: str, lists: tuple[str, ...]) -> str:
    """The same text for the same lists has the same id, so that publishing it again sends nothing."""
    content = "\0".join((title, text, *sorted(lists)))
    return hashlib.sha256(content.encode("utf-8")).hexdigest()[:20]
