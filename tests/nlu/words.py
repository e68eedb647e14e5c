"""A small bank's words: what the tests of nlu/ learn from."""

from nlu.build import Material

GROUPS: list[tuple[str, ...]] = [
    ("怎么开户", "我想办一张储蓄卡", "开账户要带什么", "开户流程"),
    ("信用卡年费怎么收", "年费多少钱", "金卡一年收多少年费", "免年费的条件"),
    ("怎么提高额度", "额度太低了想提额", "申请固定额度", "提升信用额度"),
    ("怎么还信用卡", "还款方式有哪些", "信用卡怎么还钱", "可以用别的银行卡还款吗"),
    ("账单日是哪天", "每个月几号出账单", "账单什么时候出来", "出账日怎么查"),
    ("最低还款是多少", "最少还多少不算逾期", "最低还款额怎么算", "只还一部分行吗"),
    ("怎么挂失", "卡丢了怎么办", "银行卡找不到了", "挂失要多少钱"),
    ("跨行转账手续费", "转账收费吗", "转到别的银行要多少钱", "汇款手续费"),
    ("定期存款利率", "存一年多少利息", "三年定期利率是多少", "存钱利息高吗"),
    ("房贷怎么申请", "买房贷款要什么材料", "按揭申请条件", "公积金贷款办理"),
    ("提前还贷要违约金吗", "贷款提前结清", "房贷提前还", "提前还款怎么申请"),
    ("网点几点开门", "周末营业吗", "银行什么时候上班", "柜台几点关门"),
    ("忘记密码怎么办", "密码锁了", "怎么重置密码", "取款密码输错三次"),
    ("怎么换手机号", "修改预留手机号", "手机号变更", "预留电话不用了"),
    ("积分怎么换礼品", "信用卡积分查询", "积分会过期吗", "积分能兑换什么"),
    ("怎么激活新卡", "新卡激活", "收到卡怎么开卡", "激活要去柜台吗"),
    ("how do i open an account", "open a savings account", "what to bring to open one"),
    ("what is the annual fee", "how much is the card fee", "annual fee waiver"),
    ("how do i raise my limit", "increase credit limit", "my limit is too low"),
    ("how to reset my password", "forgot my password", "password is locked"),
    ("branch opening hours", "when does the branch open", "are you open on sunday"),
    ("how do i repay my card", "ways to pay the card bill", "pay off credit card"),
]
INTENTS: dict[str, list[str]] = {
    "greeting": ["你好", "您好", "在吗", "早上好", "hello", "hi there", "good morning"],
    "thanks": [
        "谢谢",
        "多谢你",
        "非常感谢",
        "thank you",
        "thanks a lot",
        "many thanks",
    ],
    "annual_fee": [
        *("信用卡年费多少", "年费怎么收", "金卡年费", "怎么免年费", "收年费吗"),
        *("annual fee of the card", "how much is the annual fee", "waive the fee"),
    ],
    "report_lost": [
        *("我的卡丢了", "帮我挂失", "银行卡找不到了", "卡被偷了", "马上挂失"),
        *("i lost my card", "my card was stolen", "block my lost card"),
    ],
    "limit_raise": [
        *("我要提额", "提高信用卡额度", "额度不够用", "额度能高一点吗", "申请提额"),
        *("raise my limit", "increase my credit limit", "need a higher limit"),
    ],
}
OFFTOPIC = [
    *("今天天气怎么样", "明天会下雨吗", "讲个笑话", "红烧肉怎么做", "推荐一部电影"),
    *("谁赢了昨晚的球赛", "写一首诗", "附近有什么好吃的", "恐龙为什么灭绝", "电脑蓝屏"),
    *("what is the weather", "tell me a joke", "who won the game", "write a poem"),
    *("recommend a movie", "best noodles nearby", "how tall is the tower"),
]
MATERIAL = Material(groups=GROUPS, intents=INTENTS, offtopic=OFFTOPIC)
