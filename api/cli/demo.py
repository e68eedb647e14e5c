"""`teller demo`: the demo bank, loaded where it is not yet, and served."""

import typer

from api.bank.beside import bank_beside
from api.cli.banks import with_pack
from api.cli.output import say
from api.cli.serving import Host, Port, keep_serving, opened_home
from api.settings import Settings, read_settings


def register(app: typer.Typer) -> None:
    app.command()(demo)


def demo(host: Host = None, port: Port = None) -> None:
    """Load the demo bank into TELLER_HOME if it is not there, then start the service.

    The bank is the pack that TELLER_PACK names; the one that comes with Teller else.
    Where TELLER_BANK_URL names no core, a simulated one is started beside it.
    """
    named = read_settings(host=host, port=port)
    with opened_home(named) as home, bank_beside(named) as settings:
        rooms = with_pack(settings)
        if named.bank_url is None:
            announce_bank(settings)
        keep_serving(rooms, home)


def announce_bank(settings: Settings) -> None:
    if settings.bank_url is not None:
        say(f"simulated bank  {settings.bank_url}/console (codes, app, faults)")
