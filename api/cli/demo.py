"""`teller demo`: the demo bank, loaded where it is not yet, and served."""

import typer

from api.cli.banks import with_pack
from api.cli.serving import Host, Port, keep_serving, opened_home
from api.settings import read_settings


def register(app: typer.Typer) -> None:
    app.command()(demo)


def demo(host: Host = None, port: Port = None) -> None:
    """Load the demo bank into TELLER_HOME if it is not there, then start the service.

    The bank is the pack that TELLER_PACK names; the one that comes with Teller else.
    """
    settings = read_settings(host=host, port=port)
    with opened_home(settings) as home:
        keep_serving(with_pack(settings), home)
