"""The table of demo customers says what the simulated bank knows."""

import re
from pathlib import Path

import pytest

from tests.bank.systems import Systems

pytestmark = pytest.mark.door

DOCS = Path(__file__).parents[2] / "docs" / "demo-customers.md"
ROW = re.compile(
    r"^\| (?P<shows>[^|]+) \| (?P<name>\S+) (?P<customer>C\d{4}) "
    r"\| (?P<phone>\d{11}) \| (?P<tail>\d{4}) \|",
    re.MULTILINE,
)
ROWS = [match.groupdict() for match in ROW.finditer(DOCS.read_text("utf-8"))]


def test_the_table_has_rows() -> None:
    assert len(ROWS) > 15


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["shows"])
def test_every_row_finds_its_customer(near: Systems, row: dict[str, str]) -> None:
    said = {"phone": row["phone"], "tail": row["tail"]}

    told = near.client.post("/customers/find", json=said).json()

    assert told["customer"] == row["customer"]
    assert told["name_masked"] == f"*{row['name'][1:]}"


@pytest.mark.parametrize(
    ("customer", "card", "act", "fact", "value"),
    [
        ("C0001", "K0001", "bill", "left", "210610"),
        ("C0001", "K0001", "annual_fee", "waived", "yes"),
        ("C0002", "K0004", "bill", "left", "25430"),
        ("C0003", "K0005", "bill", "left", "0"),
        ("C0007", "K0014", "annual_fee", "left", "2"),
        ("C0008", "K0017", "bill", "left", "235120"),
        ("C0017", "K0036", "annual_fee", "done", "8650000"),
        ("C0020", "K0041", "bill", "overdue", "yes"),
        ("C0022", "K0045", "annual_fee", "by", "never"),
        ("C0026", "K0055", "bill", "left", "528690"),
        ("C0027", "K0056", "bill", "left", "403540"),
        ("C0018", "", "application", "state", "received"),
        ("C0029", "", "application", "state", "approved"),
        ("C0016", "", "application", "state", "declined"),
        ("C0006", "", "application", "state", "posted"),
    ],
)
def test_what_the_table_says_is_so(
    near: Systems, customer: str, card: str, act: str, fact: str, value: str
) -> None:
    result = near.does(act, subject=customer, card=card)

    assert result.facts[fact] == value


@pytest.mark.parametrize(
    ("customer", "state", "tails"),
    [
        ("C0006", "inactive", ["9241"]),
        ("C0004", "frozen", ["0450"]),
        ("C0015", "frozen", ["9187"]),
        ("C0019", "lost", ["2225"]),
    ],
)
def test_the_states_of_cards_are_as_the_table_says(
    near: Systems, customer: str, state: str, tails: list[str]
) -> None:
    cards = near.does("cards", subject=customer, state=state).lists["cards"]

    assert [one["tail"] for one in cards] == tails
