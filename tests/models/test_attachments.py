"""The content of attachments, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.attachment import Attachment, Kind
from bot.errors import KeyReused
from bot.message import Author, Message
from models.attachments import (
    AttachmentGone,
    AttachmentNotFound,
    Kept,
    SqlAttachments,
)
from models.conversations import SqlConversationStore
from models.database import Database
from models.errors import Conflict
from tests.models.samples import NOW, TENANT, conversation, said

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)

PICTURE = Attachment(
    kind=Kind.PICTURE,
    name="a.png",
    media_type="image/png",
    size=3,
    digest="d1",
    width=40,
    height=30,
)
VOICE = replace(PICTURE, kind=Kind.VOICE, seconds=1.5, awaits_words=True)
KEPT = Kept(
    tenant_id=TENANT,
    conversation_id="c1",
    id="m1",
    content=b"\x00\xffsealed",
    size=3,
    at=NOW,
)


@pytest.fixture
def store(database: Database) -> SqlConversationStore:
    store = SqlConversationStore(database)
    store.create(conversation())
    return store


@pytest.fixture
def attachments(database: Database, store: SqlConversationStore) -> SqlAttachments:
    return SqlAttachments(database)


def bringing(attachment: Attachment, key: str = "k1") -> Message:
    return replace(said("[图片]", client_id=key), id="m1", attachment=attachment)


def test_a_message_and_what_it_brings_come_back_equal(
    store: SqlConversationStore, attachments: SqlAttachments
) -> None:
    attachments.keep(KEPT)
    store.receive(bringing(PICTURE))

    assert attachments.content(TENANT, "m1") == KEPT.content
    assert attachments.message(TENANT, "c1", "m1").attachment == PICTURE
    assert attachments.number(TENANT, "c1") == 1


def test_it_belongs_to_its_tenant_and_its_conversation(
    store: SqlConversationStore, attachments: SqlAttachments
) -> None:
    attachments.keep(KEPT)
    store.receive(bringing(PICTURE))

    for place in (("other", "c1", "m1"), (TENANT, "c2", "m1"), (TENANT, "c1", "m2")):
        with pytest.raises(AttachmentNotFound):
            attachments.message(*place)
    with pytest.raises(AttachmentGone):
        attachments.content("other", "m1")


def test_nothing_is_kept_for_a_conversation_that_is_not_there(
    attachments: SqlAttachments,
) -> None:
    with pytest.raises(Conflict):
        attachments.keep(replace(KEPT, conversation_id="nowhere"))


def test_the_same_client_id_is_the_same_attachment_or_none(
    store: SqlConversationStore, attachments: SqlAttachments
) -> None:
    place = (TENANT, "c1")
    before = attachments.said_before(place, Author.CUSTOMER, "k1", "d1")
    taken = store.receive(bringing(PICTURE)).message
    other = replace(bringing(replace(PICTURE, digest="d2")), id="m2")

    assert before is None
    assert attachments.said_before(place, Author.CUSTOMER, "k1", "d1") == taken
    assert attachments.said_before(place, Author.AGENT, "k1", "d1") is None
    with pytest.raises(KeyReused):
        attachments.said_before(place, Author.CUSTOMER, "k1", "d2")
    with pytest.raises(KeyReused):
        store.receive(other)


def test_a_voice_message_waits_until_it_is_heard(
    store: SqlConversationStore, attachments: SqlAttachments
) -> None:
    attachments.keep(replace(KEPT, unheard=True))
    before = attachments.unheard(TENANT)
    stored = store.receive(bringing(VOICE)).message

    waiting = attachments.unheard(TENANT)
    attachments.heard(TENANT, "m1")

    assert before == ()
    assert waiting == (stored,)
    assert attachments.unheard("other") == attachments.unheard(TENANT) == ()


def test_old_content_and_content_without_a_message_are_forgotten(
    store: SqlConversationStore, attachments: SqlAttachments
) -> None:
    store.receive(bringing(PICTURE))
    attachments.keep(KEPT)
    attachments.keep(replace(KEPT, id="orphan"))
    hour, day = timedelta(hours=1), timedelta(days=1)

    attachments.forget(TENANT, kept_until=NOW - day, orphaned_until=NOW)
    young = attachments.number(TENANT, "c1")
    attachments.forget(TENANT, kept_until=NOW - day, orphaned_until=NOW + hour)
    said_for = attachments.number(TENANT, "c1")
    attachments.forget(TENANT, kept_until=NOW + day, orphaned_until=NOW)

    assert (young, said_for, attachments.number(TENANT, "c1")) == (2, 1, 0)
    assert store.messages(TENANT, "c1")[-1].attachment == PICTURE


def test_what_was_refused_is_dropped(attachments: SqlAttachments) -> None:
    attachments.keep(KEPT)

    attachments.drop(TENANT, "m1")

    assert attachments.number(TENANT, "c1") == 0
