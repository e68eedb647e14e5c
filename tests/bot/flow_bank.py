"""A bank for tests: it performs the acts that flows ask for, once for each key."""

from collections.abc import Callable, Mapping

from bot.acts import Act, ActOutcome, ActResult, Row

CARDS: tuple[Row, ...] = (
    {"card": "c-1", "tail": "1234", "product": "金卡", "kind": "credit"},
    {"card": "c-2", "tail": "8888", "product": "白金卡", "kind": "credit"},
)
LEFT = {"c-1": "500000", "c-2": "800000"}
UNAVAILABLE = ActResult(outcome=ActOutcome.UNAVAILABLE)
LATE = ActResult(outcome=ActOutcome.LATE)


class TestBank:
    """Down or slow as the test wants; what it did is kept by act id."""

    __test__ = False

    def __init__(self, cards: tuple[Row, ...] = CARDS) -> None:
        self.cards = cards
        self.down = False
        self.late = False
        self.refuse: dict[str, list[str]] = {}
        """Reasons with which the next acts of a name are refused."""
        self.done: dict[str, Act] = {}
        """What was changed, by its key."""
        self.asked: list[Act] = []

    def perform(self, act: Act) -> ActResult:
        self.asked.append(act)
        if self.down:
            return UNAVAILABLE
        reasons = self.refuse.get(act.name)
        if reasons:
            return ActResult(outcome=ActOutcome.REFUSED, reason=reasons.pop(0))
        if act.name in WRITES:
            self.done.setdefault(act.id, act)
            if self.late:
                return LATE
        return PERFORMERS[act.name](self, act)

    def changes(self) -> list[tuple[str, Mapping[str, str]]]:
        return [(act.name, act.params) for act in self.done.values()]


def _ok(
    facts: Mapping[str, str], lists: Mapping[str, tuple[Row, ...]] | None = None
) -> ActResult:
    return ActResult(outcome=ActOutcome.OK, facts=facts, lists=lists or {})


def _cards(bank: TestBank, act: Act) -> ActResult:
    count = str(len(bank.cards))
    return _ok({"count": count}, {"cards": bank.cards})


def _bill(bank: TestBank, act: Act) -> ActResult:
    left = LEFT[act.params["card"]]
    return _ok({"left": left, "due_date": "2026-03-25", "amount": left})


def _quote(bank: TestBank, act: Act) -> ActResult:
    fee = str(int(act.params["amount"]) * int(act.params["months"]) // 200)
    return _ok({"quote": f"q-{'-'.join(sorted(act.params.values()))}", "fee": fee})


def _reference(bank: TestBank, act: Act) -> ActResult:
    return _ok({"reference": f"R{len(bank.done)}", "due": "2026-03-20"})


def _suits(bank: TestBank, act: Act) -> ActResult:
    return _ok({"suits": "yes", "why": "", "most": "50000000"})


Performer = Callable[[TestBank, Act], ActResult]
PERFORMERS: Mapping[str, Performer] = {
    "cards": _cards,
    "bill": _bill,
    "quote_instalment": _quote,
    "place_instalment": _reference,
    "freeze": _reference,
    "dispute": _reference,
    "check_loan": _suits,
    "book_loan": _reference,
}
WRITES = frozenset({"place_instalment", "freeze", "dispute", "book_loan"})
