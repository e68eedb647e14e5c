"""`teller speech`: words said, words heard, models brought."""

from pathlib import Path

import pytest

from tests.cli.command import Teller

pytestmark = pytest.mark.door


def test_what_was_written_is_said(teller: Teller, tmp_path: Path) -> None:
    out = tmp_path / "said.wav"

    done = teller("speech", "say", "本期应还1,234.56元", "-o", str(out))

    assert (done.code, done.out) == (0, "本期应还一千二百三十四元五角六分\n")
    assert out.stat().st_size > 16_000


def test_what_was_said_is_heard(teller: Teller, tmp_path: Path) -> None:
    out = str(tmp_path / "said.wav")
    teller("speech", "say", "report a lost card", "-o", out, "--engine", "pyttsx3")

    phrases = ("--phrase", "report a lost card", "--phrase", "cancel")
    done = teller("speech", "hear", out, *phrases, "--json")

    assert done.json["text"] == "report a lost card"
    assert [one["text"] for one in done.json["words"]] == [
        "report",
        "a",
        "lost",
        "card",
    ]


def test_a_language_that_nothing_understands_is_told(
    teller: Teller, tmp_path: Path
) -> None:
    out = str(tmp_path / "said.wav")
    teller("speech", "say", "您好", "-o", out)

    done = teller("speech", "hear", out, "--language", "zh")

    assert done.code == 1
    assert "TELLER_VOSK_MODEL" in done.err


def test_a_model_that_lacks_a_part_is_named(teller: Teller, tmp_path: Path) -> None:
    (tmp_path / "am").mkdir()

    done = teller("speech", "status", "--model", str(tmp_path), "--json")

    assert done.code == 0
    assert done.json["understood"] == ["en"]
    assert any("am/final.mdl" in note for note in done.json["notes"])


def test_status_is_told_to_people(teller: Teller) -> None:
    done = teller("speech", "status")

    assert "recogniser      pocketsphinx" in done.out
    assert "missing         nothing understands spoken zh-CN" in done.out


def test_an_archive_that_is_no_model_is_refused(teller: Teller, tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    archive.write_bytes(b"no archive")

    done = teller("speech", "fetch", "zh", "--from", str(archive))

    assert done.code == 1
    assert "bytes, not 43898754" in done.err


def test_one_archive_is_for_one_language(teller: Teller, tmp_path: Path) -> None:
    done = teller("speech", "fetch", "zh", "en", "--from", str(tmp_path / "a.zip"))

    assert done.code == 1
    assert "--from takes one language" in done.err


def test_a_language_that_is_not_ours_is_named(teller: Teller) -> None:
    done = teller("speech", "fetch", "fr")

    assert done.code == 1
    assert "fr is no language of ours" in done.err
