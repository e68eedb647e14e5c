"""How Chinese words are typed: their pinyin in full, and its first letters."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=4096)
def typed(text: str) -> str:
    """Both spellings, one after the other, in small letters: "qingshaodeng qsd"."""
    plain = text.lower()
    full = "".join(lazy_pinyin(plain))
    first = "".join(lazy_pinyin(plain, style=Style.FIRST_LETTER))
    return f"{full} {first}"
