"""What customers think of answers, and of a whole conversation."""

from dataclasses import replace

import pytest

from bot.errors import ConversationNotFound
from models.conversations import SqlConversationStore
from models.database import Database
from models.errors import MessageNotFound
from models.feedback import SqlFeedback
from models.records import Feedback, Rating
from tests.models.samples import NOW, TENANT, conversation, said

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)

HELPED = Feedback(tenant_id=TENANT, conversation_id="c1", seq=1, helpful=True, at=NOW)
RATING = Rating(tenant_id=TENANT, conversation_id="c1", solved=True, stars=5, at=NOW)


@pytest.fixture
def feedback(database: Database) -> SqlFeedback:
    SqlConversationStore(database).create(conversation(), (said(),))
    return SqlFeedback(database)


def test_the_last_word_on_an_answer_wins(feedback: SqlFeedback) -> None:
    feedback.give(HELPED)
    wrong = replace(HELPED, helpful=False, reason="答非所问")

    feedback.give(wrong)

    assert feedback.given(TENANT, "c1") == (wrong,)
    assert feedback.given("other", "c1") == ()


def test_feedback_needs_its_message(feedback: SqlFeedback) -> None:
    with pytest.raises(MessageNotFound):
        feedback.give(replace(HELPED, seq=2))
    with pytest.raises(MessageNotFound):
        feedback.give(replace(HELPED, tenant_id="other"))


def test_a_conversation_has_one_rating(feedback: SqlFeedback) -> None:
    assert feedback.rating(TENANT, "c1") is None
    feedback.rate(RATING)
    unsure = replace(RATING, solved=None, stars=None, comment="还可以")

    feedback.rate(unsure)

    assert feedback.rating(TENANT, "c1") == unsure
    with pytest.raises(ConversationNotFound):
        feedback.rate(replace(RATING, tenant_id="other"))
