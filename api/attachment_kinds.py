"""What an attachment is: judged by its content, whatever it is called."""

import io
import re
import zipfile
from dataclasses import dataclass

from api.attachment_pictures import drawn_anew, is_picture
from api.errors import AttachmentRefused
from bot.attachment import Kind
from speech.errors import MalformedSound
from speech.sound import Sound
from speech.wav import parse_wav, wav_of

ALLOWED = "PNG, JPEG, WEBP, GIF, PDF, TXT, CSV, DOCX, XLSX, WAV"
RATES = range(8_000, 48_001)
PDF_END = 1_024
"""Bytes in which the last mark of a PDF stands."""
OFFICE = {
    b"wordprocessingml.document.main+xml": ("docx", "wordprocessingml.document"),
    b"spreadsheetml.sheet.main+xml": ("xlsx", "spreadsheetml.sheet"),
}
OFFICE_TYPE = "application/vnd.openxmlformats-officedocument."
MOST_PARTS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
LARGEST_INDEX = 1024 * 1024
MARKUP = re.compile(r"<\s*(!doctype|html|svg|script|iframe|\?xml)", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
KNOWN = (
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"#!", "a program"),
    (b"PK", "an archive"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x1aE\xdf\xa3", "WebM"),
    (b"OggS", "Ogg"),
    (b"ID3", "MP3"),
)
"""What others begin with, so that a refusal can name them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What may be kept of it."""

    kind: Kind
    content: bytes
    suffix: str
    media_type: str
    width: int = 0
    height: int = 0
    seconds: float = 0.0


def judged(content: bytes, name: str, *, most_seconds: int) -> Judged:
    """`name`: tells a table from other text, and nothing else. Raises
    AttachmentRefused."""
    if not content:
        raise AttachmentRefused("the file is empty", code="attachment_empty")
    if is_picture(content):
        return _picture(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return _voice(content, most_seconds)
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return _text(content, name)


def not_allowed(what: str) -> AttachmentRefused:
    return AttachmentRefused(
        f"this is {what}; allowed are {ALLOWED}", code="attachment_type"
    )


def _broken(what: str) -> AttachmentRefused:
    return AttachmentRefused(f"the {what} is broken", code="attachment_broken")


def _picture(content: bytes) -> Judged:
    drawn = drawn_anew(content)
    return Judged(
        kind=Kind.PICTURE,
        content=drawn.content,
        suffix=drawn.suffix,
        media_type=drawn.media_type,
        width=drawn.width,
        height=drawn.height,
    )


def _voice(content: bytes, most_seconds: int) -> Judged:
    """Written anew: nothing but the sound."""
    sound = _sound(content)
    seconds = len(sound.pcm) / 2 / sound.rate
    if seconds > most_seconds:
        raise AttachmentRefused(
            f"a voice message may have {most_seconds} seconds", code="voice_too_long"
        )
    return Judged(
        kind=Kind.VOICE,
        content=wav_of(sound),
        suffix="wav",
        media_type="audio/wav",
        seconds=round(seconds, 1),
    )


def _sound(content: bytes) -> Sound:
    try:
        sound = parse_wav(content)
    except MalformedSound:
        raise _broken("sound") from None
    if sound.rate not in RATES or not sound.pcm:
        raise _broken("sound")
    return sound


def _pdf(content: bytes) -> Judged:
    """With nothing behind it: a second file would be one of another kind."""
    _, mark, rest = content[-PDF_END:].rpartition(b"%%EOF")
    if not mark or rest.strip(b"\r\n\t \x00"):
        raise _broken("PDF")
    return _file(content, "pdf", "application/pdf")


def _office(content: bytes) -> Judged:
    index = _index_of(content)
    for mark, (suffix, kind) in OFFICE.items():
        if mark in index:
            return _file(content, suffix, OFFICE_TYPE + kind)
    raise not_allowed("an archive")


def _index_of(content: bytes) -> bytes:
    """Its own list of what it holds; empty for an archive of another kind."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or _unpacked(parts) > MOST_UNPACKED:
                raise _broken("document")
            if any(one.filename.lower().endswith("vbaproject.bin") for one in parts):
                raise not_allowed("a document with programs in it")
            if "[Content_Types].xml" not in packed.namelist():
                return b""
            with packed.open("[Content_Types].xml") as index:
                return index.read(LARGEST_INDEX)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise _broken("document") from None


def _unpacked(parts: list[zipfile.ZipInfo]) -> int:
    return sum(one.file_size for one in parts)


def _text(content: bytes, name: str) -> Judged:
    text = _decoded(content)
    found = MARKUP.search(text[:4_096])
    if found:
        raise not_allowed(f"{found[1].strip('!?').upper()} (a page or drawing)")
    table = name.lower().endswith(".csv")
    suffix, kind = ("csv", "text/csv") if table else ("txt", "text/plain")
    return _file(text.encode(), suffix, f"{kind}; charset=utf-8")


def _decoded(content: bytes) -> str:
    named = next((what for start, what in KNOWN if content.startswith(start)), "")
    if named:
        raise not_allowed(named)
    for code in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        if not CONTROLS.search(text):
            return text
    raise not_allowed("of an unknown kind")


def _file(content: bytes, suffix: str, media_type: str) -> Judged:
    return Judged(kind=Kind.FILE, content=content, suffix=suffix, media_type=media_type)
