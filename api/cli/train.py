"""`teller train`: the bank's questions, learned anew."""

import typer

from api.cli.banks import opened, trained
from api.cli.lock import hold
from api.cli.output import say
from api.settings import read_settings


def register(app: typer.Typer) -> None:
    app.command()(train)


def train() -> None:
    """Learn from all that is published now; not while the service runs."""
    settings = read_settings()
    with hold(settings.home):
        rooms = trained(opened(settings))
        try:
            number = len(rooms.records.articles.published(rooms.tenant))
        finally:
            rooms.close()
    say(f"learned from {number} articles")
