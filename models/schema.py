"""Every table, so that whoever compares or makes them misses none."""

from models.act_tables import ActRow, VerificationRequestRow
from models.agent_tables import CannedReplyRow
from models.attachment_tables import AttachmentRow
from models.call_tables import RecordingRow
from models.columns import Row
from models.floor_tables import OfferRow
from models.matter_tables import MatterRow
from models.opinion_tables import RatingRow
from models.tables import ConversationRow
from models.verification_tables import ChallengeRow

ROWS = (
    ConversationRow,
    ActRow,
    VerificationRequestRow,
    ChallengeRow,
    MatterRow,
    OfferRow,
    CannedReplyRow,
    AttachmentRow,
    RatingRow,
    RecordingRow,
)
"""One of each module; the others of a module come along."""

METADATA = Row.metadata
