"""The running service learns what is published, and serves it only when better."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import learned
from api.jobs import import_drafts, preview, publish
from api.learning import Learner, State, changed
from api.rooms import Rooms, join
from bot.article import Article
from nlu.training import python
from tests.api.fixtures.bank import House, SetClock, settings_of
from tests.api.fixtures.people import Event, arrived, until

pytestmark = pytest.mark.door

STAND_IN = python("tests.api.fixtures.stand_in_learner")
HEAD = "external_id,question,similar_questions,answer\n"
THINGS = (
    *("年费", "额度", "账单", "积分", "挂失", "密码", "汇率", "利率"),
    *("网点", "存款", "贷款", "转账", "工资", "社保", "基金", "黄金"),
)
MANY = HEAD + "".join(
    f"NEW-{at},{thing}怎么查,查{thing}|{thing}在哪看|想看{thing},请看{thing}页。\n"
    for at, thing in enumerate(THINGS)
)
ASKED = ("怎么办", "在哪里看", "要多少时间", "想了解一下", "为什么变了")


def rich() -> str:
    """Articles whose wordings have little in common but what can be learned."""
    rows = (
        f"R-{at},{thing}怎么查,{'|'.join(thing + how for how in ASKED)},请看{thing}页。"
        for at, thing in enumerate(THINGS * 2)
    )
    return HEAD + "\n".join(rows) + "\n"


FEW = HEAD + "NEW-1,社保卡怎么办,办社保卡,请到网点办理。\n"


def grow(rooms: Rooms, content: str = MANY) -> tuple[Article, ...]:
    found = preview(rooms, "new.csv", content.encode())
    drafts = import_drafts(rooms, found, "eddy")
    ids = [one.external_id for one in drafts]
    return publish(rooms, ids, "adam", by_administrator=True)


@dataclass(eq=False, slots=True)
class Bench:
    """A learner over a small bank, with a process of its own kind."""

    rooms: Rooms
    made: list[Learner] = field(default_factory=list)

    def learner(self, how: str, quiet_seconds: float = 0.0) -> Learner:
        learner = Learner(
            self.rooms, worker=(*STAND_IN, how), quiet_seconds=quiet_seconds
        )
        self.made.append(learner)
        return learner

    def learned(self, how: str) -> Learner:
        """After it has grown, learned and come to an end."""
        learner = self.learner(how)
        grow(self.rooms)
        learner.look()
        until(lambda: learner.status.ended_at is not None, "an end", 60)
        return learner

    @property
    def weights(self) -> str:
        return self.rooms.understander.encoder.fingerprint

    @property
    def home(self) -> Path:
        return self.rooms.settings.home

    @property
    def versions(self) -> list[str]:
        return sorted(one.name for one in (self.home / "learned").glob("version-*"))


@pytest.fixture
def bench(house: House) -> Iterator[Bench]:
    bench = Bench(rooms=house.rooms)
    yield bench
    for learner in bench.made:
        learner.close()


def test_what_is_better_is_served_by_both_rooms_together(bench: Bench) -> None:
    before = bench.weights

    learner = bench.learned("better")

    assert learner.status.state is State.TAKEN
    assert (learner.status.before, learner.status.after) == (0.8, 0.9)
    assert bench.weights != before
    assert learned.serving(bench.home).name == "version-0001"
    assert bench.rooms.retriever.article_count("main") == 10 + len(THINGS)
    acts = [one.act for one in bench.rooms.records.audit.entries("main")]
    assert acts[-1] == "learned"


def test_a_restart_serves_what_was_taken_and_learns_nothing(bench: Bench) -> None:
    told: list[str] = []
    bench.learned("better")

    again = join(
        settings_of(bench.home),
        clock=SetClock(),
        progress=lambda share, words: told.append(words),
    )
    again.close()

    assert again.understander.encoder.fingerprint == bench.weights
    assert [words for words in told if "ready" not in words] == []


def test_what_is_published_after_it_was_taken_is_served(bench: Bench) -> None:
    bench.learned("better")

    grow(bench.rooms, HEAD + "LATE-1,怎么领取纪念币,预约纪念币,请在手机银行预约。\n")
    again = join(settings_of(bench.home), clock=SetClock())
    again.close()

    assert bench.rooms.retriever.article_count("main") == 11 + len(THINGS)
    assert again.retriever.article_count("main") == 11 + len(THINGS)


def test_what_is_no_better_is_not_served_and_not_tried_again(bench: Bench) -> None:
    before = bench.weights

    learner = bench.learned("worse")
    another = bench.learner("better")
    another.look()

    assert learner.status.state is State.REFUSED
    assert bench.weights == before
    assert another.status.state is State.IDLE
    assert bench.versions == []


def test_a_killed_process_leaves_the_version_before_and_says_so(bench: Bench) -> None:
    before = bench.weights

    learner = bench.learned("crash")

    assert learner.status.state is State.FAILED
    assert "ended with -9" in learner.status.note
    assert bench.weights == before
    assert learned.serving(bench.home) == bench.home
    assert bench.versions == []


def test_a_restart_after_a_crash_serves_the_version_before(bench: Bench) -> None:
    bench.learned("better")
    taken = bench.weights
    half = learned.fresh(bench.home)
    (half / "understanding").mkdir()

    again = join(settings_of(bench.home), clock=SetClock())
    again.close()

    assert again.understander.encoder.fingerprint == taken


def test_closing_ends_a_process_that_is_still_learning(bench: Bench) -> None:
    learner = bench.learner("hang")
    grow(bench.rooms)
    learner.look()
    until(lambda: learner.status.done > 0, "a word of the process", 60)

    learner.close()

    assert learner.status.state is State.FAILED


def test_a_small_change_is_not_learned(bench: Bench) -> None:
    learner = bench.learner("better")

    grow(bench.rooms, FEW)
    learner.look()

    assert learner.status.state is State.IDLE
    assert not learner.due


def test_learning_waits_until_nobody_publishes_any_more(bench: Bench) -> None:
    learner = bench.learner("hang", quiet_seconds=3_600)

    grow(bench.rooms)
    learner.look()

    assert learner.status.state is State.IDLE
    assert learner.due


def test_a_service_may_be_told_not_to_learn(bench: Bench) -> None:
    settings = bench.rooms.settings.model_copy(update={"learning": False})
    bench.rooms.close()
    rooms = join(settings, clock=SetClock())
    learner = Learner(rooms, worker=(*STAND_IN, "better"), quiet_seconds=0)

    grow(rooms)
    learner.look()
    rooms.close()

    assert learner.status.state is State.IDLE
    assert not learner.due


def test_enough_is_a_number_of_wordings_and_a_share() -> None:
    base = tuple((f"问题{at}",) for at in range(400))

    assert not changed(base, base[:381])
    assert not changed(base, base[:370])
    assert changed(base, base[:350])
    assert changed((), base[:30])


def test_customers_are_answered_while_it_is_replaced(
    house: House, bench: Bench
) -> None:
    learner = bench.learner("better")
    house.app.state.service = replace(house.service, learner=learner)
    grow(bench.rooms)
    answers: list[Event] = []

    with TestClient(house.app) as client, ThreadPoolExecutor(1) as pool:
        customer = arrived(client)
        while learner.status.ended_at is None:
            pool.submit(learner.look)
            answers.append(customer.say("信用卡年费怎么收"))
        answers.append(customer.say("信用卡年费怎么收"))

    assert learner.status.state is State.TAKEN
    sources = [[one["article_id"] for one in said["sources"]] for said in answers]
    assert len(sources) > 2
    assert all(one == ["FEE-1"] for one in sources)


def test_the_staff_sees_how_far_it_is(house: House, bench: Bench) -> None:
    learner = bench.learned("better")
    house.app.state.service = replace(house.service, learner=learner)
    path = "/api/v1/knowledge/learning"
    headers = {"Authorization": f"Bearer {house.token_of('eddy')}"}

    with TestClient(house.app) as client:
        told = client.get(path, headers=headers).json()
        stranger = client.get(path)

    assert (told["state"], told["done"], told["due"]) == ("taken", 1.0, False)
    assert "80.0% before, 90.0% after" in told["note"]
    assert stranger.status_code == 401


@pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")
def test_a_base_learned_in_earnest_answers_better(bench: Bench) -> None:
    learner = Learner(bench.rooms, quiet_seconds=0)
    bench.made.append(learner)
    grow(bench.rooms, rich())

    learner.look()
    until(lambda: learner.status.ended_at is not None, "an end", 200)

    status = learner.status
    assert status.state in {State.TAKEN, State.REFUSED}, status.note
    assert (status.after > status.before) is (status.state is State.TAKEN)
    assert status.asked >= 20
