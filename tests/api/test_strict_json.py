"""Strict JSON: what must be refused, and what must pass untouched."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.errors import BadInput
from api.strict_json import CODE, parse

pytestmark = pytest.mark.door

DEPTH = 16

speakable = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**200), 10**200)
    | st.floats(allow_nan=False, allow_infinity=False)
    | speakable,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(speakable, inner, max_size=4)
    ),
    max_leaves=12,
)

HARMFUL = {
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": Infinity}',
    "minus infinity": b"[-Infinity]",
    "a float too large": b'{"a": 1e999}',
    "a key twice": b'{"a": 1, "a": 2}',
    "a key twice, deep": b'[{"b": {"a": 1, "\\u0061": 2}}]',
    "a lone surrogate": b'{"text": "\\ud800"}',
    "a lone surrogate in a key": b'{"\\udfff": 1}',
    "surrogates in the wrong order": b'{"text": "\\udc00\\ud800"}',
    "NUL": b'{"text": "a\\u0000b"}',
    "NUL in a key": b'{"a\\u0000": 1}',
    "raw NUL": b'{"text": "a\x00b"}',
    "bad UTF-8": b'{"text": "\xff"}',
    "an encoded surrogate": b'{"text": "\xed\xa0\x80"}',
    "UTF-16": '{"text": "年费"}'.encode("utf-16"),
    "GBK": '{"text": "年费"}'.encode("gbk"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "too deep": b"[" * 17 + b"]" * 17,
    "far too deep": b"[" * 60_000,
    "deep objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "a long integer": b"9" * 301,
    "a long float": b"0." + b"9" * 301,
    "an open string": b'{"text": "abc',
    "many escaped quotes": b'"' + b'\\"' * 30_000,
    "a comma too many": b"[1, 2,]",
    "single quotes": b"{'a': 1}",
    "two values": b"{} {}",
    "a comment": b"{} // why",
    "spaces": b"   ",
}


@pytest.mark.parametrize("name", HARMFUL)
def test_what_readers_could_understand_differently_is_refused(name: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse(HARMFUL[name], depth=DEPTH)

    assert refused.value.code == CODE
    assert "abc" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        '{"text": "信用卡年费怎么收？"}',
        '"\\ud83d\\ude00"',
        '"a \\\\u0000 written out"',
        '"brackets in words: [[[[[[[[[[[[[[[[[[[[ {{{{{{{{{{{{{{{{{{{{"',
        '"quote \\" then [[[[[[[[[[[[[[[[[[[["',
        "[" * 16 + "]" * 16,
        "9" * 300,
        "null",
    ],
)
def test_ordinary_json_passes(text: str) -> None:
    assert parse(text.encode(), depth=DEPTH) == json.loads(text)


@given(values)
@settings(max_examples=150, deadline=None)
def test_whatever_json_can_say_is_read_as_it_was_meant(value: Any) -> None:  # noqa: ANN401
    assert parse(json.dumps(value).encode(), depth=DEPTH) == value


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_bytes_make_the_reader_fail(raw: bytes) -> None:
    try:
        parse(raw, depth=DEPTH)
    except BadInput as refused:
        assert refused.code == CODE


def test_a_frame_of_text_with_half_a_pair_is_refused() -> None:
    with pytest.raises(BadInput):
        parse('{"text": "\ud800"}', depth=DEPTH)
