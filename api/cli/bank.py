"""`teller bank`: a simulated core to develop against, and a check of a real one."""

import json
import socket
from pathlib import Path
from typing import Annotated

import typer

from api.bank.beside import CUSTOMERS, FIRST_PORT
from api.bank.checking import Finding, checked
from api.bank.http import bank_client
from api.bank.probe import Probe
from api.bank.simulated.bank import DEMO_SECRET, doors, simulated_bank
from api.bank.simulated.faults import FaultKind, Faults
from api.bank.simulated.serving import serve
from api.cli.output import FAILED, say, show, tell
from api.errors import BadInput
from api.settings import read_settings

MARKS = {True: "ok", False: "BROKEN", None: "not shown"}

bank = typer.Typer(
    help="Simulate a bank's core, or check one against the contract.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    app.add_typer(bank, name="bank")


@bank.command()
def simulate(
    port: Annotated[int, typer.Option(min=0, max=65_535)] = FIRST_PORT,
    host: str = "127.0.0.1",
    customers: Annotated[
        Path | None, typer.Option(help="Default: customers.json of TELLER_PACK.")
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(help="kind, kind:endpoint or slow:endpoint:seconds; repeatable."),
    ] = None,
) -> None:
    """Serve a simulated core, code gateway and app, with a console, until stopped.

    Asks for TELLER_BANK_TOKEN where it is set.
    """
    settings = read_settings()
    secret, token = settings.bank_secret, settings.bank_token
    simulated = simulated_bank(
        customers or settings.pack / CUSTOMERS,
        secret=secret.get_secret_value() if secret else DEMO_SECRET,
        token=token.get_secret_value() if token else "",
    )
    for words in fault or ():
        put(simulated.faults, words)
    with socket.create_server((host, port)) as listener:
        url = f"http://{host}:{listener.getsockname()[1]}"
        say(f"core            TELLER_BANK_URL={url}")
        say(f"code gateway    TELLER_SMS_URL={url}/sms")
        say(f"console         {url}/console")
        serve(simulated, listener)


def put(faults: Faults, words: str) -> None:
    """Raises BadInput."""
    kind, _, rest = words.partition(":")
    endpoint, _, seconds = rest.partition(":")
    try:
        faults.put(kind, endpoint=endpoint or "*", seconds=float(seconds or 3))
    except ValueError:
        kinds = ", ".join(FaultKind)
        raise BadInput(f"--fault {words}: the kinds are {kinds}") from None


@bank.command()
def check(
    url: Annotated[str, typer.Argument(help="Where the core answers.")],
    phone: Annotated[str, typer.Option(help="Of a test customer.")],
    tail: Annotated[str, typer.Option(help="Of any of the customer's cards.")],
    writes: Annotated[
        bool,
        typer.Option(
            "--writes", help="Also try what changes the customer: instalments."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Try each rule of the contract; TELLER_BANK_TOKEN is sent where it is set."""
    with bank_client(url, read_settings().bank_token) as client:
        probe = Probe(client=client, phone=phone, tail=tail)
        findings = list(checked(probe, writes=writes))
    if as_json:
        show([{"rule": o.rule, "kept": o.kept, "why": o.why} for o in findings])
    else:
        report(findings)
    if any(one.kept is False for one in findings):
        raise SystemExit(FAILED)


def report(findings: list[Finding]) -> None:
    for one in findings:
        why = f": {one.why}" if one.why else ""
        say(f"{MARKS[one.kept]:<10}{one.rule}{why}")
    broken = sum(one.kept is False for one in findings)
    tell(f"{len(findings)} rules, {broken} broken")


@bank.command()
def contract(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A file; default: stdout.")
    ] = None,
) -> None:
    """Write the contract as an OpenAPI document, for whoever builds the core's side."""
    text = json.dumps(doors().openapi(), ensure_ascii=False, indent=1)
    if output is None:
        say(text)
        return
    output.write_text(text + "\n", "utf-8")
    tell(f"written to {output}")
