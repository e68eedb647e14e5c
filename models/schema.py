"""Every table, so that whoever compares or makes them misses none."""

from models.act_tables import ActRow, VerificationRequestRow
from models.columns import Row
from models.tables import ConversationRow

ROWS = (ConversationRow, ActRow, VerificationRequestRow)
"""One of each module; the others of a module come along."""

METADATA = Row.metadata
