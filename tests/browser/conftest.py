"""The browser, the service it visits, and the people in front of it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Protocol

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ViewportSize,
    sync_playwright,
)

from tests.browser.people import Agent, Customer
from tests.browser.service import ELSEWHERE, Service, somewhere

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
)

Theme = Literal["light", "dark"]
SCREEN = ViewportSize(width=1440, height=860)
PHONE = ViewportSize(width=360, height=740)


class Opens(Protocol):
    """Opens a fresh browser profile."""

    def __call__(
        self,
        *,
        size: ViewportSize = SCREEN,
        theme: Theme = "light",
        policy: bool = True,
        kept: Path | None = None,
    ) -> BrowserContext: ...


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    # Ends with this folder of tests: while it lives, its loop runs in this thread, and
    # no test that follows could run one of its own.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def service(
    chromium: Browser,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Service]:
    home = tmp_path_factory.mktemp("home")
    if ELSEWHERE not in os.environ:
        request.getfixturevalue("demo_home")(home)
    with somewhere(home) as running:
        yield running


@pytest.fixture
def opens(chromium: Browser) -> Iterator[Opens]:
    """Opens profiles that are closed when the test is over."""
    opened: list[BrowserContext] = []

    def fresh(
        *,
        size: ViewportSize = SCREEN,
        theme: Theme = "light",
        policy: bool = True,
        kept: Path | None = None,
    ) -> BrowserContext:
        context = chromium.new_context(
            locale="zh-CN",
            viewport=size,
            color_scheme=theme,
            bypass_csp=not policy,
            storage_state=kept,
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield fresh
    for context in opened:
        context.close()


@pytest.fixture(scope="package")
def logged_in(
    chromium: Browser, service: Service, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What a browser keeps after the first log-in at the desk, new password and all."""
    kept = tmp_path_factory.mktemp("browser") / "kept.json"
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{service.url}/desk?lang=zh-CN")
    page.get_by_label("用户名").fill(service.name)
    page.get_by_label("密码").fill(service.password)
    page.get_by_role("button", name="登录").click()
    presence = page.get_by_role("group", name="在线状态")
    first = page.get_by_role("heading", name="设置新密码")
    presence.or_(first).wait_for()
    if first.is_visible():
        page.get_by_label("当前密码").fill(service.password)
        page.get_by_label("新密码", exact=True).fill(f"{service.password}-2")
        page.get_by_role("button", name="保存").click()
    presence.wait_for()
    context.storage_state(path=kept)
    context.close()
    return kept


@pytest.fixture
def customer(opens: Opens, service: Service) -> Iterator[Customer]:
    """Somebody on a phone, who leaves no open conversation behind."""
    context = opens(size=PHONE)
    arrived = Customer(page=context.new_page(), url=service.url)
    arrived.arrive()
    yield arrived
    if not arrived.page.is_closed():
        arrived.leave()


@pytest.fixture
def agent(opens: Opens, service: Service, logged_in: Path) -> Agent:
    context = opens(kept=logged_in)
    arrived = Agent(page=context.new_page(), url=service.url)
    arrived.arrive()
    return arrived
