"""The OpenAPI document: checked in, complete, and what the pages rely on."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.documents import OPENAPI, documents

pytestmark = pytest.mark.door

ROOT = Path(__file__).parents[2]
WITHOUT_PROBLEMS = {"/healthz", "/readyz", "/metrics"}
OWN = documents()
DOCUMENT: dict[str, Any] = json.loads((ROOT / OPENAPI).read_text("utf-8"))


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


every_operation = pytest.mark.parametrize(("name", "operation"), list(operations()))


@pytest.mark.parametrize("place", list(OWN), ids=str)
def test_the_document_that_is_checked_in_is_the_services_own(place: Path) -> None:
    """`scripts/schemas` writes them anew."""
    assert (ROOT / place).read_text("utf-8") == OWN[place]


@every_operation
def test_every_operation_says_what_it_does(
    name: str, operation: dict[str, Any]
) -> None:
    assert operation["summary"]
    assert operation["tags"]
    assert operation["operationId"]


@every_operation
def test_every_operation_tells_its_problems(
    name: str, operation: dict[str, Any]
) -> None:
    if name.partition(" ")[2] in WITHOUT_PROBLEMS:
        return
    answers = operation["responses"]
    problems = {status: one for status, one in answers.items() if status >= "400"}

    assert {"400", "401", "404", "413", "422", "429", "503"} <= set(problems)
    for problem in problems.values():
        assert "application/problem+json" in problem["content"]
        assert problem["description"]


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for _, operation in operations()]

    assert len(names) == len(set(names))


def test_input_refuses_fields_that_it_does_not_know() -> None:
    taken = {
        content["schema"]["$ref"].rpartition("/")[2]
        for _, operation in operations()
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
        if kind == "application/json"
    }
    schemas = DOCUMENT["components"]["schemas"]
    strict = {n for n in taken if schemas[n].get("additionalProperties") is False}

    assert taken == strict
