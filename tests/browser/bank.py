"""The simulated bank beside the service: its customers, and what reaches them."""

import json
import re
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

CUSTOMERS = Path(__file__).resolve().parents[2] / "api" / "demo" / "customers.json"
PATIENCE_SECONDS = 10.0
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A customer of the demo bank, as they know themselves."""

    id: str
    name: str
    phone: str
    tail: str
    """Of their only credit card."""


def account(customer_id: str) -> Account:
    known = json.loads(CUSTOMERS.read_text("utf-8"))
    found = next(one for one in known if one["id"] == customer_id)
    (card,) = [one for one in found["cards"] if one["kind"] == "credit"]
    return Account(
        id=found["id"], name=found["name"], phone=found["phone"], tail=card["tail"]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """What its console shows; nothing of it is in the chat."""

    url: str
    old: list[str] = field(default_factory=list)
    """What was there before, and is not waited for again."""

    def forget(self) -> None:
        """Only what comes from now on counts."""
        state = self._call("/console/state")
        shown = [*state["messages"], *state["confirmations"]]
        self.old.extend(one["at"] for one in shown)

    def code(self, of: Account) -> str:
        """The latest code that was sent to this customer."""
        sent = self._await("messages", of)
        found = CODE.findall(sent["text"])
        assert found, sent["text"]
        return str(found[0])

    def confirm(self, of: Account, verdict: str = "confirmed") -> str:
        """Presses the button in the bank's app; returns what it showed."""
        asked = self._await("confirmations", of)
        self._call(f"/console/confirmations/{asked['request']}", {"verdict": verdict})
        return asked["text"]

    def fail(self, kind: str) -> None:
        """Switches a fault on; `well` switches all off."""
        self._call("/faults", {"kind": kind})

    def _await(self, kind: str, of: Account) -> Mapping[str, str]:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            state = self._call("/console/state")
            found = [
                one
                for one in state[kind]
                if one["customer"] == of.id and one["at"] not in self.old
            ]
            if found:
                return found[0]
            time.sleep(0.1)
        raise AssertionError(f"nothing among the {kind} of {of.id}")

    def _call(
        self, path: str, body: Mapping[str, str] | None = None
    ) -> Mapping[str, list[dict[str, str]]]:
        asked = urllib.request.Request(  # noqa: S310
            self.url + path,
            data=json.dumps(body).encode() if body else None,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310
            told: Mapping[str, list[dict[str, str]]] = json.loads(answer.read())
            return told
