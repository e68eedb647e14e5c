"""The documents of the doors: OpenAPI, and JSON Schemas of what the sockets carry."""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from api.bank.simulated.bank import doors as bank_doors
from api.frames import (
    DeskHello,
    FromCustomer,
    FromDesk,
    Hello,
    ToCustomer,
    ToDesk,
)
from api.main import doors
from api.settings import Settings

OPENAPI = Path("docs", "openapi.json")
BANK = Path("docs", "bank-openapi.json")
"""What we ask of a bank's core, rather than what is asked of us."""
SOCKET = Path("api", "schemas", "socket")
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def documents() -> Mapping[Path, str]:
    """Every document by its place, relative to the root of the project."""
    frames = {SOCKET / f"{name}.json": one for name, one in frame_schemas().items()}
    openapi = doors(Settings.model_construct()).openapi()
    own = {OPENAPI: openapi, BANK: bank_doors().openapi(), **frames}
    return {path: _text(one) for path, one in own.items()}


def frame_schemas() -> dict[str, dict[str, object]]:
    """What clients may send, and what they are sent, on either socket."""
    given: dict[str, TypeAdapter[object]] = {
        "from_customer": TypeAdapter(Hello | FromCustomer),
        "from_desk": TypeAdapter(DeskHello | FromDesk),
    }
    shown: dict[str, TypeAdapter[object]] = {
        "to_customer": TypeAdapter(ToCustomer),
        "to_desk": TypeAdapter(ToDesk),
    }
    return {
        **{name: _schema(name, one, "validation") for name, one in given.items()},
        **{name: _schema(name, one, "serialization") for name, one in shown.items()},
    }


def _schema(
    name: str, frames: TypeAdapter[object], mode: JsonSchemaMode
) -> dict[str, object]:
    schema: dict[str, object] = frames.json_schema(mode=mode)
    return {"$schema": DIALECT, "title": name, **schema}


def _text(document: Mapping[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
