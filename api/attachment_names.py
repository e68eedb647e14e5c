"""The names of attachments: what strangers call a file, made safe to show and save."""

import re
import unicodedata
from urllib.parse import quote

from bot.masking import masked

LONGEST = 80
"""Characters, without the ending."""
NOT_IN_A_NAME = re.compile(r'[<>:"|?*%]')
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that hide what a name is, such as a turn of direction."""


def safe_name(told: str, suffix: str) -> str:
    """The last part of it, with the ending of what the content really is."""
    last = re.split(r"[/\\]", told)[-1]
    plain = "".join(c for c in last if unicodedata.category(c) not in INVISIBLE)
    stem = plain.rsplit(".", 1)[0] if "." in plain else plain
    stem = NOT_IN_A_NAME.sub("_", masked(stem))
    stem = " ".join(stem.split()).strip(". ")
    return f"{stem[:LONGEST].strip() or 'file'}.{suffix}"


def disposition(name: str, *, shown: bool) -> str:
    """As RFC 6266 has it; `shown`: in the page, and not only saved."""
    kind = "inline" if shown else "attachment"
    suffix = name.rsplit(".", 1)[-1]
    return f"{kind}; filename=\"file.{suffix}\"; filename*=UTF-8''{quote(name)}"
