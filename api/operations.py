"""The page of operations: the OpenAPI document, in plain HTML for people."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

STYLE_PATH = "/docs/style.css"
STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; }
h2 { border-bottom: 1px solid; margin-top: 2.5rem; padding-bottom: .25rem; }
details { border: 1px solid #8886; border-radius: 6px; margin: .5rem 0; }
summary { cursor: pointer; padding: .5rem .75rem; overflow-wrap: anywhere; }
details > div { padding: 0 .75rem .75rem; }
pre, code { font: .875rem/1.5 ui-monospace, monospace; }
pre { overflow: auto; max-height: 30rem; padding: .75rem; border: 1px solid #8886; }
b { display: inline-block; min-width: 4.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #8886; padding: .25rem .5rem; text-align: left; }
"""
METHODS = ("get", "post", "put", "patch", "delete")
Document = Mapping[str, Any]


def add_operations_page(app: FastAPI) -> None:
    """For an application made with `docs_url=None`: those pages load foreign code."""

    async def page(_: Request) -> Response:
        return HTMLResponse(operations_html(app.openapi()))

    async def style(_: Request) -> Response:
        return Response(STYLE, media_type="text/css")

    app.add_route("/docs", page, include_in_schema=False)
    app.add_route(STYLE_PATH, style, include_in_schema=False)


def operations_html(document: Document) -> str:
    heading = document["info"]
    sections = "".join(
        f"<h2>{escape(tag)}</h2>{''.join(items)}"
        for tag, items in sorted(_by_tag(document).items())
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(heading['title'])}</title>"
        f'<link rel="stylesheet" href="{STYLE_PATH}"></head><body><main>'
        f"<h1>{escape(heading['title'])} {escape(heading['version'])}</h1>"
        '<p>The same as data: <a href="/openapi.json">/openapi.json</a></p>'
        f"{sections}{_schemas(document)}</main></body></html>"
    )


def _by_tag(document: Document) -> dict[str, list[str]]:
    found = dict[str, list[str]]()
    for path, methods in sorted(document.get("paths", {}).items()):
        for method in METHODS:
            if operation := methods.get(method):
                tag = next(iter(operation.get("tags", ())), "other")
                item = _operation(method, path, operation)
                found.setdefault(tag, []).append(item)
    return found


def _operation(method: str, path: str, operation: Document) -> str:
    title = escape(operation.get("summary", ""))
    return (
        f"<details><summary><b>{method.upper()}</b> <code>{escape(path)}</code> "
        f"{title}</summary><div><p>{escape(operation.get('description', ''))}</p>"
        f"{_parameters(operation.get('parameters', ()))}"
        f"{_body(operation.get('requestBody', {}))}"
        f"{_answers(operation.get('responses', {}))}</div></details>"
    )


def _parameters(parameters: Iterable[Document]) -> str:
    rows = [
        (one["name"], one["in"], "yes" if one.get("required") else "no")
        for one in parameters
    ]
    return _table(("parameter", "in", "required"), rows)


def _body(body: Document) -> str:
    rows = [
        (kind, _kind(one.get("schema", {})))
        for kind, one in body.get("content", {}).items()
    ]
    return _table(("body", "form"), rows)


def _answers(answers: Mapping[str, Document]) -> str:
    rows = [
        (status, one.get("description", ""), _kind(_answer_schema(one)))
        for status, one in sorted(answers.items())
    ]
    return _table(("status", "meaning", "form"), rows)


def _answer_schema(answer: Document) -> Document:
    contents: Iterable[Document] = answer.get("content", {}).values()
    schemas: list[Document] = [one.get("schema", {}) for one in contents]
    return schemas[0] if schemas else {}


def _schemas(document: Document) -> str:
    schemas = document.get("components", {}).get("schemas", {})
    items = "".join(
        f"<details><summary><code>{escape(name)}</code></summary><div>"
        f"{_fields(schema)}</div></details>"
        for name, schema in sorted(schemas.items())
    )
    return f"<h2>forms</h2>{items}" if items else ""


def _fields(schema: Document) -> str:
    needed = schema.get("required", ())
    rows = [
        (name, _kind(one), "yes" if name in needed else "no", _meaning(one))
        for name, one in schema.get("properties", {}).items()
    ]
    if not rows:
        return f"<p>{escape(_kind(schema))}</p>"
    return _table(("field", "form", "required", "meaning"), rows)


def _meaning(schema: Document) -> str:
    return str(schema.get("description", ""))


def _kind(schema: Document) -> str:
    """A form in few words: its name, its type, or its choices."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return " or ".join(map(str, values))
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(map(_kind, options))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("type", "any"))


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = "".join(_row("td", row) for row in rows)
    return f"<table>{_row('th', heads)}{lines}</table>" if lines else ""


def _row(cell: str, values: Iterable[str]) -> str:
    cells = "".join(f"<{cell}>{escape(value)}</{cell}>" for value in values)
    return f"<tr>{cells}</tr>"
