"""Forks one life of the service after the other from a process that imported it once.

Orders come as lines of JSON on stdin, answers go out on stdout. A life is what
`teller serve` runs; it ends by SIGKILL and by nothing else.
"""

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Mapping
from contextlib import redirect_stdout
from pathlib import Path

from api.cli.serve import serve
from api.settings import read_settings
from bot.gate import load_gates
from tests.chaos.bank import settle
from tests.chaos.mutants.planting import plant

Order = Mapping[str, str]


def live(order: Order) -> None:
    """Never returns: the child must not go on reading the parent's orders."""
    status = 1
    try:
        _redirect(Path(order["log"]))
        os.environ.update(json.loads(order["environment"]))
        plant(order["fault"])
        serve(host=None, port=None)
        status = 0
    except BaseException:  # noqa: BLE001  the fork must end here, whatever happens
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _redirect(log: Path) -> None:
    lines = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (lines, 1), (lines, 2)):
        os.dup2(source, target)


def obey(order: Order, alive: set[int]) -> int:
    """The pid of a new life; 0 for what was done at once."""
    if order["verb"] == "kill":
        pid = int(order["pid"])
        alive.discard(pid)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return 0
    if order["verb"] == "settle":
        return warm(order)
    pid = os.fork()
    if pid == 0:
        live(order)
    alive.add(pid)
    return pid


def warm(order: Order) -> int:
    """Makes the home, and loads what every life would else load by itself. The rooms
    are closed again, with their threads: none may be there when a life is forked."""
    os.environ.update(json.loads(order["environment"]))
    with redirect_stdout(sys.stderr):
        settle(read_settings())
    load_gates()
    return threading.active_count() - 1


def main() -> None:
    alive: set[int] = set()
    sys.stdout.write("0\n")
    sys.stdout.flush()
    for line in sys.stdin:
        answer = obey(json.loads(line), alive)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    for pid in alive:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
