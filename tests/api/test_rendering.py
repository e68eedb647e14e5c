"""Rendering: approved words keep their form, and nothing else becomes a mark."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from api.rendering import ATTRIBUTES, TAGS, html_of, html_of_answer, link_allowed
from bot.message import Author, Channel, Language, Message
from bot.reply import Part, Reply
from tests.models.samples import NOW

pytestmark = pytest.mark.door

HOSTS = frozenset({"bank.example"})

PAYLOADS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    '<img src="x" onerror="alert(1)"//>',
    "<img/src=x/onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:alert(1)><text y=9>x</text></a></svg>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
    "<math href=javascript:alert(1)>x</math>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='jav\tascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href=data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==>x</a>",
    "<a href=vbscript:msgbox(1)>x</a>",
    "<a href=https://bank.example onclick=alert(1)>x</a>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<textarea autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<base href=https://evil.example/>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<p style=background:url(https://evil.example/x)>x</p>",
    "<div style='position:fixed;inset:0'>x</div>",
    "<table background=javascript:alert(1)><tr><td>x</table>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><script>alert(1)</script-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "</p><script>alert(1)</script><p>",
    "</div></body><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "＜script＞alert(1)＜/script＞",
    "<script\x0c>alert(1)</script>",
    "<\x00script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox(1))",
    "[x](https://evil.example)",
    "[x](http://bank.example)",
    "[x](//evil.example)",
    "[x](https://bank.example@evil.example)",
    "[x](https://evil.example\\@bank.example)",
    "[x](https://bank.example.evil.example)",
    "[x](https://evilbank.example)",
    '[x](https://bank.example "onmouseover=alert(1)")',
    '[x](https://bank.example/"onmouseover=alert(1)//)',
    "![x](https://evil.example/track.png)",
    "![x](javascript:alert(1))",
    '![x](x"onerror="alert(1))',
    "<javascript:alert(1)>",
    "<https://evil.example>",
    "https://evil.example",
    "[x]: javascript:alert(1)\n\n[x]",
    "```\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "**<img src=x onerror=alert(1)>**",
    "| <script>alert(1)</script> | b |\n|---|---|\n| <img src=x onerror=a()> | d |",
    "- <svg onload=alert(1)>",
    "# <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "[<img src=x onerror=alert(1)>](https://bank.example)",
    "[x](https://bank.example)<script>alert(1)</script>",
)


def said(author: Author, text: str) -> Message:
    reply = Reply(parts=(Part(written=text),)) if author is Author.BOT else None
    return Message(
        id="m1",
        tenant_id="main",
        conversation_id="c1",
        author=author,
        text=text,
        language=Language.ZH,
        channel=Channel.WEB,
        sent_at=NOW,
        reply=reply,
    )


def elements(html: str, parser: str = "html.parser") -> list[Tag]:
    return [one for one in BeautifulSoup(html, parser).find_all(True)]


def harmless(html: str) -> bool:
    """Only marks and attributes of the list, and links to the bank alone."""
    for parser in ("html.parser", "lxml"):
        for one in elements(html, parser):
            if one.name not in TAGS | {"html", "body"}:
                return False
            if one.name == "a" and not link_allowed(str(one.get("href")), HOSTS):
                return False
            allowed = ATTRIBUTES.get(one.name, set()) | {"rel", "target"}
            if not set(one.attrs) <= allowed:
                return False
    return True


def test_the_list_of_payloads_is_long() -> None:
    assert len(set(PAYLOADS)) >= 80


@pytest.mark.parametrize("author", Author)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_stay_words(payload: str, author: Author) -> None:
    assert harmless(html_of(said(author, payload), HOSTS))
    assert harmless(html_of(said(author, f"您好 {payload} 谢谢"), HOSTS))


@pytest.mark.parametrize("author", [Author.CUSTOMER, Author.AGENT, Author.SYSTEM])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_say_is_shown_letter_by_letter(
    payload: str, author: Author
) -> None:
    html = html_of(said(author, payload))

    assert {one.name for one in elements(html)} <= {"p", "br"}
    shown = BeautifulSoup(html.replace("<br>", "\n"), "html.parser").get_text()
    assert shown == payload


@given(st.text("<>&\"'`*_[]()!|#-=/\\:; \nahrefscriptonx", max_size=80))
@settings(max_examples=300, deadline=None)
def test_no_mixture_of_marks_becomes_harmful(text: str) -> None:
    assert harmless(html_of_answer(text, HOSTS))


def test_an_answer_keeps_its_form() -> None:
    html = html_of_answer(
        "**年费**每年 200 元：\n\n1. 刷满 6 次免收\n2. 否则收取\n\n"
        "| 卡种 | 年费 |\n|---|---:|\n| 金卡 | 200 |"
    )

    names = [one.name for one in elements(html)]
    assert {"strong", "ol", "li", "table", "th", "td"} <= set(names)
    assert "style" not in html


def test_lines_of_plain_text_stay_lines() -> None:
    assert html_of_answer("第一行\n第二行") == "<p>第一行<br>\n第二行</p>"
    assert html_of(said(Author.AGENT, "一\r\n二\r三")) == "<p>一<br>二<br>三</p>"


@pytest.mark.parametrize(
    "text",
    ["尾号 ****1234", ">5 万元", "    缩进的一行", "a_b_c", "利率\n---", "3*4=12"],
)
def test_signs_of_plain_text_are_shown_as_they_are(text: str) -> None:
    shown = BeautifulSoup(html_of_answer(text), "html.parser").get_text()

    assert shown.replace("\n", "") in text.replace("\n", "") or shown == text.strip()


def test_a_heading_does_not_disturb_the_page() -> None:
    assert html_of_answer("# 年费") == "<p><strong>年费</strong></p>"


def test_links_lead_to_the_bank_only() -> None:
    ours = html_of_answer("[费率表](https://www.bank.example/fees?a=1)", HOSTS)
    foreign = html_of_answer("[费率表](https://evil.example)", HOSTS)

    (link,) = elements(f"<i>{ours}</i>")[2:]
    assert link["href"] == "https://www.bank.example/fees?a=1"
    assert "noopener" in str(link["rel"])
    assert link["target"] == "_blank"
    assert foreign == "<p>费率表</p>"


def test_no_link_survives_where_no_site_is_named() -> None:
    assert "<a" not in html_of_answer("[x](https://bank.example)")


def test_every_part_of_a_reply_is_shown() -> None:
    message = said(Author.BOT, "")
    reply = Reply(parts=(Part(written="第一段"), Part(written="第二段")))

    html = html_of(replace(message, reply=reply))

    assert html == "<p>第一段</p><p>第二段</p>"


def test_an_agent_writes_no_marks() -> None:
    assert html_of(said(Author.AGENT, "**急**")) == "<p>**急**</p>"


def test_a_long_answer_with_many_marks_is_rendered_in_time() -> None:
    for mark in ("[" * 5_000, "*a " * 3_000, "- " * 2_000, "|" * 5_000, "`" * 5_000):
        assert harmless(html_of_answer(mark, HOSTS))
