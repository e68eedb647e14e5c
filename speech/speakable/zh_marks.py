"""Signs, units, Latin words and layout, as they are said in Chinese."""

import re
import tomllib
from importlib.resources import files

from speech.speakable.rule import ALONE, ENDS, NUMBER, TO, Rule, rule
from speech.speakable.zh_numbers import cardinal, counted, in_order, number, value

_HAN = "\u3400-\u9fff"
_TABLE = tomllib.loads(
    files("speech").joinpath("speakable", "zh.toml").read_text("utf-8")
)
_UNITS: dict[str, str] = _TABLE["units"]
_WORDS: dict[str, str] = _TABLE["words"]
_SYMBOLS: dict[str, str] = _TABLE["symbols"]
_MEASURES = (
    "个|天|年|小时|分钟|笔|张|次|位|周|期|倍|块|种|条|家|份|套|名|人|项|步|秒|点|万|亿|"
    "千|百|道|轮|次|代|组|间|台|部|句|页|样|边|者|把|只|口|件|遍|趟|季"
)
_ROMAN = {"I": "一", "II": "二", "III": "三", "IV": "四", "V": "五"}
_UNIT = "|".join(re.escape(one) for one in sorted(_UNITS, key=len, reverse=True))


def _counted(found: re.Match[str]) -> str:
    return f"两{found['unit']}"


def _with_unit(found: re.Match[str]) -> str:
    unit = _UNITS[found["unit"]]
    said = found["n"]
    amount = value(said)
    words = counted(int(amount)) if amount == int(amount) else number(said)
    return f"{words}{unit}"


def _range(found: re.Match[str]) -> str:
    high = found["high"]
    measured = value(high) == 2 and re.match(
        rf"\s?(?:{_MEASURES})", found.string[found.end() :]
    )
    return f"{number(found['low'])}至{'两' if measured else number(high)}"


def _fraction(found: re.Match[str]) -> str:
    return f"{cardinal(int(found[2]))}分之{cardinal(int(found[1]))}"


def _ratio(found: re.Match[str]) -> str:
    return f"{cardinal(int(found[1]))}比{cardinal(int(found[2]))}"


def _number(found: re.Match[str]) -> str:
    return number(found[0])


def _signed(found: re.Match[str]) -> str:
    return f"负{number(found[1])}"


def _left(found: re.Match[str]) -> str:
    return in_order(found[0])


def _item(found: re.Match[str]) -> str:
    return f"{found[1]}第{cardinal(int(found[2]))}，"


def _roman(found: re.Match[str]) -> str:
    return _ROMAN[found[0]]


def _latin(found: re.Match[str]) -> str:
    """Abbreviations letter by letter, words as they are."""
    word = found[0]
    if word in _WORDS:
        return _WORDS[word]
    return " ".join(word) if word.isupper() and len(word) <= 6 else word


def _symbol(found: re.Match[str]) -> str:
    return _SYMBOLS[found[0]]


def _each(found: re.Match[str]) -> str:
    return f"每{found[1]}"


LAYOUT: tuple[Rule, ...] = (
    rule(r"!?\[([^\]]*)\]\([^)]*\)", lambda found: found[1]),
    rule(r"https?://[^\s\u3000-\u9fff，。；！？）)]+|www\.[A-Za-z0-9./_-]+", "网址"),
    rule(r"(?m)^[ \t]*(?:[-•·▪●○◆■*＊–—]|#{1,6})[ \t]+", ""),
    rule(
        r"(?m)(^|[。；：\n])[ \t]*([1-9][0-9]?)"
        r"(?:[.．](?![0-9])|[)）、](?![0-9]))[ \t]*",
        _item,
    ),
    rule(
        r"(?<!\*)(\*\*|__|`)(?=[^\s*_`])([^*\n`]*[^\s*_`])\1(?!\*)",
        lambda found: found[2],
    ),
    rule(r"(?<=[A-Za-z0-9])@(?=[A-Za-z0-9])", "艾特"),
    rule(r"(?<=[A-Za-z])\.(?=[A-Za-z])", "点"),
)

NUMBERS: tuple[Rule, ...] = (
    rule(rf"{ALONE}(?P<low>{NUMBER}){TO}(?P<high>{NUMBER}){ENDS}", _range),
    rule(rf"{ALONE}(?<!第)(?<!第 )2\s?(?P<unit>{_MEASURES})", _counted),
    rule(rf"{ALONE}(?P<n>{NUMBER})\s?(?P<unit>{_UNIT})(?![A-Za-z])", _with_unit),
    rule(rf"{ALONE}([0-9]{{1,3}})/([0-9]{{1,3}})(?![0-9/])", _fraction),
    rule(r"(?<![0-9:：.])([0-9]{1,3})[:：]([0-9]{1,3})(?![0-9:：])", _ratio),
    rule(
        rf"(?:(?<![0-9A-Za-z{_HAN}])|(?<=[为是达到至]))[-−]\s?({NUMBER}){ENDS}", _signed
    ),
    rule(rf"{NUMBER}", _number),
    rule(r"[0-9]", _left),
)

MARKS: tuple[Rule, ...] = (
    rule(r"(?<=[A-Za-z])\+(?=[零一二三四五六七八九十A-Za-z])", "加"),
    rule(
        r"(?<=[元角分次笔人天月年张户份])\s?/\s?(个?[笔次人天日月年张户期份单季])",
        _each,
    ),
    rule(r"(?<![A-Za-z])(?:I{1,3}|IV|V)(?=(?:[、和或]I{1,3})*\s?类)", _roman),
    rule(r"[A-Za-z]+(?:-[A-Za-z]+)?", _latin),
    rule(r"(?<=[零一二三四五六七八九十])\s?[xX]\s?(?=[零一二三四五六七八九十])", "乘"),
    rule(r"(?<=[按键输入请])\s?[“\"]?[*＊][”\"]?\s?号?键?", "星号键"),
    rule(r"(?<=[按键输入请])\s?[“\"]?[#＃][”\"]?\s?号?键?", "井号键"),
    rule(r"/", "或"),
    rule("|".join(re.escape(one) for one in _SYMBOLS), _symbol),
)
