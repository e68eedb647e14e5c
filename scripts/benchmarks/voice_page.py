"""The section on calls of docs/benchmarks.md, from the figures."""

from collections.abc import Mapping

from scripts.benchmarks.page import table

Figures = Mapping[str, float]

HEAD = """
`scripts/bench voice`: the service as a process of its own with the demo bank, espeak-ng
and the tests' own Vosk model (45 words); a caller on a real socket in Asterisk's
dialect at 8 kHz through mu-law, who speaks and plays in time. Beside the goals stand
figures of others: about 800 ms from end to answer is the trade's target, LiveKit takes
500 ms of speech for an interruption.
"""
TAIL = """
First audio: from the caller's last audible sound to the bot's first, with the quiet of
500 ms that ends a turn in it. Silence: from the caller's first audible sound until
nothing of the bot is heard for half a second. Mixes: from a seed, at 10 dB above the
noises of `noise_phone`, through the ears and the turn-taking of a call on a virtual
clock; stopped means that the bot did not go on; cut off means that a turn was ended
more than 300 ms before the words were. The small model hears commands in noise: that
listening sounds stop the bot at all is mostly its doing. Calls for each core: transport
and voice activity alone, everybody speaking. `--keep DIR` keeps every call and mix with
both sides, and `events.jsonl`, from which `voice_kept.recounted` counts the same.
"""
ROWS = (
    ("first audio, p50 (ms)", "first_audio_p50_ms", "first_audio_n", "700"),
    ("first audio, p95 (ms)", "first_audio_p95_ms", "first_audio_n", "1000"),
    ("of these answered from the base", "first_audio_answers", "first_audio_n", ""),
    ("silence when interrupted, p50 (ms)", "barge_in_p50_ms", "barge_in_n", "200"),
    ("silence when interrupted, p95 (ms)", "barge_in_p95_ms", "barge_in_n", "300"),
    ("stopped for nothing", "false_barge_in", "false_barge_in_n", "5 %"),
    ("by listening sounds", "stopped_by_backchannel", "stopped_by_backchannel_n", ""),
    ("by coughs", "stopped_by_cough", "stopped_by_cough_n", ""),
    ("by noise alone", "stopped_by_noise", "stopped_by_noise_n", ""),
    ("callers cut off", "cut_off", "cut_off_n", "3 %"),
    ("calls for each core", "calls_per_core", "load_calls_n", "40"),
    ("sound waits to be heard, p99 (ms)", "frame_delay_p99_ms", "load_calls_n", "60"),
    ("frames missed by callers", "frames_missed", "load_calls_n", "0"),
    ("chats alone, p95 (ms)", "chat_quiet_p95_ms", "chat_quiet_n", ""),
    (
        "chats beside calls, p95 (ms)",
        "chat_beside_calls_p95_ms",
        "chat_beside_calls_n",
        "twice",
    ),
    (
        "sound waits meanwhile, p99 (ms)",
        "together_frame_delay_p99_ms",
        "together_calls_n",
        "60",
    ),
    ("frames missed meanwhile", "together_frames_missed", "together_calls_n", "0"),
)
SHARES = ("false_barge_in", "stopped_by", "cut_off")


def body(found: Figures) -> str:
    rows = [
        [title, _shown(found, key), goal, f"{found.get(count, 0):.0f}"]
        for title, key, count, goal in ROWS
    ]
    return f"{HEAD}\n{table(['figure', 'measured', 'goal', 'n'], rows)}\n{TAIL}"


def _shown(found: Figures, key: str) -> str:
    if key not in found:
        return "not measured"
    if key.startswith(SHARES):
        return f"{found[key]:.1%}"
    return f"{found[key]:g}"
