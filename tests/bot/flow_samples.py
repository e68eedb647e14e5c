"""Flows to walk in tests: a bill, instalments, a freeze, a dispute, a complaint."""

from bot.flows.loader import load_flows

CARD = """
[slot.card]
kind = "option"
from = "cards.cards"
value = "card"
match = ["tail", "product"]
option.zh-CN = "{product}（尾号{tail}）"
option.en = "{product} ending {tail}"
"""
WHICH = """
[[step]]
id = "identity"
verify = 2
[[step]]
id = "cards"
act = "cards"
with = { kind = "credit" }
on.none = "no_card"
[[step]]
id = "which_card"
collect = "card"
ask.zh-CN = "请问是哪张卡？"
ask.en = "Which card is it?"
why.zh-CN = "您有不止一张卡。"
why.en = "You have more than one card."
"""
NO_CARD = """
[[step]]
id = "no_card"
say.zh-CN = "您名下没有信用卡。"
say.en = "You have no credit card."
[[step]]
id = "over"
end = "done"
"""


def head(name: str, zh: str, en: str, intents: str, more: str = "") -> str:
    return f"""
name = "{name}"
intents = [{intents}]
title.zh-CN = "{zh}"
title.en = "{en}"
purpose.zh-CN = "{zh}"
purpose.en = "{en}"
{more}
"""


BILL = (
    head("bill", "查账单", "My bill", '"bill"')
    + CARD
    + WHICH
    + """
[[step]]
id = "bill"
act = "bill"
with = { card = "{card}" }
on.no_bill = "no_bill"
[[step]]
id = "told"
say.zh-CN = "尾号{card.tail}本期应还{bill.left:money}，{bill.due_date:date}到期。"
say.en = "{bill.left:money} is open on {card.tail}, due on {bill.due_date:date}."
next = "over"
[[step]]
id = "no_bill"
say.zh-CN = "这张卡没有账单。"
say.en = "There is no bill."
next = "over"
"""
    + NO_CARD
)

INSTALMENT = (
    head("instalment", "账单分期", "Bill instalment", '"instalment"')
    + CARD
    + """
[slot.amount]
kind = "amount"
min = "50000"
max = "bill.left"
[slot.months]
kind = "term"
one_of = ["3", "6", "12", "24"]
option.zh-CN = "{value}期"
option.en = "{value} months"
"""
    + WHICH
    + """
[[step]]
id = "bill"
act = "bill"
with = { card = "{card}" }
on.no_bill = "no_card"
[[step]]
id = "enough"
branch = "bill.left"
cases = [ { under = "50000", to = "too_small" } ]
[[step]]
id = "which_amount"
collect = "amount"
ask.zh-CN = "您想分期多少金额？"
ask.en = "How much would you like to split?"
[[step]]
id = "how_long"
collect = "months"
ask.zh-CN = "想分几期？"
ask.en = "Over how many months?"
[[step]]
id = "quote"
act = "quote_instalment"
with = { card = "{card}", amount = "{amount}", months = "{months}" }
on.too_much = "too_small"
on.too_little = "too_small"
on.bad_months = "too_small"
on.overdue = "too_small"
[[step]]
id = "confirm"
confirm.zh-CN = "尾号{card.tail}分{amount:money}，{months}期，手续费{quote.fee:money}。确认办理吗？"
confirm.en = "{amount:money} on {card.tail} over {months} months, fee {quote.fee:money}?"
of = "place"
[[step]]
id = "proof"
verify = 3
of = "place"
[[step]]
id = "place"
act = "place_instalment"
with = { card = "{card}", amount = "{amount}", months = "{months}", quote = "{quote.quote}" }
on.quote_gone = "gone"
on.too_much = "too_small"
on.overdue = "too_small"
[[step]]
id = "done"
say.zh-CN = "办好了，编号{place.reference}。"
say.en = "Done, reference {place.reference}."
next = "over"
[[step]]
id = "gone"
say.zh-CN = "报价过期了，重新算一次。"
say.en = "The quote has expired."
forget = ["quote", "confirm", "place"]
next = "quote"
[[step]]
id = "too_small"
say.zh-CN = "这张卡现在不能分期。"
say.en = "This cannot be split."
next = "over"
"""  # noqa: E501
    + NO_CARD
)

