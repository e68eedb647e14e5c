"""`teller serve`: the service on one address, until it is told to stop."""

import typer

from api.cli.banks import opened
from api.cli.serving import Host, Port, keep_serving, opened_home
from api.settings import read_settings


def register(app: typer.Typer) -> None:
    app.command()(serve)


def serve(host: Host = None, port: Port = None) -> None:
    """Start the service; Ctrl+C or SIGTERM lets open turns end, then stops it."""
    settings = read_settings(host=host, port=port)
    with opened_home(settings) as home:
        keep_serving(opened(settings), home)
