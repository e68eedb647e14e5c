"""A small bank for the chaos runs: its pack, its home, and the staff of its desk."""

import csv
from pathlib import Path

from api.cli.banks import with_pack
from api.settings import Settings
from api.staff import NewStaff, add_staff
from models.records import Role

AGENTS = ("小林", "小周")
PASSWORD = "a-long-enough-one"
QUESTIONS = (
    ("信用卡年费怎么收", "年费是多少", "普卡刷满六次免年费。"),
    ("怎么申请信用卡", "想办一张信用卡", "请在手机银行申请。"),
    ("怎么提高信用卡额度", "额度不够用怎么办", "请在手机银行申请提额。"),
    ("账单日是哪一天", "什么时候出账单", "账单日见卡片背面的说明。"),
    ("怎么修改登录密码", "忘了登录密码", "请在登录页点忘记密码。"),
    ("转账多久到账", "转账什么时候能到", "同行实时到账。"),
    ("怎么预约取现", "大额取现要预约吗", "请提前一天预约。"),
    ("贷款利率是多少", "贷款利息怎么算", "利率以合同为准。"),
    ("怎么提前还款", "贷款能提前还吗", "请在手机银行申请提前还款。"),
    ("网点几点上班", "周末营业吗", "工作日九点营业。"),
)
HEAD = """name = "chaos"
[bank]
hotline = "400-000-0000"
[bank.name]
zh-CN = "测试银行"
en = "Test Bank"
[bank.bot]
zh-CN = "小测"
en = "Xiaoce"
"""


def write_pack(folder: Path) -> Path:
    articles = folder / "articles"
    articles.mkdir(parents=True)
    (folder / "pack.toml").write_text(HEAD, "utf-8")
    with (articles / "all.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(
            ["external_id", "question", "similar_questions", "answer", "language"]
        )
        for number, (question, similar, answer) in enumerate(QUESTIONS, start=1):
            lines.writerow([f"A-{number}", question, similar, answer, "zh-CN"])
    return folder


def settle(settings: Settings) -> None:
    """Makes the home that every run starts from a copy of."""
    rooms = with_pack(settings, quiet=True)
    for name in AGENTS:
        wish = NewStaff(name=name, role=Role.AGENT, password=PASSWORD)
        add_staff(
            rooms.records,
            wish,
            tenant_id=rooms.tenant,
            actor="operator",
            must_change=False,
        )
    rooms.close()
