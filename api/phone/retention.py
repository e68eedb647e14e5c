"""Retention: the sound of a call is destroyed when it was kept long enough."""

from dataclasses import replace
from datetime import timedelta

from api.phone.vault import Name, opened
from api.phone.vault_keys import FILE
from api.service import Service
from models.recordings import RecordingState, SqlCalls


def forget_recordings(service: Service) -> None:
    rooms = service.rooms
    settings = rooms.settings
    if not (settings.home / FILE).exists():
        return
    calls, vault = SqlCalls(rooms.records.database), opened(settings.home)
    until = rooms.clock() - timedelta(days=settings.recording_days)
    for old in calls.kept_before(rooms.tenant, until):
        vault.destroy(Name(tenant_id=old.tenant_id, id=old.id))
        calls.keep(replace(old, state=RecordingState.EXPIRED))
