"""When too many proofs fail over all customers."""

import pytest

from bot.acts import act_kinds
from bot.fleet import FLEET, SIGNAL, Share, failing, usual_share
from bot.levels import load_levels
from bot.message import Channel
from bot.verification import Assurance

pytestmark = pytest.mark.rules

CALM = Share(right=9_700, wrong=300)
"""Three percent."""


@pytest.mark.parametrize(
    ("lately", "before", "customers", "found"),
    [
        (Share(right=900, wrong=100), CALM, 60, True),
        (Share(right=920, wrong=80), CALM, 60, False),
        (Share(right=900, wrong=100), CALM, 19, False),
        (Share(right=30, wrong=19), CALM, 40, False),
        (Share(right=20, wrong=30), Share(), 30, False),
        (Share(right=19, wrong=31), Share(), 30, True),
        (Share(right=96, wrong=4), Share(right=9_999, wrong=1), 20, True),
        (Share(), CALM, 0, False),
    ],
)
def test_failing_is_three_times_the_usual_share_of_enough_people(
    lately: Share, before: Share, customers: int, found: bool
) -> None:
    assert failing(lately, before, customers=customers) is found


def test_little_history_is_no_history() -> None:
    thin = Share(right=FLEET.usual_tries - 1)

    assert usual_share(thin) == FLEET.usual_unknown


@pytest.mark.parametrize(
    ("act", "required", "demanded"),
    [
        ("freeze", 0, 0),
        ("branches", 0, 0),
        ("application", 1, 2),
        ("bill", 2, 3),
        ("", 2, 3),
        ("raise_limit", 3, 3),
    ],
)
def test_while_proofs_fail_more_has_to_be_proved(
    act: str, required: int, demanded: int
) -> None:
    found = load_levels().demanded(
        act, Assurance(required), channel=Channel.WEB, signal=SIGNAL
    )

    assert found is Assurance(demanded)


def test_otherwise_what_is_required_suffices() -> None:
    found = load_levels().demanded("bill", Assurance.L2, channel=Channel.WEB, signal="")

    assert found is Assurance.L2


def test_the_version_changes_with_anything_in_the_levels() -> None:
    plain = load_levels().version
    raised = load_levels('[[rule]]\nact = "bill"\nlevel = 3\n').version
    shorter = load_levels(
        "[lasting.chat]\nL2 = { idle = 60, absolute = 600 }\n"
    ).version

    assert plain == load_levels("").version
    assert len({plain, raised, shorter}) == 3


def test_two_people_never_prove_more_than_for_reading() -> None:
    assert load_levels().most("manual") is Assurance.L2
    assert act_kinds()["change_address"].tier.value == "R3"
