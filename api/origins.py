"""Origins: which pages may open a socket to the service."""

from collections.abc import Iterable
from urllib.parse import urlsplit


def origin_allowed(
    origin: str | None, host: str | None, *, further: Iterable[str], needed: bool
) -> bool:
    """`needed`: whether a client without Origin (no browser) is turned away.

    A browser always names the page's origin, and no page can change it.
    """
    if origin is None:
        return not needed
    if origin in {one.rstrip("/") for one in further}:
        return True
    parts = urlsplit(origin)
    own = parts.scheme in ("http", "https") and origin == f"{parts.scheme}://{host}"
    return own and bool(host)
