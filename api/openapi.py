"""What the OpenAPI document says of every operation: its problem documents."""

from typing import Any

from fastapi import FastAPI

from api.schemas import Problem

_WHAT = {
    400: "The request cannot be read.",
    401: "No token, or a wrong or expired one.",
    403: "Known, but not allowed.",
    404: "Not there, or not yours.",
    409: "Somebody else acted first, or the step is not allowed now.",
    413: "Too large.",
    422: "A field cannot be taken as it is.",
    429: "Too many requests; see Retry-After.",
    503: "The records cannot be reached; nothing was changed.",
}

RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": words,
        "content": {
            "application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"}
            }
        },
    }
    for status, words in _WHAT.items()
}


def describe_problems(app: FastAPI) -> None:
    """Puts the schema that every answer of RESPONSES refers to into the document."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        document = plain()
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        return document

    setattr(app, "openapi", described)  # noqa: B010  the way FastAPI documents
