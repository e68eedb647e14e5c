"""All planted bugs by name, each with the promise that it breaks.

Nothing of the service knows of them: they replace what they break from outside, in
the process of one life.
"""

from collections.abc import Callable, Mapping

from tests.chaos.checker import Broken
from tests.chaos.mutants.answering import (
    answer_twice,
    anybody_replies,
    handled_before_reply,
    newest_first,
    no_sweep,
    renumber_for_readers,
    save_without_version,
)
from tests.chaos.mutants.receiving import (
    acknowledge_first,
    cut_words,
    forget_client_ids,
    number_by_count,
    number_repeats_anew,
    remember_client_ids,
    settle_before_commit,
    skip_numbers,
)

MUTANTS: Mapping[str, tuple[Callable[[], None], Broken]] = {
    mutant.__name__: (mutant, broken)
    for mutant, broken in (
        (acknowledge_first, Broken.LOST),
        (settle_before_commit, Broken.LOST),
        (number_by_count, Broken.LOST),
        (forget_client_ids, Broken.DOUBLED),
        (remember_client_ids, Broken.DOUBLED),
        (cut_words, Broken.UNEXPECTED),
        (skip_numbers, Broken.ORDER),
        (newest_first, Broken.ORDER),
        (handled_before_reply, Broken.UNANSWERED),
        (no_sweep, Broken.UNANSWERED),
        (answer_twice, Broken.DOUBLE_ANSWER),
        (save_without_version, Broken.SPEAKER),
        (anybody_replies, Broken.SPEAKER),
        (renumber_for_readers, Broken.READERS),
        (number_repeats_anew, Broken.ACK_CHANGED),
    )
}
"""Each with what it breaks."""


def plant(fault: str) -> None:
    """Nothing for the empty name."""
    if fault:
        MUTANTS[fault][0]()
