"""Pictures that customers send: drawn anew, without what stood around the pixels."""

import io
import struct
import zlib
from dataclasses import dataclass
from threading import Lock

from PIL import Image, ImageOps

from api.errors import AttachmentRefused

FORMATS = {
    "PNG": ("png", "image/png"),
    "JPEG": ("jpg", "image/jpeg"),
    "WEBP": ("webp", "image/webp"),
    "GIF": ("gif", "image/gif"),
}
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2_560
"""A larger picture is made smaller."""
JPEG_QUALITY = 88
Image.MAX_IMAGE_PIXELS = None
"""The size is looked at below, by its name, before a pixel is read."""
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    struct.error,
    zlib.error,
)
"""What the readers of formats raise over a picture that is none."""
_one_at_a_time = Lock()
"""A large picture takes much memory while it is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    content: bytes
    suffix: str
    media_type: str
    width: int
    height: int


def is_picture(content: bytes) -> bool:
    starts = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return content.startswith(starts) or webp


def drawn_anew(content: bytes) -> Picture:
    """Its first frame, upright, with nothing of what stood around the pixels: neither
    place nor device, and no second file behind it. Raises AttachmentRefused."""
    with _one_at_a_time:
        try:
            return _drawn(content)
        except BROKEN:
            raise AttachmentRefused(
                "the picture is broken", code="attachment_broken"
            ) from None


def _drawn(content: bytes) -> Picture:
    with Image.open(io.BytesIO(content), formats=tuple(FORMATS)) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise AttachmentRefused(
                f"a picture may have {MOST_PIXELS} pixels", code="picture_too_large"
            )
        named = str(opened.format)
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(opened)
        plain = upright.convert(_mode(upright, named))
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain.info = {}
    return _written(plain, "PNG" if named == "GIF" else named)


def _mode(picture: Image.Image, named: str) -> str:
    clear = picture.has_transparency_data and named != "JPEG"
    return "RGBA" if clear else "RGB"


def _written(picture: Image.Image, named: str) -> Picture:
    made = io.BytesIO()
    picture.save(made, named, quality=JPEG_QUALITY)
    suffix, media_type = FORMATS[named]
    return Picture(
        content=made.getvalue(),
        suffix=suffix,
        media_type=media_type,
        width=picture.width,
        height=picture.height,
    )
