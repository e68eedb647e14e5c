"""Fails when a test was skipped that is not on the list of allowed skips.

check_skips.py JUNIT_XML LIST

The list has one `module::test` per line, with `*` for anything; `#` opens a comment
that says why the test may be skipped.
"""

import sys
from fnmatch import fnmatchcase
from pathlib import Path
from xml.etree import ElementTree


def say(words: str) -> None:
    sys.stdout.write(words + "\n")


def allowed(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [name for line in lines if (name := line.partition("#")[0].strip())]


def skipped(report: Path) -> dict[str, str]:
    """Why, by `module::test`."""
    found = {}
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314
        reason = case.find("skipped")
        if reason is not None and reason.get("type") != "pytest.xfail":
            name = f"{case.get('classname')}::{case.get('name')}"
            found[name] = reason.get("message", "")
    return found


def main(report: Path, listed: Path) -> int:
    if not report.is_file():
        say(f"there is no report {report}: the tests did not run to their end")
        return 1
    patterns = allowed(listed)
    wrong = {
        name: why
        for name, why in skipped(report).items()
        if not any(fnmatchcase(name, pattern) for pattern in patterns)
    }
    for name, why in sorted(wrong.items()):
        say(f"skipped, and not allowed to be: {name}: {why}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
