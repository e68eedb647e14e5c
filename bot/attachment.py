"""An attachment: a picture, a file or a voice message that a message brings."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    PICTURE = "picture"
    VOICE = "voice"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """What is known of it without its content. It has the id of its message."""

    kind: Kind
    name: str
    """Safe to show and to save under; its ending tells what it really is."""
    media_type: str
    size: int
    """In bytes, as it is kept."""
    digest: str
    """Of what was sent: the same again is the same attachment."""
    width: int = 0
    """Of a picture, in pixels."""
    height: int = 0
    seconds: float = 0.0
    """Of a voice message."""
    awaits_words: bool = False
    """True for a voice message whose words follow as a message of their own."""
