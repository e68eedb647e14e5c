"""Pictures, files, voice messages and typing, from page to page."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api.fixtures.files import SVG, picture
from tests.browser.people import Agent, Customer, watch

pytestmark = pytest.mark.browser

WIDTH = "(image) => image.complete && image.naturalWidth"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "照片.jpg"
    path.write_bytes(picture("JPEG", (90, 60)))
    return path


def attach(page: Page, *files: Path) -> None:
    page.locator("input[type=file]").set_input_files([*files])


def drawn(pictures: Locator, width: int) -> None:
    """The picture is there, as wide as it was sent."""
    expect(pictures.last).to_be_visible(timeout=15_000)
    handle = pictures.last.element_handle()
    pictures.page.wait_for_function(f"(i) => ({WIDTH})(i) === {width}", arg=handle)


def pictures(page: Page) -> Locator:
    return page.get_by_role("log").locator(".attached-picture img")


def in_service(customer: Customer, agent: Agent) -> None:
    customer.ask_for_a_person()
    agent.take(customer)


def test_a_picture_goes_both_ways(
    customer: Customer, agent: Agent, photo: Path
) -> None:
    watched = (watch(customer.page), watch(agent.page))

    attach(customer.page, photo)
    customer.sees(re.compile("看不了图片"))
    in_service(customer, agent)
    drawn(pictures(agent.page), 90)
    attach(agent.page, photo)
    drawn(pictures(customer.page), 90)
    agent.page.get_by_role("button", name="放大图片 照片.jpg").last.click()

    expect(agent.page.get_by_role("dialog", name="图片：照片.jpg")).to_be_visible()
    expect(pictures(customer.page)).to_have_count(2)
    expect(pictures(agent.page)).to_have_count(2)
    assert watched == ([], [])
    agent.page.keyboard.press("Escape")
    agent.close()


def test_a_file_is_saved_under_its_name(customer: Customer, tmp_path: Path) -> None:
    table = tmp_path / "流水.csv"
    table.write_text("日期,金额\n", "utf-8")

    attach(customer.page, table)
    button = customer.page.get_by_role("button", name="下载文件 流水.csv")
    with customer.page.expect_download() as saved:
        button.click()

    assert saved.value.suggested_filename == "流水.csv"
    assert saved.value.path().read_text("utf-8") == "日期,金额\n"


def test_what_is_not_allowed_is_refused_by_name(
    customer: Customer, tmp_path: Path
) -> None:
    drawing = tmp_path / "picture.png"
    drawing.write_bytes(SVG)

    attach(customer.page, drawing)
    customer.sees(re.compile("不支持这种文件.*PNG.*XLSX"))
    customer.page.get_by_role("button", name="取消发送").click()

    expect(customer.log.locator(".leaving")).to_have_count(0)


def test_without_a_network_it_waits_and_says_so(
    customer: Customer, photo: Path
) -> None:
    customer.page.context.set_offline(True)
    expect(customer.page.locator(".banner")).to_be_visible(timeout=10_000)
    attach(customer.page, photo)
    customer.sees(re.compile("尚未发送"))
    customer.page.context.set_offline(False)

    drawn(pictures(customer.page), 90)

    expect(customer.log.locator(".leaving")).to_have_count(0)
    expect(pictures(customer.page)).to_have_count(1)


def test_a_voice_message_is_recorded_and_heard(
    customer: Customer, agent: Agent
) -> None:
    customer.page.context.grant_permissions(["microphone"])
    in_service(customer, agent)

    customer.page.get_by_role("button", name="发送语音").click()
    expect(customer.page.get_by_role("timer")).to_contain_text("0:01")
    customer.page.get_by_role("button", name="发送语音").click()
    player = agent.log.locator("audio")
    expect(player).to_have_attribute("aria-label", re.compile("语音，[12] 秒"))
    handle = player.element_handle()
    agent.page.wait_for_function("(a) => a.duration > 0.5", arg=handle)

    expect(agent.log.get_by_text("没有语音识别，请收听")).to_be_visible()
    agent.close()


def test_the_agent_sees_what_is_typed_until_it_is_sent(
    customer: Customer, agent: Agent
) -> None:
    in_service(customer, agent)
    told = agent.log.get_by_text("客户正在输入：我想问•••••••的年费")

    expect(customer.page.get_by_text("人工客服能看到您正在输入的内容")).to_be_visible()
    customer.box.press_sequentially("我想问6222021的年费")
    expect(told).to_be_visible()
    customer.box.press("Enter")

    agent.sees("我想问6222021的年费")
    expect(told).to_have_count(0)
    agent.close()
