"""Places: how many of one thing a sender may hold at the same time."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from api.errors import TooMany

RETRY_SECONDS = 5


class Places:
    def __init__(self, most: int) -> None:
        self._most = most
        self._held: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def held(self, key: str) -> Iterator[None]:
        """Raises TooMany when this sender holds all that it may."""
        self._take(key)
        try:
            yield
        finally:
            self._give_back(key)

    def __len__(self) -> int:
        return self._held.total()

    def _take(self, key: str) -> None:
        with self._lock:
            if self._held[key] >= self._most:
                raise TooMany(RETRY_SECONDS)
            self._held[key] += 1

    def _give_back(self, key: str) -> None:
        with self._lock:
            self._held[key] -= 1
            if not self._held[key]:
                del self._held[key]
