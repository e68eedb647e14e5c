"""`teller config`: the settings as they are, where each comes from, and their check."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, SecretStr

from api.cli.output import fail, say, show
from api.pack import load_pack
from api.settings import Settings, read_settings

PREFIX = "TELLER_"
NOT_SETTINGS = frozenset(
    PREFIX + name for name in ("CONFIG", "PYTHON", "VENV", "TORCH_INDEX", "CI")
)
"""Read by the scripts, or before the settings are."""

config = typer.Typer(help="Show and check the settings.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(config, name="config")


@config.command("show")
def show_settings(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """Every setting with its value and its origin; secrets are masked."""
    settings = read_settings()
    written = _written()
    rows = [
        {"name": name, "value": value, "from": origin(name, written)}
        for name, value in flat(settings)
    ]
    if as_json:
        show(rows)
        return
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        say(f"{row['name']:<{width}}  {shown(row['value'])}  ({row['from']})")


@config.command()
def check() -> None:
    """Refuse settings that cannot be used, and keys that nobody knows."""
    settings = read_settings()
    known = {name for name, _ in flat(settings)}
    unknown = sorted({*_given(), *_written()} - known - NOT_SETTINGS)
    if unknown:
        fail(f"no such setting: {', '.join(unknown)}; `teller config show` lists them")
    pack = load_pack(settings.pack)
    pack.all_rules()
    pack.all_wording()
    say(f"the settings and the pack {pack.name} ({pack.folder}) can be used")


def flat(model: BaseModel, prefix: str = PREFIX) -> Iterator[tuple[str, Any]]:
    """Names as the environment has them; only JSON values, and no secret."""
    for field in type(model).model_fields:
        value = getattr(model, field)
        name = prefix + field.upper()
        if isinstance(value, BaseModel):
            yield from flat(value, f"{name}__")
        elif isinstance(value, SecretStr):
            yield name, "********"
        else:
            yield name, str(value) if isinstance(value, Path) else value


def shown(value: object) -> str:
    return "(not set)" if value in (None, "", []) else str(value)


def origin(name: str, written: frozenset[str]) -> str:
    if name in _given():
        return "environment"
    return "file" if name in written else "default"


def _given() -> frozenset[str]:
    return frozenset(name for name in os.environ if name.startswith(PREFIX))


def _written() -> frozenset[str]:
    """Names that the settings file has; empty when there is no such file."""
    home = Settings.model_fields["home"].get_default(call_default_factory=True)
    path = Path(os.environ.get("TELLER_CONFIG") or home / "teller.toml")
    if not path.is_file():
        return frozenset()
    return frozenset(_names(tomllib.loads(path.read_text("utf-8"))))


def _names(table: Mapping[str, Any], prefix: str = PREFIX) -> Iterator[str]:
    for key, value in table.items():
        name = prefix + key.upper()
        if isinstance(value, Mapping):
            yield from _names(value, f"{name}__")
        else:
            yield name
