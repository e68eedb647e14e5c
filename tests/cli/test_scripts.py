"""The scripts refuse what they must: an old Python, CUDA, a skip nobody allowed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.benchmarks.page import Section, table, written

pytestmark = pytest.mark.house

ROOT = Path(__file__).parents[2]
JUNIT = """<testsuites><testsuite>
<testcase classname="tests.a" name="test_one"/>
<testcase classname="tests.a" name="test_two[x]">
  <skipped type="pytest.skip" message="no Chromium"/></testcase>
</testsuite></testsuites>"""


def run(*words: str | Path, **environment: str) -> tuple[int, str]:
    done = subprocess.run(  # noqa: S603
        [str(word) for word in words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    return done.returncode, done.stdout + done.stderr


def found_python(**environment: str) -> tuple[int, str]:
    words = f'set -euo pipefail; . "{ROOT}/scripts/lib.sh"; find_python'
    return run("bash", "-c", words, **environment)


@pytest.fixture
def old_python(tmp_path: Path) -> Path:
    """Answers as Python 3.9 does, in a folder with a space in its name."""
    folder = tmp_path / "old one"
    folder.mkdir()
    python = folder / "python3"
    python.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit\nexit 1\n'
    )
    python.chmod(0o755)
    return python


def test_an_old_python_is_refused_by_name_with_what_to_install(
    old_python: Path,
) -> None:
    code, told = found_python(TELLER_PYTHON=str(old_python))

    assert code == 1
    assert "Python 3.9.2" in told
    assert "3.11" in told
    assert "apt-get install" in told


def test_a_python_that_fits_is_taken_where_it_is_named() -> None:
    code, told = found_python(TELLER_PYTHON=sys.executable)

    assert code == 0
    assert told.strip() == sys.executable


@pytest.mark.parametrize(
    ("planned", "code"),
    [
        (["torch", "numpy"], 0),
        (["torch", "nvidia-cublas-cu12"], 1),
        (["torch", "triton"], 1),
    ],
)
def test_a_plan_with_cuda_is_refused(
    tmp_path: Path, planned: list[str], code: int
) -> None:
    report = tmp_path / "plan.json"
    rows = [{"metadata": {"name": name}} for name in planned]
    report.write_text(json.dumps({"install": rows}), "utf-8")

    refused, told = run(sys.executable, ROOT / "scripts" / "check_plan.py", report)

    assert refused == code
    assert ("TELLER_TORCH_INDEX" in told) == bool(code)


@pytest.mark.parametrize(
    ("listed", "code"),
    [("", 1), ("tests.a::test_two*  # no browser there\n", 0), ("# tests.a::*\n", 1)],
)
def test_a_skip_must_be_on_the_list(tmp_path: Path, listed: str, code: int) -> None:
    report, skips = tmp_path / "junit.xml", tmp_path / "skips"
    report.write_text(JUNIT, "utf-8")
    skips.write_text(listed, "utf-8")

    refused, told = run(sys.executable, ROOT / ".ci" / "check_skips.py", report, skips)

    assert refused == code
    assert ("no Chromium" in told) == bool(code)


def test_a_run_of_tests_without_a_report_is_refused(tmp_path: Path) -> None:
    check = ROOT / ".ci" / "check_skips.py"

    code, _ = run(sys.executable, check, tmp_path / "none.xml", ROOT / ".ci" / "skips")

    assert code == 1


def test_a_measurement_replaces_its_own_section_and_no_other() -> None:
    page = written("", "turn", Section(title="Turn", body="old"))
    page = written(page, "start", Section(title="Start", body="kept"))

    page = written(page, "turn", Section(title="Turn", body=r"new \1"))

    assert "old" not in page
    assert r"new \1" in page
    assert "kept" in page
    assert page.index("## Turn") < page.index("## Start")


def test_a_table_has_its_names_to_the_left() -> None:
    assert table(["a", "b"], [["x", "1"]]) == "| a | b |\n| --- | ---: |\n| x | 1 |"
