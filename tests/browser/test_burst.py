"""Three hundred conversations and a storm of messages do not hold up the page."""

import pytest
from playwright.sync_api import Browser

from scripts.benchmarks.desk import GOAL_MS, opened, storm
from scripts.benchmarks.desk_stage import stage
from tests.browser.conftest import Opens

pytestmark = pytest.mark.browser

SECONDS = 3.0
"""Three times as fast as has to be borne."""


def test_a_storm_of_messages_holds_nothing_up(chromium: Browser, opens: Opens) -> None:
    page = opens().new_page()

    with stage() as on:
        opened(page, on)
        told = storm(chromium, page, on, SECONDS)

    # Of the page's own thread: how busy the machine is besides makes no difference.
    assert max(told.tasks_ms) < GOAL_MS
