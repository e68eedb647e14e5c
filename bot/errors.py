"""Everything that can go wrong in the rules.

BotError
├── ConversationNotFound     no such conversation for this tenant
├── ConversationChanged      another step was saved first: read again, retry
├── ConversationClosed       it has ended, and this cannot reopen it
├── IllegalTransition        the owner table forbids the step
├── NotYours                 another agent holds it, or nobody does
├── MessageRefused           the text cannot be taken (empty, too long, broken)
├── ActNotFound              no such act for this tenant, or no result yet
├── KeyReused                the same client id came with other words
└── MalformedRules           rules, gate or wording data cannot be used
"""


class BotError(Exception):
    """Base of every error raised by bot/. `code` is stable and safe to show."""

    code = "bot_error"


class ConversationNotFound(BotError):
    code = "conversation_not_found"

    def __init__(self, conversation_id: str) -> None:
        super().__init__(f"no conversation {conversation_id}")


class ConversationChanged(BotError):
    """Another step was saved first; read the conversation again and retry."""

    code = "conversation_changed"

    def __init__(self, conversation_id: str) -> None:
        super().__init__(f"conversation {conversation_id} changed meanwhile")


class ConversationClosed(BotError):
    code = "conversation_closed"

    def __init__(self, conversation_id: str) -> None:
        super().__init__(f"conversation {conversation_id} has ended")


class IllegalTransition(BotError):
    code = "illegal_transition"

    def __init__(self, source: str, target: str) -> None:
        super().__init__(f"a conversation cannot go from {source} to {target}")
        self.source = source
        self.target = target


class NotYours(BotError):
    code = "not_yours"

    def __init__(self, conversation_id: str, owner: str) -> None:
        super().__init__(f"conversation {conversation_id} is held by {owner}")
        self.owner = owner


class MessageRefused(BotError):
    """`reason` is one of empty, too_long, malformed."""

    code = "message_refused"

    def __init__(self, reason: str, limit: int = 0) -> None:
        super().__init__(f"message refused: {reason}")
        self.code = f"message_{reason}"
        self.limit = limit


class KeyReused(BotError):
    code = "client_message_id_reused"

    def __init__(self, client_id: str) -> None:
        super().__init__(f"client message id {client_id} came with other words")


class ActNotFound(BotError):
    code = "act_not_found"

    def __init__(self, act_id: str) -> None:
        super().__init__(f"no result of act {act_id}")


class MalformedRules(BotError):
    code = "malformed_rules"
