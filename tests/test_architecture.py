"""The floor plan, kept true by tests: rooms, engines, imports, sizes, categories."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

pytestmark = pytest.mark.house

ROOT = Path(__file__).parent.parent

MAY_IMPORT: Mapping[str, frozenset[str]] = {
    "bot": frozenset(),
    "nlu": frozenset({"bot"}),
    "speech": frozenset({"bot"}),
    "knowledge": frozenset({"bot"}),
    "models": frozenset({"bot"}),
    "api": frozenset({"bot", "nlu", "speech", "knowledge", "models"}),
}

OWNED_BY: Mapping[str, frozenset[str]] = {
    name: frozenset(rooms.split())
    for name, rooms in {
        "fastapi": "api", "starlette": "api", "uvicorn": "api",
        "pydantic": "api", "pydantic_settings": "api", "itsdangerous": "api",
        "argon2": "api", "httpx2": "api", "nh3": "api", "markdown_it": "api knowledge",
        "typer": "api", "click": "api", "rich": "api",
        "structlog": "api", "prometheus_client": "api",
        "sqlalchemy": "models", "alembic": "models", "pysqlite3": "models",
        "psycopg": "models",
        "faiss": "knowledge", "bm25s": "knowledge", "rapidfuzz": "knowledge",
        "python_calamine": "knowledge", "docx": "knowledge", "bs4": "knowledge",
        "lxml": "knowledge", "charset_normalizer": "knowledge",
        "torch": "nlu", "transformers": "nlu", "sentence_transformers": "nlu",
        "sklearn": "nlu", "scipy": "nlu", "pypinyin": "knowledge",
        "opencc": "nlu", "rjieba": "nlu knowledge",
        "numpy": "nlu knowledge speech",
        "vosk": "speech", "pyttsx3": "speech", "soxr": "speech",
        "soundfile": "speech",
        "pocketsphinx": "speech", "onnxruntime": "speech",
        "chinese_calendar": "api", "PIL": "api", "cryptography": "api",
    }.items()
}  # fmt: skip
"""Which rooms may import which library."""

CATEGORIES = {"rules", "engine", "records", "door"} | {
    "dialogue", "browser", "chaos", "house",
}  # fmt: skip
NEVER_SERVED = frozenset({"torch", "transformers", "sentence_transformers", "sklearn"})
LONGEST_FILE = 300
"""Lines; a longer file is split by subject."""

GENERATED = "migrations/versions"
"""A record of the schema as it was: written once, never split."""


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    """Dotted names of the modules that are imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def named(paths: list[Path]) -> dict[str, Path]:
    return {str(path.relative_to(ROOT)): path for path in sorted(paths)}


ROOMS = named([path for room in MAY_IMPORT for path in (ROOT / room).rglob("*.py")])
TESTS = named(list((ROOT / "tests").rglob("*.py")))
SCRIPTS = named([*(ROOT / "api" / "web" / "static").rglob("*.js")])

FILES = {**ROOMS, **TESTS}

every_room_file = pytest.mark.parametrize("name", ROOMS)
every_file = pytest.mark.parametrize("name", FILES)


@every_room_file
def test_each_room_imports_only_what_the_floor_plan_allows(name: str) -> None:
    room = Path(name).parts[0]
    found = {one.partition(".")[0] for one in imports(tree_of(ROOMS[name]))}
    rooms = found & MAY_IMPORT.keys()
    engines = found - rooms - sys.stdlib_module_names

    assert rooms <= MAY_IMPORT[room] | {room}
    assert not {one for one in engines if room not in OWNED_BY.get(one, ())}


@every_room_file
def test_no_room_imports_within_a_function(name: str) -> None:
    tree = tree_of(ROOMS[name])
    functions = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert not [one.name for one in functions if list(imports(one))]


@every_file
def test_no_import_is_relative(name: str) -> None:
    tree = tree_of(FILES[name])

    assert not [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]


@every_file
def test_every_module_opens_with_one_sentence(name: str) -> None:
    words = ast.get_docstring(tree_of(FILES[name])) or ""
    opening = words.partition("\n\n")[0]

    assert opening.endswith(".")
    assert not re.search(r"[^.\s][.]\s", opening)


@pytest.mark.parametrize(
    "name", [name for name in FILES if name.endswith("__init__.py")]
)
def test_a_package_file_holds_its_docstring_only(name: str) -> None:
    assert len(tree_of(FILES[name]).body) == 1


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in {**ROOMS, **SCRIPTS}
        if GENERATED not in name and "vendor" not in name
    ],
)
def test_no_file_is_a_monster(name: str) -> None:
    path = {**ROOMS, **SCRIPTS}[name]

    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


def category_marks(tree: ast.Module) -> list[str]:
    marks = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and [ast.unparse(target) for target in node.targets] == ["pytestmark"]
    ]
    attributes = [
        node.attr
        for mark in marks
        for node in ast.walk(mark)
        if isinstance(node, ast.Attribute)
    ]
    return [one for one in attributes if one in CATEGORIES]


@pytest.mark.parametrize(
    "name", [name for name in TESTS if Path(name).name.startswith("test_")]
)
def test_every_test_module_has_exactly_one_category(name: str) -> None:
    assert len(category_marks(tree_of(TESTS[name]))) == 1


def module_of(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def neighbours(path: Path, modules: frozenset[str]) -> set[str]:
    found = set[str]()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module}
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found & modules


def test_no_module_imports_itself_by_a_way_round() -> None:
    modules = frozenset(module_of(name) for name in ROOMS)
    left = {
        module_of(name): neighbours(path, modules) - {module_of(name)}
        for name, path in ROOMS.items()
    }

    while done := {name for name, needed in left.items() if not needed}:
        left = {k: needed - done for k, needed in left.items() if k not in done}

    assert not left, f"cycle among {sorted(left)}"


@pytest.mark.skipif(
    not (ROOT / "api" / "main.py").exists(), reason="there is no api/main.py yet"
)
def test_the_serving_path_imports_no_torch() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", "import sys, api.main; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = {name.partition(".")[0] for name in shown.stdout.split()}
    assert not loaded & NEVER_SERVED
