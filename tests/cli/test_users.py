"""Staff are added with a password that is shown once."""

import io
import sys

import pytest

from tests.cli.command import Teller

pytestmark = pytest.mark.door


def test_a_password_is_made_and_shown_once(teller: Teller) -> None:
    added = teller("users", "add", "li", "--role", "agent", "--display-name", "小李")
    listed = teller("users", "list", "--json")

    assert added.code == 0
    password = added.out.partition("password: ")[2].split()[0]
    assert len(password) >= 12
    assert password not in listed.out
    assert [(one["name"], one["role"], one["display_name"]) for one in listed.json] == [
        ("li", "agent", "小李")
    ]


def test_a_password_may_come_from_stdin(
    teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a-good-password\n"))

    added = teller("users", "add", "li", "--role", "editor", "--password-stdin")

    assert added.code == 0
    assert "password:" not in added.out
    assert "a-good-password" not in added.out + added.err


def test_a_taken_name_is_refused(teller: Teller) -> None:
    teller("users", "add", "li", "--role", "agent")

    again = teller("users", "add", "li", "--role", "editor")

    assert again.code == 1
    assert "li" in again.err


@pytest.mark.parametrize(
    "words",
    [("li", "--role", "king"), ("li",), ("--role", "agent")],
    ids=["unknown role", "no role", "no name"],
)
def test_mistakes_of_usage_are_told_apart(
    teller: Teller, words: tuple[str, ...]
) -> None:
    assert teller("users", "add", *words).code == 2


def test_a_name_with_a_space_is_refused(teller: Teller) -> None:
    done = teller("users", "add", "li lei", "--role", "agent")

    assert done.code == 1
    assert "name" in done.err
