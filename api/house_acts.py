"""House acts: what flows ask of the bank's own people, performed on our own records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from itertools import islice

from api.acts import Performer
from api.clock import Clock
from api.house_rules import HouseRules
from api.promise_words import told
from bot.acts import Act, ActOutcome, ActResult, Row
from bot.loan import Hindrance, LoanWish
from bot.matter import Matter, MatterKind, MatterNotFound, reference_of
from bot.message import Language
from bot.verification import Assurance
from models.matters import Appointment, SeatsTaken, SqlMatters
from models.promises import PromiseBook

LanguageOf = Callable[[Act], Language]
"""In which language the customer of an act reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseActs:
    matters: SqlMatters
    promises: PromiseBook
    rules: HouseRules
    clock: Clock
    language_of: LanguageOf

    def performers(self) -> Mapping[str, Performer]:
        """By the name of the act in bot/acts.toml."""
        return {
            "complain": self.complain,
            "call_back_times": self.call_back_times,
            "book_call_back": self.book_call_back,
            "check_loan": self.check_loan,
            "book_loan": self.book_loan,
            "matters": self.told,
        }

    def complain(self, act: Act) -> ActResult:
        opened = self.matters.open(self._matter(act, MatterKind.COMPLAINT))
        due = self.rules.matters.written(opened.deadlines.finish_by)
        return _ok(reference=opened.reference, due=due)

    def disputed(self, perform: Performer) -> Performer:
        """The bank's core takes the dispute, and somebody here sees to it."""

        def both(act: Act) -> ActResult:
            result = perform(act)
            if result.outcome is ActOutcome.OK:
                self.matters.open(self._matter(act, MatterKind.DISPUTE))
            return result

        return both

    def call_back_times(self, act: Act) -> ActResult:
        calls, now = self.rules.calls, self.clock()
        times = calls.times(self.rules.hours, now, _day(act.params.get("date", "")))
        taken = self.matters.taken(act.tenant_id, MatterKind.CALLBACK, "", now)
        free = (at for at in times if taken.get(at, 0) < calls.seats)
        rows = tuple(self._time(at) for at in islice(free, calls.most))
        if not rows:
            return _refused("none")
        return _ok({"times": rows}, count=str(len(rows)))

    def book_call_back(self, act: Act) -> ActResult:
        """A time that was not offered counts as taken."""
        try:
            return self._booked(self.matters.get(act.tenant_id, act.id))
        except MatterNotFound:
            pass
        calls, hours = self.rules.calls, self.rules.hours
        starts_at = _moment(act.params["time"], hours.zone)
        if starts_at is None or not calls.offers(hours, self.clock(), starts_at):
            return _refused("taken")
        matter = self._matter(act, MatterKind.CALLBACK, agreed=starts_at)
        wanted = Appointment(starts_at=starts_at, seats=calls.seats)
        try:
            return self._booked(self.matters.open(matter, wanted))
        except SeatsTaken:
            return _refused("taken")

    def check_loan(self, act: Act) -> ActResult:
        loans, wish = self.rules.loans, _wish(act)
        found = loans.hindrance(wish)
        words = loans.why.get(found, {}).get(self.language_of(act), "")
        suits = "yes" if found is Hindrance.NONE else "no"
        return _ok(suits=suits, why=words, most=str(loans.most(wish.trade)))

    def book_loan(self, act: Act) -> ActResult:
        loans, language = self.rules.loans, self.language_of(act)
        branch = loans.branch(act.params["region"])
        if branch is None:
            return _refused("no_branch")
        opened = self.matters.open(self._matter(act, MatterKind.LOAN, branch=branch.id))
        accept_by = self.rules.matters.written(opened.deadlines.accept_by)
        return _ok(
            reference=opened.reference,
            branch=branch.name[language],
            accept_by=accept_by,
        )

    def told(self, act: Act) -> ActResult:
        """Of this conversation; of the customer's others once they are proved."""
        whose = (act.tenant_id, act.conversation_id, _proved(act))
        language = self.language_of(act)
        rows = tuple(
            self._standing(matter, language)
            for matter in self.matters.of_customer(*whose)
        ) + tuple(
            told(promise, language, self.rules.matters)
            for promise in self.promises.of_customer(*whose)
        )
        if not rows:
            return _refused("none")
        return _ok({"matters": rows}, count=str(len(rows)))

    def _matter(
        self,
        act: Act,
        kind: MatterKind,
        *,
        branch: str = "",
        agreed: datetime | None = None,
    ) -> Matter:
        rules = self.rules.matters
        told = {k: v for k, v in act.params.items() if v and k != "contact"}
        return Matter(
            id=act.id,
            tenant_id=act.tenant_id,
            conversation_id=act.conversation_id,
            kind=kind,
            reference=reference_of(kind, act.id),
            contact=act.params.get("contact", ""),
            opened_at=act.asked_at,
            deadlines=rules.deadlines(kind, act.asked_at, agreed),
            subject=_proved(act),
            branch=branch,
            skill=rules.courses[kind].skill,
            about=self.rules.loans.titled(told, self.language_of(act)),
        )

    def _standing(self, matter: Matter, language: Language) -> Row:
        rules = self.rules.matters
        return {
            "reference": matter.reference,
            "kind": rules.title(matter.kind, language),
            "state": rules.states[matter.state][language],
            "next": rules.next[matter.state][language],
            "due": rules.written(matter.due or matter.steps[-1].at),
            "outcome": matter.outcome,
        }

    def _time(self, starts_at: datetime) -> Row:
        local = self.rules.hours.local(starts_at)
        return {
            "time": f"{local:%Y-%m-%d %H:%M}",
            "date": f"{local:%Y-%m-%d}",
            "hour": f"{local:%H:%M}",
        }

    def _booked(self, matter: Matter) -> ActResult:
        return _ok(reference=matter.reference, time=matter.about["time"])


def _proved(act: Act) -> str:
    """The customer, unless it is only said who they are."""
    return act.subject if act.level >= Assurance.L1 else ""


def _wish(act: Act) -> LoanWish:
    """How long it has been in business comes as a term: whole months."""
    return LoanWish(
        trade=act.params["trade"],
        months=int(act.params["years"]),
        amount=int(act.params["amount"]),
        purpose=act.params["purpose"],
        region=act.params["region"],
    )


def _day(text: str) -> date | None:
    """None when no day was named, or nothing that is one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moment(text: str, zone: tzinfo) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        return None


def _ok(lists: Mapping[str, tuple[Row, ...]] | None = None, **facts: str) -> ActResult:
    return ActResult(outcome=ActOutcome.OK, facts=facts, lists=lists or {})


def _refused(reason: str) -> ActResult:
    return ActResult(outcome=ActOutcome.REFUSED, reason=reason)
