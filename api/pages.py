"""Pages: the service's own web pages, served from memory."""

import gzip
import hashlib
import mimetypes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import RedirectResponse, Response

from api.errors import NotFound
from api.operations import add_operations_page
from bot.message import Language

WEB = Path(__file__).parent / "web"
PAGES = ("chat", "call", "desk", "board", "satisfaction", "vouching", "widget-demo")
FOREVER = "public, max-age=31536000, immutable"
"""For addresses that hold the version of what they name."""
ASK_AGAIN = "no-cache"
SOMETIMES = "public, max-age=300"
TEXT = ("text/", "application/json", "image/svg+xml")
WORTH_PACKING = 256
"""Bytes; packing less makes it longer."""
KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".toml": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One answer, ready to be sent."""

    body: bytes
    packed: bytes
    """Compressed with gzip; empty where that does not pay."""
    kind: str
    etag: str


class Pages:
    """Everything under api/web, by the address that it is served at."""

    def __init__(self, folder: Path = WEB) -> None:
        files = {
            str(path.relative_to(folder).as_posix()): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        self.version = _version(files)
        self._files = {
            address: _leaf(body, address) for address, body in _addressed(files)
        }
        self._pages = {
            (page, language): _leaf(
                _filled(files[f"pages/{page}.html"], self.version, language), ".html"
            )
            for page in PAGES
            for language in Language
            if f"pages/{page}.html" in files
        }

    def file(self, address: str) -> Leaf:
        """Raises NotFound; an address is only looked up, never made into a path."""
        try:
            return self._files[address]
        except KeyError:
            raise NotFound("no such file") from None

    def page(self, name: str, language: Language) -> Leaf:
        try:
            return self._pages[name, language]
        except KeyError:
            raise NotFound("no such page") from None


def install(app: FastAPI, pages: Pages | None = None) -> None:
    app.include_router(pages_router(pages or Pages()))
    add_operations_page(app)


def pages_router(pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.api_route("/", methods=["GET", "HEAD"])
    async def home(request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/chat{query}", 307)

    @router.api_route("/widget.js", methods=["GET", "HEAD"])
    async def widget(request: Request) -> Response:
        return _served(request, pages.file("widget.js"), SOMETIMES)

    @router.api_route("/ui/{version}/{address:path}", methods=["GET", "HEAD"])
    async def file(request: Request, version: str, address: str) -> Response:
        current = version == pages.version
        caching = FOREVER if current else ASK_AGAIN
        return _served(request, pages.file(address), caching)

    for name in PAGES:
        _add_page(router, pages, name)
    return router


def language_wanted(query: str, header: str) -> Language:
    """The language asked for by `?lang=`, else the browser's favourite of ours."""
    for tag in (query, *_by_weight(header)):
        if language := _ours(tag):
            return language
    return Language.ZH


def _add_page(router: APIRouter, pages: Pages, name: str) -> None:
    @router.api_route(f"/{name}", methods=["GET", "HEAD"], name=name)
    async def page(request: Request) -> Response:
        language = language_wanted(
            request.query_params.get("lang", ""),
            request.headers.get("accept-language", ""),
        )
        return _served(request, pages.page(name, language), ASK_AGAIN)


def _served(request: Request, leaf: Leaf, caching: str) -> Response:
    headers = {
        "ETag": leaf.etag,
        "Cache-Control": caching,
        "Vary": "Accept-Encoding, Accept-Language",
    }
    if leaf.etag in _etags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    body = leaf.body
    if leaf.packed and _takes_gzip(request.headers.get("accept-encoding", "")):
        body = leaf.packed
        headers["Content-Encoding"] = "gzip"
    return Response(body, headers=headers, media_type=leaf.kind)


def _version(files: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name, body in sorted(files.items()):
        whole.update(f"{name} {len(body)} ".encode())
        whole.update(body)
    return whole.hexdigest()[:12]


def _addressed(files: Mapping[str, bytes]) -> Iterable[tuple[str, bytes]]:
    for name, body in files.items():
        if name.startswith("static/"):
            yield name.removeprefix("static/"), body
        elif name.startswith("i18n/"):
            yield name, body


def _filled(page: bytes, version: str, language: Language) -> bytes:
    text = page.decode("utf-8")
    return text.replace("{{version}}", version).replace("{{lang}}", language).encode()


def _leaf(body: bytes, name: str) -> Leaf:
    ending = Path(name).suffix or name
    kind = KINDS.get(ending) or mimetypes.guess_type(name)[0]
    kind = kind or "application/octet-stream"
    packed = b""
    if kind.startswith(TEXT) and len(body) >= WORTH_PACKING:
        packed = gzip.compress(body, compresslevel=9, mtime=0)
    digest = hashlib.sha256(body).hexdigest()[:20]
    return Leaf(body=body, packed=packed, kind=kind, etag=f'W/"{digest}"')


def _etags(header: str) -> set[str]:
    return {one.strip() for one in header.split(",")}


def _takes_gzip(header: str) -> bool:
    """Whether gzip is named, and not with weight 0."""
    for choice in header.lower().split(","):
        name, _, weight = choice.partition(";")
        if name.strip() in ("gzip", "*"):
            return _weight(weight) > 0
    return False


def _by_weight(header: str) -> list[str]:
    choices = [choice.partition(";") for choice in header.split(",")[:20]]
    ranked = sorted(choices, key=lambda choice: -_weight(choice[2]))
    return [name.strip() for name, _, weight in ranked if _weight(weight) > 0]


def _weight(parameter: str) -> float:
    value = parameter.strip().lower().removeprefix("q=")
    try:
        return float(value) if value else 1.0
    except ValueError:
        return 0.0


def _ours(tag: str) -> Language | None:
    spoken = tag.strip().lower().partition("-")[0]
    known = {"zh": Language.ZH, "en": Language.EN}
    return known.get(spoken)
