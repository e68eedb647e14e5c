"""What must hold on a floor once all is quiet: each check tells what does not."""

from collections import Counter
from itertools import pairwise

from playwright.sync_api import Page

from tests.browser.floor.desks import Seat, log_of, mine_on, shown_by
from tests.browser.floor.ledger import MARK, Line, speakers_wrong, unanswered
from tests.browser.floor.story import Floor

UNSENT = """() => Object.keys(localStorage)
  .filter((key) => /^teller\\.desk\\.(draft|unsent)\\./.test(key))
  .map((key) => JSON.parse(localStorage.getItem(key)))
  .flatMap((kept) => (typeof kept === 'string' ? [kept] : [kept.text]))"""


def crossed_drafts(floor: Floor) -> list[str]:
    """Drafts in the records that name another customer."""
    marks = floor.ledger.marks
    return [
        f"{marks[conversation]}: {text}"
        for conversation, text in floor.records.drafts()
        if conversation in marks
        and any(one != marks[conversation] for one in MARK.findall(text))
    ]


def told_wrong(floor: Floor) -> list[str]:
    """Whoever asked for a person was answered by one human at a time, or told why."""
    wrong: list[str] = []
    for caller in floor.callers:
        lines = floor.records.lines(caller.conversation)
        wrong.extend(f"{caller.number}: {one}" for one in speakers_wrong(lines))
        escalated = any(line.owner == "queue" for line in lines)
        if not escalated and caller.number in floor.asked:
            wrong.append(f"{caller.number}: asked, and nothing came of it")
        if escalated and (lines[-1].owner == "queue" or unanswered(lines)):
            wrong.append(f"{caller.number}: still waits")
        wrong.extend(f"{caller.number}: {one}" for one in _unexplained(lines))
    return wrong


def _unexplained(lines: list[Line]) -> list[str]:
    """Each change of hands is told by a line of the service."""
    told = [
        line.author in ("system", "bot")
        for before, line in pairwise(lines)
        if before.owner == "agent" and line.owner != "agent"
    ]
    return ["left by its agent without a word"] if not all(told) else []


def said_wrong(floor: Floor) -> list[str]:
    """What customers said stands in the records once, and nowhere else."""
    wrong = []
    for caller in floor.callers:
        lines = floor.records.lines(caller.conversation)
        stored = [line.text for line in lines if line.author == "customer"]
        said, kept = floor.ledger.said[caller.conversation], Counter(stored)
        if said != kept:
            wrong.append(f"{caller.number}: lost {said - kept}, more {kept - said}")
        if [line.seq for line in lines] != list(range(1, len(lines) + 1)):
            wrong.append(f"{caller.number}: seqs {[line.seq for line in lines]}")
    return wrong


def replied_wrong(floor: Floor) -> list[str]:
    """What agents sent reached its customer once, and nobody else; or it stands on
    the agent's screen as not sent."""
    stored = Counter(
        (line.agent, caller.conversation, line.text)
        for caller in floor.callers
        for line in floor.records.lines(caller.conversation)
        if line.author == "agent"
    )
    sent, tried = Counter(floor.ledger.replies), Counter(floor.ledger.tried)
    kept = {(seat.shown_as, words) for seat in floor.seats for words in _kept(seat)}
    kept_on_service = set(floor.records.drafts())
    lost = [
        one
        for one in sent - stored
        if (one[0], one[2]) not in kept and (one[1], one[2]) not in kept_on_service
    ]
    more = [f"more than was sent: {one}" for one in stored - sent - tried]
    return [*(f"lost: {one}" for one in lost), *more]


def _kept(seat: Seat) -> list[str]:
    """Everything that waits in the conversations of this agent's browser."""
    return list(seat.page.evaluate(UNSENT))


def screens_wrong(floor: Floor) -> list[str]:
    """Each customer has everything on the screen, once, as a new screen has it."""
    wrong = []
    for caller in floor.callers:
        shown = caller.heard()
        lines = floor.records.lines(caller.conversation)
        for author in ("customer", "agent"):
            stored = [line.text for line in lines if line.author == author]
            if [text for who, text in shown if who == author] != stored:
                wrong.append(f"{caller.number}: {author}: {shown}, but {stored}")
        if caller.heard_anew() != shown:
            wrong.append(f"{caller.number}: another screen is shown to a newcomer")
    return wrong


def desks_wrong(floor: Floor) -> list[str]:
    """An agent who came back sees what a new page shows."""
    return [one for seat in floor.seats for one in _desk_wrong(seat)]


def _desk_wrong(seat: Seat) -> list[str]:
    before = _all_of(seat.page)
    fresh = seat.page.context.new_page()
    fresh.goto(f"{seat.url}/desk?lang=zh-CN")
    now = _all_of(fresh)
    fresh.close()
    return [
        f"{seat.shown_as} {where}: {was}, but {is_}"
        for where, was, is_ in zip(before, before.values(), now.values(), strict=True)
        if was != is_
    ]


def _all_of(page: Page) -> dict[str, object]:
    """The words of two conversations, and every list row by row."""
    mine = mine_on(page)
    told: dict[str, object] = {one: log_of(page, one) for one in mine[:2]}
    return {"order": mine, "words": told, **shown_by(page)}


def board_wrong(floor: Floor) -> list[str]:
    """The supervisor's board counts what the records hold."""
    board: Page = floor.supervisor
    board.goto(f"{floor.url}/board?lang=zh-CN")
    board.locator(".panel table tbody tr").first.wait_for()
    cells = board.locator(".panel").first.locator("tbody td:nth-child(2)")
    shown = sum(int(cell) for cell in cells.all_inner_texts())
    stored = list(floor.records.owners().values()).count("queue")
    return [] if shown == stored else [f"{shown} on the board, but {stored} wait"]
