"""The recorder, the vault and the playback, on a virtual clock and real files."""

import io
import stat
import wave
from array import array
from pathlib import Path

import pytest

from api.errors import NotFound, SettingsRefused
from api.phone.playback import Playback, RangeRefused, wanted_bytes
from api.phone.recorder import LAG_MS, Recorder
from api.phone.vault import Name, RecordingUnreadable, Vault, opened
from api.phone.vault_keys import FILE, load_keys, rotate

pytestmark = pytest.mark.door

RATE = 8_000
NAME = Name(tenant_id="main", id="a1b2c3")


class Times:
    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


def level(value: int, ms: int = 20) -> bytes:
    return array("h", [value] * (RATE * ms // 1_000)).tobytes()


def begun() -> tuple[Recorder, Times]:
    times = Times()
    recorder = Recorder(RATE, times)
    recorder.begin()
    return recorder, times


def sides(pcm: bytes) -> tuple["array[int]", "array[int]"]:
    both = array("h", pcm)
    return both[0::2], both[1::2]


def at(side: "array[int]", ms: int) -> int:
    return side[RATE * ms // 1_000]


def test_both_sides_lie_where_they_sounded() -> None:
    recorder, times = begun()
    times.now += 1
    recorder.hear(level(7, 500))
    recorder.play(52.0, level(9, 500))
    times.now += 2

    caller, ours = sides(recorder.take(everything=True))

    assert [at(caller, ms) for ms in (900, 1_100, 1_600)] == [0, 7, 0]
    assert [at(ours, ms) for ms in (1_900, 2_100, 2_600)] == [0, 9, 0]


def test_a_little_jitter_moves_nothing() -> None:
    recorder, times = begun()
    for late in (0, 0.06, -0.03):
        times.now += 0.02
        times.now += late
        recorder.hear(level(5))
        times.now -= late

    caller, _ = sides(recorder.take(everything=True))

    assert set(caller[: RATE * 55 // 1_000]) == {5}


def test_what_was_flushed_is_not_on_it() -> None:
    recorder, times = begun()
    recorder.play(50.0, level(9, 100))
    times.now += 0.04
    recorder.cut()
    times.now += 1

    _, ours = sides(recorder.take(everything=True))

    assert (at(ours, 30), at(ours, 50)) == (9, 0)


def test_what_may_still_be_flushed_is_not_taken_yet() -> None:
    recorder, times = begun()
    times.now += LAG_MS / 1_000

    assert recorder.take() == b""


def test_a_secret_is_quiet_and_marked() -> None:
    recorder, times = begun()
    recorder.hear(level(7, 1_000))
    times.now += 1
    recorder.hide()
    recorder.hear(level(7, 1_000))
    times.now += 1
    recorder.show()
    recorder.hear(level(7, 1_000))
    times.now += 1

    caller, _ = sides(recorder.take(everything=True))

    assert [at(caller, ms) for ms in (900, 1_100, 2_200, 2_400)] == [7, 0, 0, 7]
    assert recorder.gaps == ((1_000, 2_300),)


def test_a_secret_that_goes_on_is_quiet_from_piece_to_piece() -> None:
    recorder, times = begun()
    recorder.hide()
    for _ in range(2):
        recorder.hear(level(7, 1_000))
        times.now += 1
        caller, _ = sides(recorder.take(everything=True))
        assert set(caller) == {0}

    assert recorder.gaps == ((0, 2_000),)


def test_nothing_is_taken_before_it_begins() -> None:
    times = Times()
    recorder = Recorder(RATE, times)
    recorder.hear(level(7))
    times.now += 5

    assert recorder.take(everything=True) == b""


def vault_with(home: Path, *pieces: bytes) -> Vault:
    vault = opened(home)
    for number, pcm in enumerate(pieces):
        vault.add(NAME, pcm, rate=RATE, number=number)
    return vault


def both(value: int, moments: int) -> bytes:
    return array("h", [value, -value] * moments).tobytes()


def test_a_recording_is_read_as_it_was_made(tmp_path: Path) -> None:
    vault = vault_with(tmp_path, both(3, 800), both(4, 400))
    playback = Playback(vault, NAME, RATE)

    content = b"".join(playback.read(0, playback.size - 1))

    with wave.open(io.BytesIO(content)) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, RATE)
        assert file.readframes(2_000) == both(3, 800) + both(4, 400)


def test_any_bytes_can_be_read(tmp_path: Path) -> None:
    vault = vault_with(tmp_path, both(3, 800), both(4, 400))
    playback = Playback(vault, NAME, RATE)
    whole = b"".join(playback.read(0, playback.size - 1))

    for first, last in ((0, 9), (40, 50), (3_200, 3_300), (4_000, playback.size - 1)):
        assert b"".join(playback.read(first, last)) == whole[first : last + 1]


def test_nothing_on_disk_can_be_heard(tmp_path: Path) -> None:
    vault_with(tmp_path, both(3, 800))

    (file,) = (tmp_path / "recordings").rglob("*.sealed")

    assert b"fLaC" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_changed_recording_is_refused(tmp_path: Path) -> None:
    vault = vault_with(tmp_path, both(3, 800))
    (file,) = (tmp_path / "recordings").rglob("*.sealed")
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    (piece,) = vault.pieces(NAME)

    with pytest.raises(RecordingUnreadable):
        vault.sound(NAME, piece)


def test_a_piece_that_was_never_finished_is_left_out(tmp_path: Path) -> None:
    vault = vault_with(tmp_path, both(3, 800), both(4, 800))
    (file,) = (tmp_path / "recordings").rglob("*.sealed")
    file.write_bytes(file.read_bytes()[:-5])

    assert len(vault.pieces(NAME)) == 1


def test_a_new_key_is_used_and_the_old_one_still_opens(tmp_path: Path) -> None:
    vault_with(tmp_path, both(3, 800))
    rotate(tmp_path, "2026-11")
    later = opened(tmp_path)
    other = Name(tenant_id="main", id="ffff")
    later.add(other, both(4, 800), rate=RATE, number=0)

    sounds = [later.sound(name, later.pieces(name)[0]) for name in (NAME, other)]

    assert sounds == [both(3, 800), both(4, 800)]
    assert load_keys(tmp_path).current == "2026-11"


def test_a_key_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="gone"):
        load_keys(tmp_path).named("gone")


@pytest.mark.parametrize("content", ["{", "[]", '{"current": "a", "keys": {}}'])
def test_a_key_file_that_cannot_be_used_is_refused(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / FILE).write_text(content)

    with pytest.raises(SettingsRefused):
        load_keys(tmp_path)


def test_a_name_is_used_for_one_key_only(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused):
        rotate(tmp_path, "first")


@pytest.mark.parametrize(
    ("asked", "got"),
    [
        ("", (0, 99, False)),
        ("bytes=0-", (0, 99, True)),
        ("bytes=10-19", (10, 19, True)),
        ("bytes=90-500", (90, 99, True)),
        ("bytes=-10", (90, 99, True)),
        ("bytes=0-1,5-6", (0, 99, False)),
    ],
)
def test_ranges_are_read(asked: str, got: tuple[int, int, bool]) -> None:
    assert wanted_bytes(asked, 100) == got


def test_a_range_beyond_the_end_is_refused() -> None:
    with pytest.raises(RangeRefused):
        wanted_bytes("bytes=100-", 100)
