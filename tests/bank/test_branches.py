"""Branches and cash machines, found by what customers call a place."""

from pathlib import Path

import pytest

from api.bank.branches import MOST, Branches
from api.errors import PackMalformed
from tests.bank.systems import PACK

pytestmark = pytest.mark.door

BRANCHES = Branches.load(PACK / "branches.csv")


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("世纪大道附近", "上海分行营业部"),
        ("我在杭州西湖区", "杭州西湖支行"),
        ("新街口", "南京新街口支行"),
        ("南京西路", "上海静安寺自助银行"),
        ("北京路", "广州北京路自助银行"),
        ("天河体育西路", "广州体育西路自助银行"),
        ("Nanshan", "深圳南山支行"),
        ("near Jing'an Temple", "上海静安寺自助银行"),
    ],
)
def test_a_place_has_its_branch(place: str, name: str) -> None:
    (found,) = BRANCHES.search(place)

    assert found["name"] == f"晴川银行{name}"


@pytest.mark.parametrize("place", ["上海", "上海市", "Shanghai", "在上海哪里有"])
def test_a_city_has_several(place: str) -> None:
    found = BRANCHES.search(place)

    assert len(found) == MOST
    assert all("上海" in one["name"] for one in found)


def test_a_district_has_only_its_own() -> None:
    found = BRANCHES.search("浦东新区")

    assert [one["name"][4:] for one in found] == ["上海分行营业部", "上海陆家嘴支行"]


def test_only_the_kind_that_is_asked_for() -> None:
    found = BRANCHES.search("上海", "atm")

    assert [one["name"][-4:] for one in found] == ["自助银行", "自助银行"]


@pytest.mark.parametrize("place", ["西安", "火星", "", "  ", "Paris", "a", "(", "路"])
def test_a_place_without_a_branch_has_none(place: str) -> None:
    assert BRANCHES.search(place) == ()


def test_a_street_of_another_city_is_not_taken() -> None:
    found = BRANCHES.search("深圳世纪大道")

    assert all("深圳" in one["name"] for one in found)


def test_every_branch_is_found_by_its_own_address() -> None:
    for one in BRANCHES.all:
        assert one.words in BRANCHES.search(one.words["address"])


def test_a_pack_may_have_no_branches(tmp_path: Path) -> None:
    assert Branches.load(tmp_path / "branches.csv").search("上海") == ()


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "branches.csv"
    path.write_text("id,kind\nB1,branch\n", "utf-8")

    with pytest.raises(PackMalformed, match="city_zh"):
        Branches.load(path)
