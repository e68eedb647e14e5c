"""The `teller` command, which imports only the part of itself that was asked for."""

import logging
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from tomllib import TOMLDecodeError

import typer

from api.cli.output import fail, refuse, speak_utf8
from api.errors import DoorError
from bot.errors import BotError
from knowledge.errors import KnowledgeError
from models.errors import RecordsError
from nlu.errors import NluError
from speech.errors import SpeechError

log = logging.getLogger("teller.cli")

COMMANDS: Mapping[str, str] = {
    "serve": "Start the service.",
    "demo": "Load the demo bank if it is not there, then start the service.",
    "knowledge": "Import and export a bank's articles.",
    "ask": "Ask one question and see why it is answered so.",
    "train": "Learn anew from the articles that are published now.",
    "evaluate": "Measure retrieval, or play written dialogues.",
    "simulate": "Replay a day at the desk, to see what the rules do.",
    "doctor": "Look at what is present, what is missing, and what to do.",
    "users": "Add and list the staff.",
    "bank": "Simulate a bank's core, or check one against the contract.",
    "config": "Show and check the settings.",
    "speech": "Hear and say words; fetch and check the recogniser's models.",
    "pack": "Check a bank's files; print their formats.",
    "openapi": "Write the OpenAPI document.",
}
"""Each is a module beside this one, with a function `register`."""

EXPECTED = (
    DoorError, BotError, RecordsError, KnowledgeError, NluError, OSError, SpeechError,
    TOMLDecodeError,
)  # fmt: skip
"""Told in one line; anything else is a defect of ours."""


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """All commands by name; only the one that was asked for is imported."""
    app = typer.Typer(
        name="teller",
        help="Conversational customer service for banks.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_teller)
    asked = next((word for word in arguments if not word.startswith("-")), "")
    for name, words in COMMANDS.items():
        if name == asked:
            import_module(f"api.cli.{name}").register(app)
        else:
            app.command(name, help=words)(_known_by_name)
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    words = sys.argv[1:] if arguments is None else arguments
    speak_utf8()
    try:
        app_for(words)(words, prog_name="teller")
    except EXPECTED as wrong:
        refuse(wrong)
    except Exception as defect:
        place = import_module("api.cli.crash").log_to_file(log)
        log.exception("command failed")
        name = type(defect).__name__
        fail(f"this should not happen ({name}); the details are in {place}")


def _teller() -> None:
    """With no command, typer shows the help."""


def _known_by_name() -> None:
    """Stands in the list of commands for a module that is not imported."""


if __name__ == "__main__":
    main()
