"""Scanning files again, and deleting them."""

from django.db import transaction
from django.http import HttpResponse

from engine.clock import now, stamp
from engine.console.containers import get_container
from engine.console.scans.read import get_scans
from engine.console.scans.representation import represent_scan
from engine.disk import storage
from engine.models import Container, ScannedFile, ScanResult
from engine.models.scanned_file import PROCESSING
from engine.wire.call import Call
from engine.wire.envelope import data_reply, no_content


def delete(call: Call, container_id: int, ids: str) -> HttpResponse:
    with transaction.atomic():
        container = get_container(call, container_id)
        files = get_scans(call, container, ids)
        ScannedFile.objects.filter(pk__in=[file.pk for file in files]).delete()
        size = sum(file.size_bytes for file in files)
        Container.tally(container.pk, num=-len(files), size=-size)
    for file in files:
        storage.delete(file.stored)
    return no_content()


def rescan(call: Call, container_id: int, ids: str) -> HttpResponse:
    """Back to processing, under the policy that the container has now."""
    with transaction.atomic():
        container = get_container(call, container_id)
        files = get_scans(call, container, ids)
        ScanResult.objects.filter(file__in=files).delete()
        for file in files:
            file.state, file.error = PROCESSING, ""
            file.attempts, file.due_at, file.updated_at = 0, now(), stamp()
            file.save(update_fields=["state", "error", "attempts", "due_at", "updated_at"])
        Container.tally(container.pk)
    return data_reply([represent_scan(file) for file in files])
