"""`teller simulate`: a day at the desk in seconds, with the service's own routing."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.output import say, show, tell
from api.pack import desk_table
from api.settings import DEMO_PACK
from api.simulated_day import GivenDay, made_up, person_row, read, waiting_row, written
from bot.desk.figures import Figures, figures
from bot.desk.replay import Happened, Kind, replayed
from bot.desk.rules import load_desk

simulate = typer.Typer(
    help="Replay a day, to see what the rules do.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    simulate.callback()(_simulate)
    app.add_typer(simulate, name="simulate")


def _simulate() -> None:
    """So that `desk` stays a word of its own beside those to come."""


@simulate.command()
def desk(  # noqa: PLR0913  each is an option of the command
    handoffs: Annotated[int, typer.Option(min=1, help="Customers of the day.")] = 5000,
    agents: Annotated[int, typer.Option(min=0, help="0: as many as needed.")] = 0,
    seed: Annotated[int, typer.Option(help="The same seed, the same day.")] = 1,
    given: Annotated[
        Path | None,
        typer.Option("--input", help="A day of your own, as --day writes it."),
    ] = None,
    day_file: Annotated[
        Path | None, typer.Option("--day", help="Write the day that is replayed.")
    ] = None,
    events: Annotated[
        Path | None, typer.Option(help="Write all that happened, to recount it.")
    ] = None,
    pack: Annotated[
        Path, typer.Option(help="Whose routing.toml rules the desk.")
    ] = DEMO_PACK,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """Waits by tier, service level, occupancy; who was passed over, and who had too
    much on."""
    rules = load_desk(desk_table(pack))
    day = read(given, rules) if given else made_up(handoffs, agents, seed, rules)
    begun = time.perf_counter()
    happened = replayed(day.arrivals, day.shifts, rules)
    found = figures(happened, day.arrivals, day.shifts, rules)
    seconds = time.perf_counter() - begun
    if day_file:
        day_file.write_text(
            json.dumps(written(day), ensure_ascii=False, indent=1), "utf-8"
        )
    if events:
        events.write_text(_lines(rows(happened, day)), "utf-8")
    if as_json:
        show({**asdict(found), "seed": seed, "agents": len(day.shifts)})
    else:
        _print(found, len(day.shifts))
        tell(f"replayed in {seconds:.1f} s")


def rows(happened: Sequence[Happened], day: GivenDay) -> Iterator[dict[str, Any]]:
    """Each event, with all that is known of who comes with it."""
    waiting = {one.waiting.id: waiting_row(one.waiting) for one in day.arrivals}
    people = {one.person.id: person_row(one.person) for one in day.shifts}
    for one in happened:
        row: dict[str, Any] = {"at": one.at.isoformat(), "kind": one.kind.value}
        if one.handoff:
            row["handoff"] = one.handoff
        if one.agent:
            row["agent"] = one.agent
        if one.estimate:
            row["estimate"] = asdict(one.estimate)
        if one.kind is Kind.ASKED:
            row["customer"] = waiting[one.handoff]
        if one.kind is Kind.SHIFT:
            row["person"] = people[one.agent]
        yield row


def _lines(rows: Iterator[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _print(found: Figures, agents: int) -> None:
    say(f"{found.handoffs} handoffs, {agents} agents")
    say(f"answered {found.answered}, left {found.left}")
    for tier, waits in found.by_tier.items():
        say(
            f"  {tier:9} {waits.number:5}  p50 {waits.p50:6.1f} s"
            f"  p90 {waits.p90:6.1f} s  longest {waits.longest:6.1f} s"
        )
    say(
        f"service level {found.service_level_soon:.1%} soon,"
        f" {found.service_level:.1%} in time; occupancy {found.occupancy:.1%}"
    )
    say(f"estimates kept {found.estimates_kept:.1%} of {found.estimates}")
    say(f"starved {found.starved}, over_capacity {found.over_capacity}")
