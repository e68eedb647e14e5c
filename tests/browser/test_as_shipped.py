"""The files of the pages as they ship: words, vendored libraries, plain scripts."""

import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.house

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "api" / "web"
STATIC = WEB / "static"
AXE = Path(__file__).parent / "vendor"
PAGES = sorted((WEB / "pages").glob("*.html"))
OURS = sorted(path for path in STATIC.rglob("*.js") if "vendor" not in path.parts)
LONGEST_FILE = 300
MOST_MODULES = {
    "chat": 6,
    "call": 6,
    "desk": 10,
    "board": 7,
    "satisfaction": 5,
    "vouching": 5,
}
"""All of a page's scripts are asked for at once, and a browser asks for six at once."""

TOO_NEW = re.compile(
    r"\.at\(|\?\?=|\|\|=|&&=|\.replaceAll\(|\.findLast|structuredClone|"
    r"\.hasOwn\(|\.toSorted|\.toReversed|^\s+#\w+|^\s+static \w+ ="
)
"""Beyond ES2020: old in-app browsers cannot read it."""

ASKED = re.compile(r"'((?:chat|desk|page|call)\.[\w.]+)'")
UNSAFE = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(")


def words(language: str) -> dict[str, str]:
    text = (WEB / "i18n" / f"{language}.json").read_text("utf-8")
    loaded: dict[str, str] = json.loads(text)
    return loaded


def holes(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_both_languages_have_the_same_keys_and_holes() -> None:
    chinese, english = words("zh-CN"), words("en")

    assert chinese.keys() == english.keys()
    assert [key for key in chinese if holes(chinese[key]) != holes(english[key])] == []


def test_chinese_words_have_chinese_punctuation() -> None:
    texts = words("zh-CN").values()
    wrong = [text for text in texts if re.search(r"[一-鿿][,.?!;:]", text)]

    assert wrong == []


def test_every_word_that_a_script_asks_for_exists() -> None:
    asked = {key for path in OURS for key in ASKED.findall(path.read_text("utf-8"))}
    known = words("en").keys()
    stems = {key.rpartition(".")[0] for key in known}

    assert asked - known - stems == set()


def test_every_icon_that_a_script_asks_for_is_in_the_sheet() -> None:
    sheet = (STATIC / "icons.svg").read_text("utf-8")
    asked = {
        name
        for path in OURS
        for name in re.findall(r"Icon\} name=\"([\w-]+)\"", path.read_text("utf-8"))
    }

    assert {name for name in asked if f'id="{name}"' not in sheet} == set()


@pytest.mark.parametrize(("folder", "root"), [(STATIC / "vendor", STATIC), (AXE, AXE)])
def test_vendored_files_are_the_ones_that_were_listed(folder: Path, root: Path) -> None:
    listed = tomllib.loads((folder / "VENDOR.toml").read_text("utf-8"))["library"]

    for library in listed:
        content = (root / library["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == library["sha256"], library["name"]
        assert library["version"] and library["licence"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_holds_no_script_and_no_style_of_its_own(page: Path) -> None:
    text = page.read_text("utf-8")

    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)
    assert 'lang="{{lang}}"' in text
    assert "{{version}}" in text


@pytest.mark.parametrize("name", sorted(MOST_MODULES))
def test_a_page_asks_for_all_its_modules_at_once(name: str) -> None:
    text = (WEB / "pages" / f"{name}.html").read_text("utf-8")
    loaded = set(re.findall(r'"/ui/\{\{version\}\}/([\w/]+\.js)"', text))
    reached = modules_behind(STATIC / name / f"{name}.js")

    assert loaded == reached
    assert len(reached) <= MOST_MODULES[name]


def modules_behind(first: Path) -> set[str]:
    seen: set[Path] = set()
    waiting = [first]
    while waiting:
        path = waiting.pop().resolve()
        if path not in seen:
            seen.add(path)
            text = path.read_text("utf-8")
            named = re.findall(r"^import .*? from '(\.[^']+)'", text, re.MULTILINE)
            waiting += [path.parent / name for name in named]
    return {path.relative_to(STATIC).as_posix() for path in seen}


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_a_script_is_short_safe_and_readable_by_old_browsers(path: Path) -> None:
    text = path.read_text("utf-8")
    lines = text.splitlines()

    assert len(lines) <= LONGEST_FILE
    assert lines[0].startswith(("/** ", "/* "))
    assert not UNSAFE.search(text)
    assert [line for line in lines if TOO_NEW.search(line)] == []


def test_the_loader_for_other_sites_is_small() -> None:
    assert (STATIC / "widget.js").stat().st_size <= 3 * 1024
