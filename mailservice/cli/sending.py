"""send: a mail to the service by SMTP, and its answer on the same terminal."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailservice.cli.terminal import MISUSED, AsJson, ConfigFile, fail, faults_told, paper

if TYPE_CHECKING:
    from mailservice.cli.smtp_client import Sent

_ANNA = "anna@example.org"  # who writes where nobody is named


def send(
    config: ConfigFile,
    words: Annotated[
        str, typer.Argument(help='What to write; "-" reads it from standard input.', show_default=False)
    ] = "",
    sender: Annotated[
        str, typer.Option("--from", metavar="ADDRESS", help="Who writes.", show_default=_ANNA)
    ] = "",
    to: Annotated[str, typer.Option(metavar="ADDRESS", show_default="the service")] = "",
    subject: Annotated[str, typer.Option(help="The subject.")] = "",
    file: Annotated[
        Path | None, typer.Option(metavar="FILE.eml", help="Send this mail as it is, instead of words.")
    ] = None,
    answering: Annotated[
        Path | None, typer.Option(metavar="LETTER.eml", help="Reply to this letter, as its reader.")
    ] = None,
    unvouched: Annotated[
        bool,
        typer.Option("--unvouched", help="Without the line by which the border MTA vouches for the sender."),
    ] = False,
    wait: Annotated[float, typer.Option(metavar="SECONDS", help="How long to wait for the answer.")] = 10.0,
    as_json: AsJson = False,
) -> None:
    """Send a mail to the service that runs here, and show its answer where mail is kept in a folder."""
    _refuse_both(bool(words), file is not None, answering is not None, bool(to or subject))
    with faults_told():
        from mailservice.cli import smtp_client
        from mailservice.config import load_config

        loaded = load_config(config)
        if answering is not None:
            outgoing = smtp_client.reply_to(answering.read_bytes(), sender=sender, text=_text(words))
        elif file is not None:
            outgoing = smtp_client.from_file(
                file.read_bytes(), sender=sender, to=to or loaded.service.address
            )
        else:
            draft = smtp_client.Draft(sender or _ANNA, to or loaded.service.address, subject, _text(words))
            outgoing = smtp_client.written(draft)
        if not unvouched and loaded.trust.authserv_id:
            outgoing = smtp_client.vouched(outgoing, authserv_id=loaded.trust.authserv_id)
        folder = loaded.outgoing.folder if loaded.smarthost is None and wait > 0 else None
        sent = smtp_client.hand_over_and_wait(outgoing, loaded.listener.smtp, folder=folder, seconds=wait)
    _tell(sent, as_json=as_json)
    if folder is not None and not sent.answers:
        raise fail(
            f"No answer to {outgoing.author} within {wait:g} s. It waits (`mailservice queue`), or none"
            " is due: to machines, or after many mails in an hour. The service's log tells what was decided."
        )


def _refuse_both(words: bool, file: bool, answering: bool, addressed: bool) -> None:
    """What is given twice, or not at all. Ends the command."""
    if words == file:
        raise fail("Write either words or --file FILE.eml.", status=MISUSED)
    if answering and (file or addressed):
        raise fail(
            "--answering takes words; whom to write to and the subject are the letter's.", status=MISUSED
        )


def _text(words: str) -> str:
    return sys.stdin.read() if words == "-" else words


def _tell(sent: "Sent", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(_plain(sent), ensure_ascii=False))
    else:
        _print(sent)


def _plain(sent: "Sent") -> dict[str, Any]:
    answers = [{"file": str(each.path), "subject": each.subject} for each in sent.answers]
    return {"reply": sent.reply, "answers": answers, "answered_after_s": sent.answered_after_s}


def _print(sent: "Sent") -> None:
    from mailservice.cli.letters import print_letter

    console = paper()
    console.print(f"The service took the mail: {sent.reply}")
    for each in sent.answers:
        console.rule(f"answered after {sent.answered_after_s:.2f} s", style="green")
        console.print(f"NOT SENT, kept as {each.path}")
        print_letter(console, each.path.read_bytes())
