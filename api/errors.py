"""What goes wrong at the doors, and how every error becomes a problem document.

DoorError                     carries a status and a stable code
├── SettingsRefused           a setting is missing or malformed: no start
├── PackMalformed             the bank's pack cannot be used: no start
├── HomeInUse                 another service runs on the same TELLER_HOME
├── Unauthenticated           no token, or a wrong or expired one
├── Forbidden                 known, but not allowed
├── NotFound                  nothing there for you
├── BadInput                  the request cannot be read
├── AttachmentRefused         a picture, file or voice message of no allowed kind
├── TooLarge                  body, frame or file over its limit
└── TooMany                   a rate was exceeded

Source: RFC 9457 (problem details for HTTP APIs).
"""

from collections.abc import Mapping, Sequence

from bot.errors import BotError
from knowledge.errors import KnowledgeError
from models.errors import RecordsError


class DoorError(Exception):
    code = "door_error"
    status = 500

    def __init__(self, detail: str = "", *, code: str = "") -> None:
        super().__init__(detail or type(self).__name__)
        self.detail = detail
        self.code = code or type(self).code


class SettingsRefused(DoorError):
    code = "settings_refused"

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__("; ".join(keys))
        self.keys = tuple(keys)


class PackMalformed(DoorError):
    code = "pack_malformed"


class HomeInUse(DoorError):
    code = "home_in_use"


class Unauthenticated(DoorError):
    code = "unauthenticated"
    status = 401


class Forbidden(DoorError):
    code = "forbidden"
    status = 403


class NotFound(DoorError):
    code = "not_found"
    status = 404


class BadInput(DoorError):
    code = "bad_input"
    status = 400


class AttachmentRefused(DoorError):
    code = "attachment_refused"
    status = 422


class TooLarge(DoorError):
    code = "too_large"
    status = 413


class TooMany(DoorError):
    code = "too_many_requests"
    status = 429

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("too many requests; try again later")
        self.retry_after_seconds = retry_after_seconds


STATUS: Mapping[str, int] = {
    "conversation_not_found": 404,
    "conversation_changed": 409,
    "conversation_closed": 409,
    "illegal_transition": 409,
    "not_yours": 409,
    "client_message_id_reused": 422,
    "message_empty": 422,
    "message_too_long": 422,
    "message_malformed": 422,
    "article_not_found": 404,
    "message_not_found": 404,
    "verification_not_found": 404,
    "vouching_not_found": 404,
    "vouching_over": 409,
    "same_person": 409,
    "nobody_named": 409,
    "promise_not_found": 404,
    "attachment_not_found": 404,
    "attachment_gone": 410,
    "offer_over": 409,
    "staff_not_found": 404,
    "name_taken": 409,
    "conflict": 409,
    "four_eyes": 409,
    "database_unavailable": 503,
    "disk_full": 507,
}
"""HTTP status by error code; what is not named here is a defect of ours: 500."""

Known = DoorError | BotError | RecordsError | KnowledgeError


def status_of(error: Known) -> int:
    if isinstance(error, DoorError):
        return error.status
    return STATUS.get(error.code, 500)


def problem(error: Known) -> dict[str, object]:
    """The document that a client gets; it never holds what a customer said."""
    return {
        "type": f"urn:teller:problem:{error.code}",
        "title": error.code.replace("_", " "),
        "status": status_of(error),
        "code": error.code,
        "detail": str(error),
    }
