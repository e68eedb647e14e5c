"""Voice activity: how likely it is, every 32 ms, that somebody speaks."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from speech.audio import SAMPLE_BYTES
from speech.errors import EngineMissing

RATE = 8_000
FRAME = 256
"""Samples in a frame."""
FRAME_MS = FRAME * 1000 // RATE
_CONTEXT = 32
"""Samples of the frame before that the network wants to see again."""
_FULL = 32_768.0

Samples = npt.NDArray[np.float32]


class Frames:
    """Sound as it comes, cut into frames."""

    def __init__(self) -> None:
        self._left = b""

    def feed(self, pcm: bytes) -> list[Samples]:
        size = FRAME * SAMPLE_BYTES
        sound = self._left + pcm
        whole = len(sound) // size * size
        self._left = sound[whole:]
        samples = np.frombuffer(sound[:whole], dtype="<i2").astype(np.float32) / _FULL
        return list(samples.reshape(-1, FRAME))


class SileroNetwork:
    """Loaded once; any number of callers may use it at the same time. Its wheel is
    not imported, since that would load torch."""

    def __init__(self) -> None:
        """Raises EngineMissing."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(_network()), options, providers=["CPUExecutionProvider"]
        )
        self._rate = np.array(RATE, dtype=np.int64)

    def judged(self, samples: Samples, memory: Samples) -> tuple[float, Samples]:
        """`samples`: (1, 288). The probability, and what to remember, (2, 1, 128)."""
        given = {"input": samples, "state": memory, "sr": self._rate}
        probability, memory = self._session.run(None, given)
        return float(probability[0, 0]), memory


def _network() -> Path:
    spec = find_spec("silero_vad")
    places = spec.submodule_search_locations if spec else None
    path = Path(places[0]) / "data" / "silero_vad.onnx" if places else None
    if path is None or not path.is_file():
        raise EngineMissing("voice activity", ["the package silero-vad"])
    return path


class SileroActivity:
    """One caller's."""

    frame_ms = FRAME_MS

    def __init__(self, network: SileroNetwork) -> None:
        self._network = network
        self._frames = Frames()
        self._memory: Samples = np.zeros((2, 1, 128), dtype=np.float32)
        self._context: Samples = np.zeros(_CONTEXT, dtype=np.float32)

    def feed(self, pcm: bytes) -> list[float]:
        return [self._judged(frame) for frame in self._frames.feed(pcm)]

    def _judged(self, frame: Samples) -> float:
        samples = np.concatenate([self._context, frame])[None, :]
        self._context = frame[-_CONTEXT:]
        probability, self._memory = self._network.judged(samples, self._memory)
        return probability


class EnergyActivity:
    """For a machine without the network, and for quiet lines only: louder than the
    line's own noise is speech."""

    frame_ms = FRAME_MS
    _ABOVE_DB = 12.0
    _RISE = 0.02
    """Share by which the floor follows what is louder, for each frame."""
    _LEAST_DB = -55.0

    def __init__(self) -> None:
        self._frames = Frames()
        self._floor_db = self._LEAST_DB

    def feed(self, pcm: bytes) -> list[float]:
        return [self._judged(frame) for frame in self._frames.feed(pcm)]

    def _judged(self, frame: Samples) -> float:
        power = float(np.mean(np.square(frame)))
        loudness_db = 10 * float(np.log10(power + 1e-10))
        above = loudness_db - self._floor_db
        follows = 1.0 if above < 0 else self._RISE
        self._floor_db = max(self._floor_db + follows * above, self._LEAST_DB)
        return float(np.clip(above / (2 * self._ABOVE_DB), 0.0, 1.0))
