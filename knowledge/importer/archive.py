"""Looks into an office file before anything opens it: how large does it grow."""

import io
import re
import zipfile
import zlib

from knowledge.importer.messages import finding
from knowledge.importer.table import Unreadable

MOST_ENTRIES = 2_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_CELLS = 8_000_000
"""Area of a sheet between its outermost cells: what a reader sets aside for it."""

_CHUNK = 1 << 20
_CELL = re.compile(rb"<c\s[^>]{0,80}?r=\"([A-Z]{1,3})(\d{1,7})\"")
_OVERLAP = 128


def inspect(content: bytes) -> None:
    """Raises Unreadable where opening it would be dangerous or in vain."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            declared = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_ENTRIES or declared > MOST_UNPACKED:
                raise Unreadable(finding("file_swells"))
            for entry in entries:
                _unpack(archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise Unreadable(finding("file_damaged", detail=type(error).__name__)) from None
    except (NotImplementedError, ValueError) as error:
        raise Unreadable(finding("file_damaged", detail=type(error).__name__)) from None


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Reads it to the end: a size declared falsely fails on its checksum."""
    sheet = "worksheets/" in entry.filename
    right = bottom = 0
    rest = b""
    with archive.open(entry) as member:
        while chunk := member.read(_CHUNK):
            if sheet:
                for column, row in _CELL.findall(rest + chunk):
                    right = max(right, _number(column))
                    bottom = max(bottom, int(row))
                rest = chunk[-_OVERLAP:]
    if right * bottom > MOST_CELLS:
        raise Unreadable(finding("file_swells"))


def _number(letters: bytes) -> int:
    total = 0
    for letter in letters:
        total = total * 26 + letter - 64
    return total
