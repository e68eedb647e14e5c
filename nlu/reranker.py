"""Any cross-encoder as a reranker, behind a process of its own, in bounded time."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late

import numpy as np

from nlu.errors import EncoderFailed, RerankerFailed
from nlu.exchange import end, exchanged, started
from nlu.normalize import normalize

log = logging.getLogger(__name__)

WORKER = (sys.executable, "-m", "nlu.reranker_worker")
HUNG_SECONDS = 60.0
"""After which a process is taken for dead, and started anew."""


class CrossEncoder:
    """Safe for many threads. Whoever asks waits no longer than he is willing to: a
    late answer is thrown away, and until it has come nobody else is kept waiting."""

    def __init__(
        self,
        name: str,
        *,
        start_seconds: float = 180.0,
        command: Sequence[str] = WORKER,
    ) -> None:
        """`name`: of a model, or a folder. Raises RerankerFailed."""
        self._command = [*command, name]
        self._start_seconds = start_seconds
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="reranker")
        self._lock = threading.Lock()
        self._late: Future[Sequence[float]] | None = None
        self._worker: subprocess.Popen[bytes] | None = None
        try:
            self.fingerprint = self._begin()
        except EncoderFailed as failure:
            raise RerankerFailed(f"{name} cannot be loaded: {failure}") from None

    def scores(
        self, question: str, texts: Sequence[str], seconds: float
    ) -> Sequence[float]:
        """Log-odds that each text answers; none at all when they did not come in
        time."""
        with self._lock:
            if self._late is not None and not self._late.done():
                return ()
            asked = self._pool.submit(self._asked, question, list(texts))
            self._late = asked
        try:
            return asked.result(seconds)
        except Late:
            log.warning("reranker late", extra={"seconds": seconds})
        except EncoderFailed as failure:
            log.warning("reranker failed", extra={"code": failure.code})
        return ()

    def close(self) -> None:
        if self._worker is not None:
            end(self._worker)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _begin(self) -> str:
        self._worker = started(self._command)
        try:
            said = json.loads(exchanged(self._worker, None, self._start_seconds))
        except EncoderFailed:
            end(self._worker)
            self._worker = None
            raise
        return str(said["fingerprint"])

    def _asked(self, question: str, texts: list[str]) -> Sequence[float]:
        """In the one thread that speaks to the process."""
        if self._worker is None:
            self._begin()
        content = [normalize(question) or ".", [normalize(one) or "." for one in texts]]
        try:
            answer = self._answered(json.dumps(content).encode())
            if len(answer) != 4 * len(texts):
                raise EncoderFailed(f"{len(answer)} bytes for {len(texts)} texts")
        except EncoderFailed:
            if self._worker is not None:
                end(self._worker)
                self._worker = None
            raise
        return [float(one) for one in np.frombuffer(answer, dtype="<f4")]

    def _answered(self, asked: bytes) -> bytes:
        if self._worker is None:
            raise EncoderFailed("its process has ended")
        return exchanged(self._worker, asked, HUNG_SECONDS)
