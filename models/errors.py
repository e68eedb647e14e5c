"""Everything that can go wrong with the records.

RecordsError
├── DatabaseUnavailable      no answer in time, or none at all: try again later
│   └── DatabaseClosed       the service is stopping
├── DiskFull                 there is no room: nothing was written
├── DatabaseFailed           the database refused a statement: a defect of ours
│   └── Conflict             a unique or foreign key forbids the row
├── DatabaseRefused          this database may not be used at all
│   ├── SqliteTooOld         its SQLite library can corrupt a WAL database
│   ├── NotDurable           it would acknowledge what a power cut can undo
│   ├── DatabaseNewer        a later version of the service wrote it
│   └── UnknownDatabase      neither SQLite in a file nor PostgreSQL
├── ArticleNotFound          no such article, or no such version of it
├── FourEyes                 nobody publishes what they wrote themselves
├── StaffNotFound            no such member of staff for this tenant
├── NameTaken                another member of staff has this name
├── LoginExpired             no such login, or not any more
├── MessageNotFound          no such message in the conversation
├── VerificationNotFound     no such request for proof in the conversation
├── VouchingNotFound         nobody asked to vouch under this id
├── VouchingOver             decided, expired, locked, or held by somebody else now
├── SamePerson               nobody confirms what they asked for themselves
├── NobodyNamed              the customer has not said who they are
├── PromiseNotFound          no such open promise for this tenant
├── AttachmentNotFound       no message of this conversation brought it
└── AttachmentGone           it was kept as long as it may be
"""

from collections.abc import Sequence


class RecordsError(Exception):
    """Base of every error raised by models/. `code` is stable and safe to show."""

    code = "records_error"


class DatabaseUnavailable(RecordsError):
    code = "database_unavailable"


class DatabaseClosed(DatabaseUnavailable):
    def __init__(self) -> None:
        super().__init__("the database is closed")


class DiskFull(RecordsError):
    code = "disk_full"

    def __init__(self) -> None:
        super().__init__("the database has no room left on its disk")


class DatabaseFailed(RecordsError):
    code = "database_failed"


class Conflict(DatabaseFailed):
    code = "conflict"


class DatabaseRefused(RecordsError):
    code = "database_refused"


class SqliteTooOld(DatabaseRefused):
    code = "sqlite_too_old"

    def __init__(self, version: str, needed: str) -> None:
        super().__init__(
            f"SQLite {version} can corrupt its log; {needed} or newer is needed: "
            "install the package pysqlite3"
        )


class NotDurable(DatabaseRefused):
    code = "not_durable"

    def __init__(self, setting: str, value: str, needed: str) -> None:
        super().__init__(f"{setting} is {value}, and must be {needed}")


class DatabaseNewer(DatabaseRefused):
    code = "database_newer"


class UnknownDatabase(DatabaseRefused):
    code = "unknown_database"

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"{kind} is not supported: use sqlite:///FILE or postgresql+psycopg://..."
        )


class ArticleNotFound(RecordsError):
    code = "article_not_found"

    def __init__(self, external_ids: Sequence[str]) -> None:
        super().__init__(f"no such article: {', '.join(external_ids)}")
        self.external_ids = tuple(external_ids)


class FourEyes(RecordsError):
    code = "four_eyes"

    def __init__(self, external_ids: Sequence[str]) -> None:
        super().__init__(f"written by the publisher: {', '.join(external_ids)}")
        self.external_ids = tuple(external_ids)


class StaffNotFound(RecordsError):
    code = "staff_not_found"

    def __init__(self, staff_id: str) -> None:
        super().__init__(f"no member of staff {staff_id}")


class NameTaken(RecordsError):
    code = "name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"another member of staff is called {name}")


class LoginExpired(RecordsError):
    code = "login_expired"

    def __init__(self) -> None:
        super().__init__("nobody is logged in with this token")


class MessageNotFound(RecordsError):
    code = "message_not_found"

    def __init__(self, seq: int) -> None:
        super().__init__(f"no message {seq}")


class PromiseNotFound(RecordsError):
    code = "promise_not_found"

    def __init__(self, promise_id: str) -> None:
        super().__init__(f"no open promise {promise_id}")


class OfferOver(RecordsError):
    """It lapsed, was taken back, or never was."""

    code = "offer_over"

    def __init__(self, offer_id: str) -> None:
        super().__init__(f"the offer {offer_id} is over")


class VerificationNotFound(RecordsError):
    code = "verification_not_found"

    def __init__(self, request_id: str) -> None:
        super().__init__(f"no request for proof {request_id}")


class VouchingNotFound(RecordsError):
    code = "vouching_not_found"

    def __init__(self, vouching_id: str) -> None:
        super().__init__(f"nobody asked to vouch under {vouching_id}")


class VouchingOver(RecordsError):
    code = "vouching_over"

    def __init__(self, vouching_id: str) -> None:
        super().__init__(f"nothing can be vouched for under {vouching_id} any more")


class SamePerson(RecordsError):
    code = "same_person"

    def __init__(self, vouching_id: str) -> None:
        super().__init__(f"{vouching_id} was asked for by the same person")


class NobodyNamed(RecordsError):
    code = "nobody_named"

    def __init__(self, request_id: str) -> None:
        super().__init__(f"the customer of {request_id} has not said who they are")
