"""JSON Schemas of the files that a bank writes, for its editors."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from api.pack_files.bank_file import IntentsFile, OfftopicFile, PackFile, SynonymsFile
from api.pack_files.desk_file import DeskFile, RoutingFile
from api.pack_files.dialogue_file import DialoguesTable, DialogueTable
from api.pack_files.flow_file import FlowFile
from api.pack_files.house_file import (
    AppointmentsFile,
    LoanRulesFile,
    VerificationFile,
)

DRAFT = "https://json-schema.org/draft/2020-12/schema"

FORMATS: Mapping[str, TypeAdapter[Any]] = {
    "pack": TypeAdapter(PackFile),
    "intents": TypeAdapter(IntentsFile),
    "offtopic": TypeAdapter(OfftopicFile),
    "synonyms": TypeAdapter(SynonymsFile),
    "appointments": TypeAdapter(AppointmentsFile),
    "loan_rules": TypeAdapter(LoanRulesFile),
    "verification": TypeAdapter(VerificationFile),
    "desk": TypeAdapter(DeskFile),
    "routing": TypeAdapter(RoutingFile),
    "flow": TypeAdapter(FlowFile),
    "dialogue": TypeAdapter(DialogueTable | DialoguesTable),
}


def schemas() -> Mapping[str, Mapping[str, Any]]:
    """By the name of the format."""
    return {
        name: {"$schema": DRAFT, "title": name, **_plain(adapter)}
        for name, adapter in FORMATS.items()
    }


def _plain(adapter: TypeAdapter[Any]) -> dict[str, Any]:
    found = adapter.json_schema(by_alias=True)
    found.pop("title", None)
    return found
