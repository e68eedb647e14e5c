"""The walls in front of the application, in the order in which they stand."""

import re

from fastapi import FastAPI

from api.metrics import Measured
from api.problems import LastResort
from api.request_id import RequestIds
from api.security_headers import SecurityHeaders
from api.settings import Settings
from api.sizes import BodyLimit, TargetLimit
from api.strict_json import StrictJson

UPLOAD_PATHS = ("/api/v1/knowledge/import",)
"""Beginnings of the paths that take files."""
ATTACHMENTS = re.compile(r"/api/v1/(desk/)?conversations/[^/]+/attachments")
AROUND_BYTES = 16 * 1024
"""Of a form, around the file in it."""


def protect(app: FastAPI, settings: Settings) -> None:
    """Innermost first: whatever a wall answers is named, dressed and counted."""
    limits = settings.limits
    app.add_middleware(
        StrictJson, body_bytes=limits.body_bytes, depth=limits.json_depth
    )
    app.add_middleware(
        BodyLimit,
        body_bytes=limits.body_bytes,
        upload_bytes=limits.upload_bytes,
        upload_paths=UPLOAD_PATHS,
        larger={ATTACHMENTS: limits.attachment_bytes + AROUND_BYTES},
    )
    app.add_middleware(TargetLimit)
    app.add_middleware(LastResort)
    app.add_middleware(Measured)
    app.add_middleware(
        SecurityHeaders,
        frame_ancestors=tuple(settings.frame_ancestors),
        https=settings.secure_cookies,
    )
    app.add_middleware(RequestIds)
