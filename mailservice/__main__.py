"""python -m mailservice."""

from mailservice.cli import app

app(prog_name="mailservice")
