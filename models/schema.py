"""Every table, so that whoever compares or makes them misses none."""

from models.act_tables import ActRow, VerificationRequestRow
from models.columns import Row
from models.matter_tables import MatterRow
from models.tables import ConversationRow
from models.verification_tables import ChallengeRow

ROWS = (ConversationRow, ActRow, VerificationRequestRow, ChallengeRow, MatterRow)
"""One of each module; the others of a module come along."""

METADATA = Row.metadata
