"""The promises' door: what is still owed to customers, and how it was kept."""

from fastapi import APIRouter

from api import desk_views
from api.auth import AnAgent
from api.chat import TheService
from api.desk import audit
from api.desk_schemas import KeepPromise, PromiseShown, PromisesShown
from api.openapi import RESPONSES

router = APIRouter(prefix="/api/v1/desk/promises", tags=["desk"], responses=RESPONSES)


@router.get("")
def list_promises(staff: AnAgent, service: TheService) -> PromisesShown:
    """Calls back and answers that are still owed, the soonest due first."""
    now = service.rooms.clock()
    found = service.rooms.records.desk.promises(staff.tenant_id)
    return PromisesShown(items=[desk_views.promise(one, now) for one in found])


@router.post("/{promise_id}/keep")
def keep_promise(
    promise_id: str, kept: KeepPromise, staff: AnAgent, service: TheService
) -> PromiseShown:
    """A promise is only ever closed with its outcome."""
    now = service.rooms.clock()
    promise = service.rooms.records.desk.keep(
        staff.tenant_id, promise_id, outcome=kept.outcome, by=staff.id, now=now
    )
    audit(service, staff, "promise_kept", promise_id)
    return desk_views.promise(promise, now)
