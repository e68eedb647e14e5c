"""Attachments are what they contain, whatever they are called."""

import io

import pytest
from PIL import Image

from api.attachment_kinds import Judged, judged
from api.attachment_names import disposition, safe_name
from api.errors import AttachmentRefused
from bot.attachment import Kind
from tests.api.fixtures.files import (
    PAGE,
    PDF,
    PLACE,
    SVG,
    archive,
    bomb,
    document,
    named,
    photo_with_a_place,
    picture,
    voice,
)

pytestmark = pytest.mark.door


def found(content: bytes, name: str = "x") -> Judged:
    return judged(content, name, most_seconds=60)


@pytest.mark.parametrize(
    ("content", "name", "suffix"),
    [
        (picture("PNG"), "a.jpg", "png"),
        (picture("JPEG"), "a.exe", "jpg"),
        (picture("WEBP"), "a", "webp"),
        (picture("GIF"), "a.gif", "png"),
        (voice(), "a.wav", "wav"),
        (PDF, "a.pdf", "pdf"),
        (document(), "a.docx", "docx"),
        (document("spreadsheetml.sheet"), "a.xlsx", "xlsx"),
        ("日期，金额\n".encode(), "a.csv", "csv"),
        ("您好".encode("gb18030"), "a.html", "txt"),
    ],
    ids=named,
)
def test_what_is_allowed_is_known_by_its_content(
    content: bytes, name: str, suffix: str
) -> None:
    assert found(content, name).suffix == suffix


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "attachment_empty"),
        (SVG, "attachment_type"),
        (PAGE, "attachment_type"),
        (b"\n\n  <HTML>", "attachment_type"),
        (b"MZ\x90\x00program", "attachment_type"),
        (b"#!/bin/sh\nrm", "attachment_type"),
        (archive(), "attachment_type"),
        (document(more={"word/vbaProject.bin": b"x"}), "attachment_type"),
        (bytes(range(256)), "attachment_type"),
        (b"\x1aE\xdf\xa3webm", "attachment_type"),
        (PDF + archive(), "attachment_broken"),
        (b"%PDF-1.4 and no end", "attachment_broken"),
        (b"PK\x03\x04 and no archive", "attachment_broken"),
        (picture()[:60], "attachment_broken"),
        (b"\xff\xd8\xff\xe0 and no picture", "attachment_broken"),
        (b"RIFF\x00\x00\x00\x00WAVE", "attachment_broken"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "attachment_broken"),
        (voice(rate=4_000), "attachment_broken"),
        (voice(seconds=61), "voice_too_long"),
        (bomb(), "picture_too_large"),
    ],
    ids=named,
)
def test_what_is_not_allowed_is_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(AttachmentRefused) as refused:
        found(content, "picture.png")

    assert refused.value.code == code


def test_a_refusal_says_what_it_is_and_what_is_allowed() -> None:
    with pytest.raises(AttachmentRefused, match=r"this is SVG .* PNG, JPEG"):
        found(SVG, "picture.png")


def test_a_picture_keeps_neither_place_nor_maker_nor_words() -> None:
    sent = photo_with_a_place()
    kept = found(sent).content

    assert b"SECRET" in sent
    assert b"SECRET" not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert not opened.getexif()
        assert PLACE not in opened.getexif()


def test_a_picture_stands_upright_afterwards() -> None:
    turned = found(photo_with_a_place())

    assert (turned.width, turned.height) == (30, 40)


def test_nothing_that_follows_a_picture_is_kept() -> None:
    kept = found(picture() + PAGE + archive()).content

    assert b"<script>" not in kept
    assert b"PK\x05\x06" not in kept


def test_a_large_picture_becomes_smaller() -> None:
    small = found(picture("JPEG", (5_000, 1_000)))

    assert (small.width, small.height) == (2_560, 512)


def test_a_clear_picture_stays_clear() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(made, "PNG")

    with Image.open(io.BytesIO(found(made.getvalue()).content)) as opened:
        assert opened.mode == "RGBA"


def test_a_voice_keeps_nothing_but_its_sound() -> None:
    heard = found(voice(seconds=1.5) + b"LIST\x08\x00\x00\x00SECRETS!")

    assert (heard.kind, heard.seconds) == (Kind.VOICE, 1.5)
    assert b"SECRET" not in heard.content


def test_a_document_that_would_unpack_to_much_is_refused() -> None:
    parts = {f"p{number}": b"" for number in range(2_001)}

    with pytest.raises(AttachmentRefused) as refused:
        found(document(more=parts))

    assert refused.value.code == "attachment_broken"


@pytest.mark.parametrize(
    ("told", "safe"),
    [
        ("流水.pdf", "流水.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\Users\me\账单.PDF", "账单.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("photo\u202egpj.exe", "photogpj.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        (".htaccess", "file.pdf"),
        ("卡6222021234567890128.pdf", "卡____ ____ ____ 0128.pdf"),
        ("x" * 300, "x" * 80 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(told: str, safe: str) -> None:
    assert safe_name(told, "pdf") == safe


def test_a_header_carries_any_name() -> None:
    told = disposition('账"单.pdf', shown=False)

    assert told.isascii()
    assert told.startswith('attachment; filename="file.pdf"; filename*=UTF-8')
