"""The formats of appointments.toml, loan_rules.toml and verification.toml."""

from datetime import date, time
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from api.pack_files.shape import Filled, Shape, Words
from bot.acts import Tier, act_kinds
from bot.message import Channel

Day = Annotated[date, Field(strict=True)]
Clock = Annotated[time, Field(strict=True)]
Count = Annotated[int, Field(ge=0)]
Fen = Annotated[int, Field(ge=0, description="Hundredths of the yuan.")]
Level = Annotated[int, Field(ge=0, le=3)]
ActName = Annotated[str, Field(json_schema_extra={"enum": sorted(act_kinds())})]


class HoursTable(Shape):
    """When the bank's people work."""

    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field(
        min_length=1, description="1 is Monday."
    )
    opens: Clock
    closes: Clock
    holidays: tuple[Day, ...] = ()
    workdays: tuple[Day, ...] = Field((), description="Worked all the same.")

    @model_validator(mode="after")
    def closes_later(self) -> "HoursTable":
        if self.opens >= self.closes:
            raise ValueError("closes is not after opens")
        return self


class CallBackTable(Shape):
    """When customers may book a call."""

    starts: tuple[Clock, ...] = Field(min_length=1)
    days: Count = Field(description="Working days that are offered.")
    ahead_days: Count = Field(description="A day further off is not booked.")
    notice_minutes: Count = Field(description="Nothing is offered sooner.")
    seats: Annotated[int, Field(ge=1)] = Field(description="Calls at the same time.")
    most: Annotated[int, Field(ge=1)] = Field(description="Times offered at once.")


class AppointmentsFile(Shape):
    """appointments.toml: when people work, and when calls can be booked."""

    hours: HoursTable
    call_back: CallBackTable


class TradeTable(Shape):
    title: Words
    most: Fen


class PurposeTable(Shape):
    refused: tuple[Filled, ...] = ()
    title: dict[str, Words] = Field(default_factory=dict)


class LoanRulesFile(Shape):
    """loan_rules.toml: the pre-check of small-business loans."""

    months: Count = Field(description="In business, at least.")
    least: Fen
    trade: dict[str, TradeTable]
    purpose: PurposeTable
    also: dict[str, str] = Field(
        default_factory=dict, description="Regions, and the branch that serves each."
    )
    why: dict[str, Words]


class LastingTable(Shape):
    idle: Annotated[int, Field(ge=1)] = Field(description="Seconds without a word.")
    absolute: Annotated[int, Field(ge=1)] = Field(description="Seconds in all.")


class LevelRuleTable(Shape):
    """Raises what is needed where everything that it names fits."""

    level: Level
    act: ActName = ""
    tier: Tier | None = None
    channel: Channel | None = None
    segment: str = ""
    signal: str = ""


class VerificationFile(Shape):
    """verification.toml: more than the built-in floors, never less."""

    model_config = ConfigDict(extra="forbid")

    rule: tuple[LevelRuleTable, ...] = ()
    lasting: dict[str, dict[str, LastingTable]] = Field(default_factory=dict)
    factor: dict[str, Level] = Field(default_factory=dict)
