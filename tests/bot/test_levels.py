"""What an act needs: floors by tier that a bank may raise and never lower."""

import pytest

from bot.acts import ActKind, Tier, act_kinds
from bot.errors import MalformedRules
from bot.levels import Levels, load_levels
from bot.message import Channel
from bot.verification import Assurance

pytestmark = pytest.mark.rules

BUILT_IN = load_levels()


def needed(
    levels: Levels,
    act: str,
    *,
    channel: Channel = Channel.WEB,
    signals: tuple[str, ...] = (),
    segment: str = "",
) -> Assurance:
    kind = act_kinds()[act]
    return levels.required(kind, channel=channel, signals=signals, segment=segment)


@pytest.mark.parametrize(
    ("act", "level"),
    [
        ("branches", Assurance.L0),
        ("freeze", Assurance.L0),
        ("application", Assurance.L1),
        ("bill", Assurance.L2),
        ("place_instalment", Assurance.L3),
    ],
)
def test_each_tier_has_a_floor(act: str, level: Assurance) -> None:
    assert needed(BUILT_IN, act) is level


def test_what_only_the_app_or_a_branch_may_do_is_never_done() -> None:
    transfer = ActKind(name="transfer", tier=Tier.R4, params=())

    assert BUILT_IN.never(transfer)
    assert not BUILT_IN.never(act_kinds()["place_instalment"])


def test_pressure_raises_what_is_needed_to_read_and_never_bars_protection() -> None:
    assert needed(BUILT_IN, "bill", signals=("pressure",)) is Assurance.L3
    assert needed(BUILT_IN, "freeze", signals=("pressure",)) is Assurance.L0


def test_a_bank_raises_a_level_by_act_channel_segment_and_signal() -> None:
    levels = load_levels("""
        [[rule]]
        act = "bill"
        channel = "wechat"
        segment = "private"
        signal = "abroad"
        level = 3
    """)

    everything = {
        "channel": Channel.WECHAT, "segment": "private", "signals": ("abroad",)
    }  # fmt: skip
    assert needed(levels, "bill", **everything) is Assurance.L3  # type: ignore[arg-type]
    for missing in everything:
        rest = {key: value for key, value in everything.items() if key != missing}
        assert needed(levels, "bill", **rest) is Assurance.L2  # type: ignore[arg-type]


def test_the_highest_of_several_rules_counts() -> None:
    levels = load_levels("""
        [[rule]]
        act = "application"
        level = 3
        [[rule]]
        tier = "R1"
        level = 2
    """)

    assert needed(levels, "application") is Assurance.L3


@pytest.mark.parametrize(
    ("act", "level"), [("place_instalment", 2), ("bill", 1), ("application", 0)]
)
def test_refusal_29_a_pack_that_lowers_a_floor_stops_the_start(
    act: str, level: int
) -> None:
    text = (
        f'[[rule]]\nact = "bill"\nlevel = 3\n[[rule]]\nact = "{act}"\nlevel = {level}'
    )

    with pytest.raises(MalformedRules, match=r"verification\.toml, line 4: .* needs L"):
        load_levels(text)


def test_refusal_29_a_tier_cannot_be_lowered_either() -> None:
    with pytest.raises(MalformedRules, match="line 1: R4 needs L3"):
        load_levels('[[rule]]\ntier = "R4"\nlevel = 0')


def test_a_rule_cannot_bar_protection() -> None:
    with pytest.raises(MalformedRules, match="line 1: freeze protects"):
        load_levels('[[rule]]\nact = "freeze"\nlevel = 2')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rule = [", "verification.toml"),
        ("[levels]\nx = 1", "line 1: there is no table levels"),
        ("[[rule]]\nlevel = 3", "line 1: a rule names an act or a tier"),
        ('[[rule]]\nact = "steal"\nlevel = 3', "line 1: there is no act steal"),
        ('[[rule]]\ntier = "R9"\nlevel = 3', "line 1: a rule cannot be read"),
        ('[[rule]]\nact = "bill"\nlevel = 7', "line 1: a rule cannot be read"),
        ('[[rule]]\nact = "bill"', "line 1: a rule cannot be read"),
        ('[[rule]]\nact = "bill"\nwhen = 1\nlevel = 3', "line 1: a rule has no when"),
        (
            "[lasting.chat]\nL2 = { idle = 601, absolute = 1800 }",
            "line 2: lasting.chat.L2: idle is 1 to 600",
        ),
        (
            "[lasting.chat]\nL2 = { idle = 60, absolute = 0 }",
            "line 2: lasting.chat.L2: absolute is 1 to 1800",
        ),
        ("[lasting.post]\nL2 = { idle = 1, absolute = 1 }", "lasting.post cannot"),
        ("[factor]\nvoice = 1", "line 2: factor voice gives L0 at the most"),
        ("[factor]\ncode = 3", "line 2: factor code gives L2 at the most"),
        ("[factor]\nbirthday = 1", "line 2: there is no factor birthday"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(MalformedRules, match=said):
        load_levels(text)


def test_a_bank_shortens_how_long_a_proof_stands() -> None:
    levels = load_levels("[lasting.chat]\nL2 = { idle = 120, absolute = 600 }")

    assert levels.seconds(Assurance.L2, channel=Channel.WEB).idle_seconds == 120
    assert levels.seconds(Assurance.L2, channel=Channel.PHONE).idle_seconds == 300


def test_a_bank_takes_a_factors_power_away() -> None:
    levels = load_levels("[factor]\nface = 0")

    assert levels.most("face") is Assurance.L0
    assert levels.most("app") is Assurance.L3


@pytest.mark.parametrize("factor", ["voice", "caller_id", "birthday"])
def test_refusals_17_18_19_signs_of_risk_and_knowledge_prove_nothing(
    factor: str,
) -> None:
    assert BUILT_IN.most(factor) is Assurance.L0
