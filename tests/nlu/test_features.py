"""Features: what a text is made of, and which row each part has."""

import pytest

from nlu.features import BUCKETS, Vocabulary, features, learn_vocabulary

pytestmark = pytest.mark.engine


def test_a_chinese_text_gives_characters_pairs_and_words() -> None:
    found = features("信用卡年费")

    assert {"c:信", "b:信用", "z:信用卡", "z:年费"} <= set(found)


def test_an_english_text_gives_words_pairs_and_trigrams() -> None:
    found = features("Annual Fee")

    assert {"w:annual", "p:annual fee", "t:<an", "t:ee>"} <= set(found)


def test_traditional_and_simplified_have_the_same_features() -> None:
    assert features("信用卡年費") == features("信用卡年费")


def test_only_features_of_several_texts_have_rows_of_their_own() -> None:
    vocabulary, documents = learn_vocabulary(["年费", "年费怎么收"])

    assert "b:年费" in vocabulary.names
    assert "c:收" not in vocabulary.names
    assert documents["c:收"] == 1


def test_an_unknown_feature_has_the_same_bucket_in_every_process() -> None:
    vocabulary = Vocabulary(["c:年"])

    assert vocabulary.row("c:年") == 0
    assert vocabulary.row("c:费") == 970
    assert vocabulary.rows == 1 + BUCKETS


def test_an_empty_text_is_an_empty_bag() -> None:
    bags = Vocabulary([]).bags(["", "年费", ""])

    assert len(bags) == 3
    assert bags.starts.tolist() == [0, 0, 4, 4]