FREEZE = (
    head("freeze", "临时冻结", "Freeze", '"freeze"', "protective = true")
    + """
[[step]]
id = "identity"
verify = 0
[[step]]
id = "freeze"
act = "freeze"
[[step]]
id = "frozen"
say.zh-CN = "已经冻结，编号{freeze.reference}。"
say.en = "Frozen, reference {freeze.reference}."
[[step]]
id = "app"
link = "https://bank.example/app"
title.zh-CN = "打开手机银行"
title.en = "Open the app"
[[step]]
id = "over"
end = "done"
"""
)

DISPUTE = (
    head("dispute", "交易核实", "Dispute", '"dispute"', "protective = true")
    + """
[slot.protect]
kind = "yes_no"
[slot.what]
kind = "text"
[[step]]
id = "identity"
verify = 0
[[step]]
id = "protect_now"
collect = "protect"
ask.zh-CN = "要不要先冻结卡片？"
ask.en = "Shall I freeze your cards?"
[[step]]
id = "protect_or_not"
branch = "protect"
cases = [ { is = "no", to = "which_one" } ]
[[step]]
id = "freeze"
act = "freeze"
[[step]]
id = "which_one"
collect = "what"
ask.zh-CN = "请说说是哪一笔交易。"
ask.en = "Which transaction is it?"
[[step]]
id = "dispute"
act = "dispute"
with = { text = "{what}" }
[[step]]
id = "specialist"
say.zh-CN = "已经登记，编号{dispute.reference}。"
say.en = "Recorded under {dispute.reference}."
handoff = "emergency"
"""
)

LOAN = (
    head("loan", "预约贷款", "Loan appointment", '"loan"')
    + """
[slot.trade]
kind = "choice"
[[slot.trade.choice]]
id = "retail"
title.zh-CN = "零售"
title.en = "Retail"
words.zh-CN = ["小卖部", "开店"]
words.en = ["shop"]
[[slot.trade.choice]]
id = "catering"
title.zh-CN = "餐饮"
title.en = "Catering"
words.zh-CN = ["饭店", "面馆"]
words.en = ["restaurant"]
[slot.years]
kind = "term"
[slot.amount]
kind = "amount"
min = "1000000"
max = "500000000"
[slot.region]
kind = "place"
[slot.contact]
kind = "phone"
[[step]]
id = "what_trade"
collect = "trade"
ask.zh-CN = "请问您做的是哪一行？"
ask.en = "What is your trade?"
[[step]]
id = "how_old"
collect = "years"
ask.zh-CN = "经营多久了？"
ask.en = "How long have you been in business?"
[[step]]
id = "how_much"
collect = "amount"
ask.zh-CN = "想贷多少？"
ask.en = "How much would you like to borrow?"
[[step]]
id = "where"
collect = "region"
ask.zh-CN = "店在哪里？"
ask.en = "Where is your business?"
[[step]]
id = "check"
act = "check_loan"
with = { trade = "{trade}", years = "{years}", amount = "{amount}", purpose = "stock", region = "{region}" }
[[step]]
id = "suits"
branch = "check.suits"
cases = [ { is = "no", to = "sorry" } ]
[[step]]
id = "how_to_reach"
collect = "contact"
ask.zh-CN = "请留下电话。"
ask.en = "Which number may we call?"
[[step]]
id = "confirm"
of = "book"
confirm.zh-CN = "{trade.title}，{years:term}，{amount:money}，{region}，电话{contact}。可以提交吗？"
confirm.en = "{trade.title}, {years:term}, {amount:money}, {region}, {contact}. Shall I submit it?"
[[step]]
id = "book"
act = "book_loan"
with = { trade = "{trade}", years = "{years}", amount = "{amount}", purpose = "stock", region = "{region}", contact = "{contact}" }
on.no_branch = "no_branch"
[[step]]
id = "done"
say.zh-CN = "预约好了，编号{book.reference}。"
say.en = "Booked, reference {book.reference}."
next = "over"
[[step]]
id = "no_branch"
say.zh-CN = "{region}附近没有网点。"
say.en = "There is no branch near {region}."
forget = ["region", "check", "confirm", "book"]
next = "where"
[[step]]
id = "sorry"
say.zh-CN = "现在还不能预约：{check.why}。"
say.en = "Not yet: {check.why}."
[[step]]
id = "over"
end = "done"
"""  # noqa: E501
)

TEXTS = {
    "bill.toml": BILL,
    "instalment.toml": INSTALMENT,
    "freeze.toml": FREEZE,
    "dispute.toml": DISPUTE,
    "loan.toml": LOAN,
}
FLOWS = load_flows(TEXTS)
