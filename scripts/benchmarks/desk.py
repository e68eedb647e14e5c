"""The desk page under a storm: how long each picture that the browser draws takes."""

import json
import shutil
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from scripts.benchmarks.desk_stage import CONVERSATIONS, Stage, stage
from scripts.benchmarks.figures import machine, percentile
from scripts.benchmarks.page import Section

MESSAGES = 300
SECONDS = 10.0
GOAL_MS = 100.0
TRACED = ("toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline")
SCREEN = ViewportSize(width=1440, height=860)
WATCH = """() => {
  window.frames_ = [];
  let last = performance.now();
  const drawn = (at) => {
    window.frames_.push(at - last);
    last = at;
    window.watching = requestAnimationFrame(drawn);
  };
  window.watching = requestAnimationFrame((at) => { last = at; drawn(at); });
}"""
FRAMES = "() => { cancelAnimationFrame(window.watching); return window.frames_; }"
SHOWN = f"""() => Array.from(document.querySelectorAll('.item .last'))
  .filter((each) => each.textContent.includes('第 2 句')).length === {CONVERSATIONS}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """What one storm did to the page."""

    frames_ms: list[float]
    """From one picture to the next."""
    tasks_ms: list[float]
    """Of the page's own thread, each task without what others on the machine took."""


def opened(page: Page, on: Stage) -> None:
    page.goto(f"{on.url}/desk?lang=zh-CN")
    page.wait_for_function(
        f"document.querySelectorAll('.item').length === {CONVERSATIONS}"
    )
    page.wait_for_timeout(1_000)


def storm(browser: Browser, page: Page, on: Stage, seconds: float = SECONDS) -> Storm:
    """Every conversation of the list hears a message, evenly over these seconds."""
    browser.start_tracing(page=page, categories=list(TRACED))
    page.evaluate(WATCH)
    began = time.monotonic()
    for number in range(MESSAGES):
        wait = began + seconds * number / MESSAGES - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        on.say(number * 7 % CONVERSATIONS, 2)
    page.wait_for_function(SHOWN)
    frames = [float(one) for one in page.evaluate(FRAMES)]
    return Storm(frames_ms=frames, tasks_ms=_tasks(browser.stop_tracing()))


def _tasks(trace: bytes) -> list[float]:
    events = json.loads(trace)["traceEvents"]
    main = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    return [
        one.get("tdur", 0) / 1_000
        for one in events
        if one["name"] == "RunTask" and (one["pid"], one["tid"]) in main
    ]


def measure() -> Section:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright, stage() as on:
        browser = playwright.chromium.launch(executable_path=found)
        page = browser.new_context(viewport=SCREEN).new_page()
        opened(page, on)
        told = storm(browser, page, on)
        browser.close()
    busy = sum(told.tasks_ms)
    body = f"""
{machine()}. A desk page in headless Chromium, {CONVERSATIONS} conversations in the
list, {MESSAGES} messages in {SECONDS:.0f} s over a real socket; each is an event and a
card, and moves its row to the top. A frame is the time from one picture to the next;
a task is counted in the time of the page's own thread, whatever else the machine does.

| | longest | p99 | over {GOAL_MS:.0f} ms |
|---|---:|---:|---:|
| frames ({len(told.frames_ms)}) | {_row(told.frames_ms)} |
| tasks ({len(told.tasks_ms)}) | {_row(told.tasks_ms)} |

The thread was busy for {busy:,.0f} ms, {busy / MESSAGES:.1f} ms for each message.
"""
    return Section(title="Desk: a storm of messages", body=body)


def _row(found_ms: list[float]) -> str:
    late = sum(one > GOAL_MS for one in found_ms) or "none"
    return f"{max(found_ms):.0f} ms | {percentile(found_ms, 99):.0f} ms | {late}"
