"""`python -m api.bank.simulated`: the simulated bank as a child process."""

import argparse
import os
import socket
import sys
from pathlib import Path

from api.bank.simulated.bank import DEMO_SECRET, simulated_bank
from api.bank.simulated.serving import serve


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--customers", type=Path, required=True)
    options.add_argument("--socket", type=int, required=True)
    asked = options.parse_args()
    secret = os.environ.get("TELLER_BANK_SECRET") or DEMO_SECRET
    token = os.environ.get("TELLER_BANK_TOKEN", "")
    bank = simulated_bank(asked.customers, secret=secret, token=token)
    with socket.socket(fileno=asked.socket) as listener:
        serve(bank, listener, lifeline=sys.stdin.buffer)


if __name__ == "__main__":
    main()
