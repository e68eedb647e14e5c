"""`teller users`: the staff who can log in."""

import json
import sys
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from api.cli.lock import hold
from api.cli.output import say, show
from api.cli.remote import service_of
from api.errors import BadInput
from api.records import open_records
from api.secret import load_secrets
from api.settings import Settings, read_settings
from api.staff import NewStaff, StaffAdded, add_staff, member
from models.records import Role

STAFF = "/api/v1/staff"

users = typer.Typer(help="Add and list the staff.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(users, name="users")


@users.command()
def add(
    name: Annotated[str, typer.Argument(help="What is typed to log in.")],
    role: Annotated[Role, typer.Option(help="What this person may do.")],
    display_name: Annotated[str, typer.Option(help="What customers see.")] = "",
    number: Annotated[str, typer.Option(help="The bank's staff number.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from stdin.")
    ] = False,
) -> None:
    """Add somebody; a password is made and printed once, unless one is given."""
    given = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    if password_stdin and not given:
        raise BadInput("no password came on stdin")
    wish = _wish(
        {
            "name": name,
            "role": role,
            "display_name": display_name,
            "number": number,
            "password": given,
        }
    )
    added = _added(read_settings(), wish)
    say(f"added {added.staff.name} ({added.staff.role})")
    if added.password:
        say(f"password: {added.password}")
    say("it must be changed at the first login")


@users.command("list")
def list_all(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """Everybody who can log in, or once could."""
    settings = read_settings()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    records = open_records(settings, load_secrets(settings.home))
    try:
        people = [member(person) for person in records.staff.all(settings.tenant)]
    finally:
        records.database.close()
    if as_json:
        show([person.model_dump(mode="json") for person in people])
        return
    if not people:
        say("nobody yet; the first start of `teller serve` adds an administrator")
    for person in people:
        gone = "" if person.active else "  (left)"
        say(f"{person.name:<16} {person.role:<11} {person.display_name}{gone}")


def _wish(given: dict[str, Any]) -> NewStaff:
    try:
        return NewStaff.model_validate(given)
    except ValidationError as wrong:
        found = [
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}"
            for one in wrong.errors(include_input=False)
        ]
        raise BadInput("; ".join(found)) from None


def _added(settings: Settings, wish: NewStaff) -> StaffAdded:
    if service := service_of(settings):
        answer = service.post(STAFF, wish.model_dump(mode="json"))
        return StaffAdded.model_validate(json.loads(answer))
    with hold(settings.home):
        records = open_records(settings, load_secrets(settings.home))
        try:
            tenant = settings.tenant
            return add_staff(records, wish, tenant_id=tenant, actor="operator")
        finally:
            records.database.close()
