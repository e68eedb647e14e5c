"""Everything that can go wrong in knowledge/.

KnowledgeError
├── IndexMissing      nothing was saved in this folder yet
├── IndexDamaged      a saved file is not what was written: never served, rebuilt
├── WrongShape        an encoder gave vectors of another form than it promised
└── NotLoaded         this tenant's articles were never given to the retriever
"""


class KnowledgeError(Exception):
    """The root of every error raised by knowledge/. `code` is stable."""

    code = "knowledge_error"


class IndexMissing(KnowledgeError):
    code = "index_missing"

    def __init__(self, folder: str) -> None:
        super().__init__(f"no saved index in {folder}")


class IndexDamaged(KnowledgeError):
    code = "index_damaged"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"index file {file} is damaged: {reason}")
        self.file = file
        self.reason = reason


class WrongShape(KnowledgeError):
    code = "vectors_wrong_shape"

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"vectors are {found}, not {expected}")


class NotLoaded(KnowledgeError):
    code = "knowledge_not_loaded"

    def __init__(self, tenant_id: str) -> None:
        super().__init__(f"no articles were loaded for tenant {tenant_id}")
        self.tenant_id = tenant_id
