"""Viewing: whose page shows which conversation now; within this process only.

Worth nothing a moment later, and so never stored.
"""

from collections import defaultdict
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    staff_id: str
    name: str
    supervises: bool


class Viewing:
    def __init__(self) -> None:
        self._by_page: dict[int, tuple[str, Viewer]] = {}
        self._pages: defaultdict[str, set[int]] = defaultdict(set)
        self._lock = Lock()

    def look(self, page: int, viewer: Viewer, conversation_id: str) -> tuple[str, ...]:
        """This page now shows that one, or nothing; the conversations it concerns."""
        with self._lock:
            left, _ = self._by_page.pop(page, ("", viewer))
            if left:
                self._pages[left].discard(page)
                if not self._pages[left]:
                    del self._pages[left]
            if conversation_id:
                self._by_page[page] = (conversation_id, viewer)
                self._pages[conversation_id].add(page)
        changed = {left, conversation_id} - {""}
        return tuple(sorted(changed)) if left != conversation_id else ()

    def viewers(self, conversation_id: str) -> tuple[Viewer, ...]:
        """Each once, whatever the number of their pages."""
        with self._lock:
            pages = self._pages.get(conversation_id, set())
            found = {self._by_page[page][1].staff_id: page for page in pages}
            return tuple(self._by_page[found[name]][1] for name in sorted(found))
