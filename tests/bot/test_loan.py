"""Who may hope for a small business loan, and which branch calls."""

from dataclasses import replace

import pytest

from bot.loan import Branch, Hindrance, LoanRules, LoanWish, Trade
from bot.message import Language

pytestmark = pytest.mark.rules


def branch(name: str, city: str, district: str, *, lends: bool = True) -> Branch:
    return Branch(
        id=name,
        name={Language.ZH: f"{district}支行", Language.EN: f"{name} branch"},
        city=(city, {"上海": "Shanghai", "北京": "Beijing"}[city]),
        district=district,
        lends=lends,
    )


RULES = LoanRules(
    months=12,
    least=1_000_000,
    trades={
        "retail": Trade(title={Language.ZH: "零售"}, most=200_000_000),
        "other": Trade(title={Language.ZH: "其他"}, most=100_000_000),
    },
    refused=("炒股", "house"),
    purposes={"stock": {Language.ZH: "进货"}},
    also={"苏州": "B1"},
    branches=(
        branch("B1", "上海", "浦东新区"),
        branch("B2", "上海", "徐汇区"),
        branch("B3", "上海", "杨浦区", lends=False),
        branch("B4", "北京", "朝阳区"),
    ),
)
WISH = LoanWish(
    trade="retail", months=24, amount=50_000_000, purpose="stock", region="上海"
)


@pytest.mark.parametrize(
    ("wish", "hindrance"),
    [
        (WISH, Hindrance.NONE),
        (replace(WISH, months=12), Hindrance.NONE),
        (replace(WISH, months=11), Hindrance.MONTHS),
        (replace(WISH, amount=1_000_000), Hindrance.NONE),
        (replace(WISH, amount=999_999), Hindrance.TOO_LITTLE),
        (replace(WISH, amount=200_000_000), Hindrance.NONE),
        (replace(WISH, amount=200_000_001), Hindrance.TOO_MUCH),
        (replace(WISH, trade="circus", amount=100_000_001), Hindrance.TOO_MUCH),
        (replace(WISH, purpose="拿去炒股"), Hindrance.PURPOSE),
        (replace(WISH, purpose="A House"), Hindrance.PURPOSE),
        (replace(WISH, region="拉萨"), Hindrance.REGION),
    ],
)
def test_the_rules_are_data(wish: LoanWish, hindrance: Hindrance) -> None:
    assert RULES.hindrance(wish) is hindrance


@pytest.mark.parametrize(
    ("region", "called"),
    [
        ("上海徐汇", "B2"),
        ("上海市徐汇区漕溪北路", "B2"),
        ("Shanghai", "B1"),
        ("上海杨浦", "B1"),
        ("江苏苏州", "B1"),
        ("徐汇区", "B2"),
        ("北京朝阳区", "B4"),
    ],
)
def test_the_closest_lender_calls(region: str, called: str) -> None:
    found = RULES.branch(region)

    assert found is not None
    assert found.id == called


def test_a_region_that_nobody_serves_has_no_branch() -> None:
    assert RULES.branch("拉萨") is None
    assert RULES.branch("") is None


def test_what_was_chosen_by_id_is_told_in_words() -> None:
    told = RULES.titled(
        {"trade": "retail", "purpose": "stock", "years": "24"}, Language.ZH
    )

    assert told == {"trade": "零售", "purpose": "进货", "years": "24"}
