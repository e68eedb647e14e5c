"""Fees and interest: integers of fen, by the tables alone."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.bank.fees import FeeTables, UnknownFee, share
from api.errors import PackMalformed
from tests.bank.systems import NOW, PACK

pytestmark = pytest.mark.door

ZONE = ZoneInfo("Asia/Shanghai")
TABLES = FeeTables.load(PACK / "fees", ZONE)
HEAD = (
    "code,product,item_zh,item_en,amount_fen,rate_bp,unit_zh,unit_en,"
    "note_zh,note_en,valid_from,valid_to\n"
)
OLD = "R,存款,旧,old,,100,,,,,2025-01-01,2025-12-31\n"
NEW = "R,存款,新,new,,200,,,,,2026-01-01,\n"
RATE = '[[calculator]]\nproduct = "deposit"\nrate = "R"\nper = "year"\n'


@pytest.mark.parametrize(
    ("asked", "cost"),
    [
        ({"fee": "transfer", "amount": "500000"}, "0"),
        ({"fee": "transfer", "amount": "50000", "way": "counter"}, "100"),
        ({"fee": "transfer", "amount": "2000000", "way": "counter"}, "2000"),
        ({"fee": "transfer", "amount": "9000000", "way": "counter"}, "5000"),
        ({"fee": "cash_advance", "amount": "50000"}, "1000"),
        ({"fee": "cash_advance", "amount": "300000"}, "3000"),
        ({"fee": "foreign", "amount": "100000"}, "1500"),
        ({"fee": "foreign", "amount": "100000", "way": "platinum"}, "0"),
        ({"fee": "instalment", "amount": "100000", "months": "12"}, "7800"),
        ({"fee": "late", "amount": "10000"}, "1000"),
        ({"fee": "replacement", "amount": "0", "way": "express"}, "3000"),
        ({"fee": "annual", "amount": "0", "way": "diamond"}, "260000"),
    ],
)
def test_a_fee_is_what_the_table_says(asked: dict[str, str], cost: str) -> None:
    assert TABLES.fee(asked, NOW)["cost"] == cost


@pytest.mark.parametrize(
    ("product", "amount", "months", "interest", "rate"),
    [
        ("deposit", "10000000", "12", "130000", "1.30"),
        ("deposit", "10000000", "3", "22500", "0.90"),
        ("demand", "10000000", "1", "833", "0.10"),
        ("certificate", "20000000", "36", "1230000", "2.05"),
        ("consumer_loan", "10000000", "12", "320000", "3.20"),
        ("business_loan", "100000000", "24", "7700000", "3.85"),
        ("card", "100000", "1", "1500", "0.05"),
    ],
)
def test_interest_is_what_the_table_says(
    product: str, amount: str, months: str, interest: str, rate: str
) -> None:
    told = TABLES.interest(
        {"product": product, "amount": amount, "months": months}, NOW
    )

    total = str(int(amount) + int(interest))
    assert told == {"interest": interest, "rate": rate, "total": total}


@pytest.mark.parametrize(
    "asked",
    [
        {"fee": "instalment", "amount": "49999", "months": "12"},
        {"fee": "instalment", "amount": "50000", "months": "13"},
        {"fee": "transfer", "amount": "1", "way": "pigeon"},
        {"fee": "transfer", "amount": "-1"},
        {"fee": "transfer", "amount": "1.5"},
        {"fee": "transfer", "amount": "１００"},
        {"fee": "transfer", "amount": "9" * 20},
    ],
)
def test_what_the_tables_do_not_say_is_unknown(asked: dict[str, str]) -> None:
    with pytest.raises(UnknownFee):
        TABLES.fee(asked, NOW)


@pytest.mark.parametrize(
    ("product", "amount", "months"),
    [
        ("deposit", "100", "7"),
        ("certificate", "19999999", "36"),
        ("business_loan", "100", "12"),
        ("business_loan", "100000000", "37"),
        ("consumer_loan", "30000001", "12"),
    ],
)
def test_interest_outside_the_tables_is_unknown(
    product: str, amount: str, months: str
) -> None:
    with pytest.raises(UnknownFee):
        TABLES.interest({"product": product, "amount": amount, "months": months}, NOW)


def test_the_rate_of_the_day_counts(tmp_path: Path) -> None:
    tables = written(tmp_path, OLD + NEW, RATE)
    asked = {"product": "deposit", "amount": "10000", "months": "12"}
    last_evening = datetime(2025, 12, 31, 15, 59, tzinfo=UTC)
    midnight = datetime(2025, 12, 31, 16, 0, tzinfo=UTC)

    rates = [tables.interest(asked, at)["rate"] for at in (last_evening, midnight)]

    assert rates == ["1.00", "2.00"]


@given(
    amount=st.integers(0, 10**13),
    points=st.integers(0, 100_000),
    times=st.integers(1, 600),
)
def test_a_share_is_exact_to_half_a_fen(amount: int, points: int, times: int) -> None:
    told = share(amount, points, times=times, of=12)

    assert abs(told * 120_000 - amount * points * times) <= 60_000


@pytest.mark.parametrize(
    ("rows", "calculators", "words"),
    [
        ("R,a,b,c,x,,,,,,2026-01-01,\n", "", "line 2"),
        ("R,a,b,c,,1,,,,,never,\n", "", "line 2"),
        (NEW, '[[calculator]]\nfee = "a"\n', "needs flat or rate"),
        (NEW, '[[calculator]]\nfee = "a"\nrate = "X"\n', "no line X"),
        (NEW, '[[calculator]]\nfee = "a"\nrates = "R"\n', "unknown: rates"),
        (NEW, '[[calculator]]\nrate = "R"\nper = "week"\n', "per is one of"),
        (NEW, "[[calculator]", "calculators.toml"),
    ],
)
def test_a_table_that_is_wrong_is_named(
    tmp_path: Path, rows: str, calculators: str, words: str
) -> None:
    with pytest.raises(PackMalformed, match=words):
        written(tmp_path, rows, calculators)


def written(folder: Path, rows: str, calculators: str) -> FeeTables:
    (folder / "rates.csv").write_text(HEAD + rows, "utf-8")
    (folder / "calculators.toml").write_text(calculators, "utf-8")
    return FeeTables.load(folder, ZONE)


def test_a_pack_without_tables_knows_no_fee(tmp_path: Path) -> None:
    tables = FeeTables.load(tmp_path, ZONE)

    with pytest.raises(UnknownFee):
        tables.fee({"fee": "transfer", "amount": "1"}, NOW)
