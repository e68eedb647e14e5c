"""The secure card on the customer's page, as somebody fills it in."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.bank import Account

NEXT = {"zh-CN": "下一步", "en": "Next"}
CONFIRM = {"zh-CN": "确认", "en": "Confirm"}
CODE = {"zh-CN": "短信验证码", "en": "One-time code"}
DONE = {"zh-CN": "核验完成。", "en": "Verified."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The one that is open."""

    page: Page
    language: str = "zh-CN"

    @property
    def whole(self) -> Locator:
        return self.page.locator(".secure:not(.shut)")

    @property
    def done(self) -> Locator:
        return self.page.get_by_text(DONE[self.language], exact=True).last

    def opens(self) -> None:
        expect(self.whole).to_have_count(1, timeout=10_000)

    def claim(self, account: Account, button: str = "") -> None:
        self.opens()
        self.whole.locator("input[name=phone]").fill(account.phone)
        self.whole.locator("input[name=tail]").fill(account.tail)
        name = button or NEXT[self.language]
        self.whole.get_by_role("button", name=name, exact=True).click()

    def type_code(self, code: str) -> None:
        box = self.whole.get_by_label(CODE[self.language])
        box.fill(code)
        confirm = CONFIRM[self.language]
        self.whole.get_by_role("button", name=confirm, exact=True).click()

    def ask_in_app(self) -> None:
        self.opens()
        self.whole.get_by_role("button", name="发送到手机银行").click()
        expect(self.whole.get_by_text("请打开手机银行")).to_be_visible()
