"""What goes wrong between us and the bank's systems.

BankError             the bank did not do what was asked
├── BankRefused       it said no; `reason` says why
├── BankUnavailable   it did not answer, or not sensibly; nothing was done
└── BankLate          something was sent, and what became of it is not known
"""

from api.errors import DoorError


class BankError(DoorError):
    code = "bank_error"
    status = 503


class BankRefused(BankError):
    code = "bank_refused"
    status = 409

    def __init__(self, reason: str) -> None:
        super().__init__(f"the bank refused: {reason}")
        self.reason = reason


class BankUnavailable(BankError):
    code = "bank_unavailable"


class BankLate(BankError):
    code = "bank_late"
