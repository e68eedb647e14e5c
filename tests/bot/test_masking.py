"""What should never have been typed is blotted out, and nothing else is."""

import pytest

from bot.masking import (
    LONGEST_PREVIEW,
    identity_number,
    luhn,
    masked,
    masked_while_verifying,
    previewed,
)

pytestmark = pytest.mark.rules


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("卡号4111111111111111", "卡号**** **** **** 1111"),
        ("卡号4111 1111-1111 1111查一下", "卡号**** **** **** 1111查一下"),
        ("卡号４１１１１１１１１１１１１１１１", "卡号**** **** **** 1111"),
        ("身份证11010519491231002X", "身份证1****************X"),
        ("我的身份证号110105194912310038", "我的身份证号1****************8"),
        ("验证码123456", "验证码******"),
        ("验证码是 １２３４５６", "验证码是 ******"),
        ("密码：888888，查余额", "密码：******，查余额"),
        ("my PIN is 1234", "my PIN is ******"),
        ("OTP=654321", "OTP=******"),
        ("cvv2 123", "cvv2 ******"),
    ],
)
def test_numbers_and_codes_are_hidden(typed: str, kept: str) -> None:
    assert masked(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "电话13812345678",
        "转账50000元到尾号8888",
        "订单号4111111111111112",
        "流水号12345678901234567890",
        "单号110105194912310039",
        "验证码收不到",
        "密码忘了，2026年3月2日改的",
        "the code never came",
        "",
    ],
)
def test_other_words_are_kept_as_they_are(typed: str) -> None:
    assert masked(typed) == typed


def test_masking_twice_is_masking_once() -> None:
    once = masked("卡号4111111111111111，验证码123456，身份证11010519491231002X")

    assert masked(once) == once


@pytest.mark.parametrize(
    ("digits", "right"), [("79927398713", True), ("79927398710", False)]
)
def test_a_card_number_has_a_check_digit(digits: str, right: bool) -> None:
    assert luhn(digits) is right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("110105194912310021", False),
        ("1101051949123100", False),
        ("1101051949123100AX", False),
    ],
)
def test_an_identity_number_has_a_check_digit(text: str, right: bool) -> None:
    assert identity_number(text) is right


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("123456", "[验证码]"),
        ("１２３ ４５６", "[验证码]"),
        ("一二三四五六", "[验证码]"),
        ("8888", "[验证码]"),
        ("12345678", "[验证码]"),
        ("我收到的是123456呀", "我收到的是[验证码]呀"),
        ("是一二三四五六吗", "是[验证码]吗"),
        ("it says 123-456", "it says [验证码]"),
        ("验证码 123456", "验证码 [验证码]"),
        ("卡号4111111111111111", "卡号**** **** **** 1111"),
        ("要借100000元", "要借100000元"),
        ("电话13812345678", "电话13812345678"),
        ("尾号8888", "尾号8888"),
        ("1", "1"),
        ("转人工", "转人工"),
    ],
)
def test_what_may_be_a_code_is_hidden_while_one_is_expected(
    typed: str, kept: str
) -> None:
    assert masked_while_verifying(typed) == kept


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("我的卡号是6222 02", "我的卡号是•••••••"),
        ("验证码是 12", "验证码是 12"),
        ("验证码是 123", "验证码是 ******"),
        ("一二三四五六", "••••••"),
        ("４１１１", "••••"),
        ("11010519491231002X", "1****************X"),
        ("1101051949123100", "••••••••••••••••"),
        ("有2张卡，想转1笔", "有2张卡，想转1笔"),
    ],
)
def test_what_is_still_being_typed_shows_no_numbers(typed: str, shown: str) -> None:
    assert previewed(typed) == shown


def test_a_preview_is_short() -> None:
    assert len(previewed("长" * 2_000)) == LONGEST_PREVIEW
