"""What the demo bank answers, what it offers by title, and what it leaves alone."""

from collections.abc import Sequence

import numpy as np

from bot.rules import Answering, load_rules
from knowledge.abstention import Judged, abstention, auroc
from scripts.benchmarks.demo_bank import Found, ask, demo, strangers
from scripts.benchmarks.figures import machine
from scripts.benchmarks.page import Section, table

TITLES = 3
HOW = """The demo bank's held-out questions (`tests/texts/heldout.csv`), and as many of
other worlds (`tests/texts/strangers.csv`, weighed to the same number): far ones, and
near ones such as another bank's card, insurance or social security. "Missing" are the
held-out questions again, each with its own article taken out of the base. An answer
counts as wrong if it is not the right article, and to a stranger always."""


def measure() -> Section:
    base, snapshot = demo()
    known = [ask(snapshot, t, lang, right=right) for t, right, lang in base.asked]
    missing = [ask(snapshot, t, lang, without=right) for t, right, lang in base.asked]
    strange: dict[str, list[Found]] = {"far": [], "near": []}
    for one in strangers():
        strange[one.kind].append(ask(snapshot, one.text, one.language))
    rules = load_rules({}).answering
    rows = [
        *_shown(known, [*strange["far"], *strange["near"]], rules),
        *_offered(known, rules),
        *_apart(known, {**strange, "missing": missing}),
        *_selective(known),
    ]
    body = f"{machine()}.\n\n{HOW}\n\n{table(['figure', 'measured', 'goal'], rows)}"
    return Section(title="Understanding: answering, offering, leaving alone", body=body)


def _shown(
    known: Sequence[Found], strange: Sequence[Found], rules: Answering
) -> list[list[str]]:
    said = [one for one in known if _answered(one, rules)]
    wrong = sum(one.rank != 1 for one in said)
    each = len(known) / len(strange)
    foreign = each * sum(_answered(one, rules) for one in strange)
    share = (wrong + foreign) / max(len(said) + foreign, 1)
    best = abstention(_judged(known), [one.first for one in strange])
    return [
        ["right article first", _percent([one.rank == 1 for one in known]), ""],
        ["answered at the thresholds of the rules", _of(said, known), "80 %"],
        ["wrong among the answers shown", f"{100 * share:.1f} %", "3 %"],
        [
            "could be answered with 3 % wrong",
            f"{100 * best.answered_at_3_wrong:.1f} %",
            "80 %",
        ],
    ]


def _offered(known: Sequence[Found], rules: Answering) -> list[list[str]]:
    asked = [
        one
        for one in known
        if not _answered(one, rules) and one.first >= rules.clarify_at
    ]
    shown = [
        sum(chance >= rules.offer_at for chance in one.chances[:TITLES])
        for one in asked
    ]
    held = [0 < one.rank <= many for one, many in zip(asked, shown, strict=True)]
    three = [0 < one.rank <= TITLES for one in asked]
    return [
        ["offered titles instead", _of(asked, known), ""],
        ["the right one among the titles offered", _percent(held), "95 %"],
        ["the right one among the first three titles", _percent(three), "95 %"],
    ]


def _apart(known: Sequence[Found], others: dict[str, list[Found]]) -> list[list[str]]:
    goals = {"far": "0.99", "near": "0.96", "missing": "0.88"}
    inside = np.asarray([one.first for one in known])
    return [
        [
            f"AUROC against {kind} ({len(found)})",
            f"{auroc(inside, np.asarray([one.first for one in found])):.3f}",
            goals[kind],
        ]
        for kind, found in others.items()
    ]


def _selective(known: Sequence[Found]) -> list[list[str]]:
    found = abstention(_judged(known), [])
    return [
        ["coverage at 95 % accuracy", f"{100 * found.coverage_at_95:.1f} %", ""],
        ["coverage at 90 % accuracy", f"{100 * found.coverage_at_90:.1f} %", ""],
        ["area under risk against coverage", f"{found.aurc:.4f}", ""],
    ]


def _answered(one: Found, rules: Answering) -> bool:
    return one.first >= rules.answer_at and one.lead >= rules.margin_at


def _judged(known: Sequence[Found]) -> list[Judged]:
    return [Judged(confidence=one.first, right=one.rank == 1) for one in known]


def _of(some: Sequence[Found], of: Sequence[Found]) -> str:
    return f"{100 * len(some) / len(of):.1f} %"


def _percent(flags: Sequence[bool]) -> str:
    return f"{100 * sum(flags) / max(len(flags), 1):.1f} %"
