"""send: a mail to the service by SMTP, and its answer on the same terminal."""

import json
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from mailservice.cli.terminal import MISUSED, AsJson, ConfigFile, fail, faults_told, paper


def send(
    config: ConfigFile,
    words: Annotated[
        str, typer.Argument(help='What to write; "-" reads it from standard input.', show_default=False)
    ] = "",
    sender: Annotated[str, typer.Option("--from", metavar="ADDRESS", help="Who writes.")] = "",
    to: Annotated[str, typer.Option(metavar="ADDRESS", show_default="the service")] = "",
    subject: Annotated[str, typer.Option(help="The subject.")] = "",
    file: Annotated[
        Path | None, typer.Option(metavar="FILE.eml", help="Send this mail as it is, instead of words.")
    ] = None,
    unvouched: Annotated[
        bool,
        typer.Option("--unvouched", help="Without the line by which the border MTA vouches for the sender."),
    ] = False,
    wait: Annotated[float, typer.Option(metavar="SECONDS", help="How long to wait for the answer.")] = 10.0,
    as_json: AsJson = False,
) -> None:
    """Send a mail to the service that runs here, and show its answer where mail is kept in a folder."""
    with faults_told():
        from mailservice.cli import smtp_client
        from mailservice.config import load_config

        loaded = load_config(config)
        if bool(words) == (file is not None):
            raise fail("Write either words or --file FILE.eml.", status=MISUSED)
        if file is None:
            text = sys.stdin.read() if words == "-" else words
            draft = smtp_client.Draft(
                sender or "anna@example.org", to or loaded.service.address, subject, text
            )
            outgoing = smtp_client.written(draft)
        else:
            outgoing = smtp_client.from_file(
                file.read_bytes(), sender=sender, to=to or loaded.service.address
            )
        if not unvouched and loaded.trust.authserv_id:
            outgoing = smtp_client.vouched(outgoing, authserv_id=loaded.trust.authserv_id)
        before = smtp_client.kept(loaded.outgoing.folder)
        started = time.monotonic()
        reply = smtp_client.hand_over(outgoing, loaded.listener.smtp)
        answers: list[smtp_client.Kept] = []
        if loaded.smarthost is None and wait > 0:
            answers = smtp_client.wait_for_answers(
                outgoing, loaded.outgoing.folder, before=before, seconds=wait
            )
        took_s = time.monotonic() - started
    if as_json:
        found = [{"file": str(each.path), "subject": each.subject} for each in answers]
        typer.echo(
            json.dumps({"reply": reply, "answers": found, "took_s": round(took_s, 3)}, ensure_ascii=False)
        )
    else:
        _print(reply, answers, took_s)
    if loaded.smarthost is None and wait > 0 and not answers:
        raise fail(
            f"No answer within {wait:g} s. Machines get none; `mailservice queue` shows what is stuck."
        )


def _print(reply: str, answers: "list[smtp_client.Kept]", took_s: float) -> None:  # noqa: F821
    from mailservice.cli.letters import print_letter

    console = paper()
    console.print(f"The service took the mail: {reply}")
    for each in answers:
        console.rule(f"answered after {took_s:.1f} s, NOT SENT, kept as {each.path}", style="green")
        print_letter(console, each.path.read_bytes())
