"""The command line: one file for each family of commands, each command with --help.

Exit status: 0 done; 1 it could not be done now; 2 the command or the configuration is at fault.
What a command needs is imported when it runs, so that --help answers at once.
"""

import typer

from mailservice.cli import dkim, queue
from mailservice.cli.archive import archive
from mailservice.cli.briefings import (
    attended,
    briefing,
    call_off,
    change_briefing,
    new_briefing,
    seat,
)
from mailservice.cli.digests import digest
from mailservice.cli.explaining import explain
from mailservice.cli.feeds import feed
from mailservice.cli.learning import learn
from mailservice.cli.news import publish
from mailservice.cli.overview import status
from mailservice.cli.people import people
from mailservice.cli.publications import publications
from mailservice.cli.records import records
from mailservice.cli.running import check_config, deliver, demo, migrate, serve
from mailservice.cli.sending import send
from mailservice.cli.worlds import apply

app = typer.Typer(
    name="mailservice",
    help="Subscriptions and briefings by plain-language mail.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    *(serve, deliver, check_config, migrate, demo),
    *(apply, publish, feed),
    *(briefing, new_briefing, change_briefing, call_off, seat, attended),
    *(send, explain, learn),
    *(status, people, publications),
):
    app.command()(command)
app.add_typer(queue.app)
app.add_typer(archive, name="archive")
app.add_typer(dkim.app)
app.add_typer(digest, name="digest")
app.add_typer(records, name="records")
