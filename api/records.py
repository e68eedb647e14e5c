"""The records: the repositories over one database, opened together."""

from dataclasses import dataclass

from api.clock import RandomIds
from api.secret import Secrets
from api.settings import Settings
from bot.desk.rules import DeskRules, load_desk
from models.acts import SqlActs
from models.articles import SqlArticles
from models.attachments import SqlAttachments
from models.audit import AuditTrail
from models.beside import SqlBeside
from models.conversations import SqlConversationStore
from models.database import Database
from models.desk import SqlDesk
from models.feedback import SqlFeedback
from models.floor import SqlFloor
from models.offers import SqlOffers
from models.office import SqlOffice
from models.outbox import SqlOutbox
from models.staff import SqlStaff
from models.upgrade import upgrade


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The repositories over one database."""

    database: Database
    acts: SqlActs
    conversations: SqlConversationStore
    desk: SqlDesk
    staff: SqlStaff
    articles: SqlArticles
    feedback: SqlFeedback
    outbox: SqlOutbox
    audit: AuditTrail
    floor: SqlFloor
    offers: SqlOffers
    office: SqlOffice
    beside: SqlBeside
    attachments: SqlAttachments


def open_records(
    settings: Settings, secrets: Secrets, desk: DeskRules | None = None
) -> Records:
    """The database, brought to its newest form, and what reads and writes it."""
    rules = desk or load_desk()
    database = Database(settings.url)
    upgrade(database)
    audit = AuditTrail(database, secrets.audit)
    return Records(
        database=database,
        acts=SqlActs(database, RandomIds()),
        conversations=SqlConversationStore(database),
        desk=SqlDesk(database, rules),
        staff=SqlStaff(database),
        articles=SqlArticles(database, audit),
        feedback=SqlFeedback(database),
        outbox=SqlOutbox(database),
        audit=audit,
        floor=SqlFloor(database, rules),
        offers=SqlOffers(database),
        office=SqlOffice(database),
        beside=SqlBeside(database),
        attachments=SqlAttachments(database),
    )
