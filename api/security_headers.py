"""Security headers: what browsers are told never to do with our answers."""

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-src 'self'; require-trusted-types-for 'script'; trusted-types teller; "
    "frame-ancestors {ancestors}"
)
DATA_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
DATA_PATHS = ("/api/", "/openapi.json", "/healthz", "/readyz", "/metrics")
FRAMED_PATHS = frozenset({"/chat"})
"""Pages that other sites may show in a frame."""
FOREIGN_PATHS = frozenset({"/chat", "/widget.js"})
"""What pages of other sites load."""
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(self), payment=(), usb=()"
    ),
}
HTTPS_ONLY = "max-age=31536000; includeSubDomains"


class SecurityHeaders:
    """ASGI: adds the headers that an answer does not set by itself."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        frame_ancestors: Sequence[str] = ("'self'",),
        https: bool = False,
    ) -> None:
        self._app = app
        self._ancestors = " ".join(frame_ancestors) or "'none'"
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = self._wanted(scope["path"])

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, dressed)

    def _wanted(self, path: str) -> dict[str, str]:
        wanted = dict(ALWAYS)
        foreign = path in FOREIGN_PATHS
        wanted["Cross-Origin-Resource-Policy"] = (
            "cross-origin" if foreign else "same-origin"
        )
        wanted["Content-Security-Policy"] = self._policy(path)
        if path not in FRAMED_PATHS:
            wanted["X-Frame-Options"] = "DENY"
        if path.startswith(DATA_PATHS):
            wanted["Cache-Control"] = "no-store"
        if self._https:
            wanted["Strict-Transport-Security"] = HTTPS_ONLY
        return wanted

    def _policy(self, path: str) -> str:
        if path.startswith(DATA_PATHS):
            return DATA_POLICY
        framed = path in FRAMED_PATHS
        return PAGE_POLICY.format(ancestors=self._ancestors if framed else "'none'")
