"""What is said aloud for words that were written."""

from bot.message import Language
from speech.speakable.en import in_english
from speech.speakable.zh import in_chinese


def speakable(written: str, language: Language) -> str:
    """No digit and no sign remains; applied to what it gives, it changes nothing."""
    match language:
        case Language.ZH:
            return in_chinese(written)
        case Language.EN:
            return in_english(written)
