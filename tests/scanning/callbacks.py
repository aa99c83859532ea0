"""What the tests of callbacks share: addresses, bodies, and what a worker does with them."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

from core.jobs import tasks
from core.jobs.models import Job
from scanning.callbacks import addresses
from scanning.callbacks.dispatch import APPLY, dispatch_pending
from scanning.models import Delivery, ScannedFile

FILE_ID = UUID("c7331194-ccbe-4c3f-8e82-40d7b8358993")


def new_address(container_id: int | None = None) -> str:
    """The path of a new callback address."""
    _, url = addresses.issue(container_id)
    return url[url.index("/hooks/") :]


def callback_body(file_id: UUID = FILE_ID, state: int = 1, cid: int = 1000, **more: Any) -> bytes:
    """A callback as the File Scanning documents show it."""
    document = {"file_id": str(file_id), "state": state, "cid": cid, "results": {"music": []}}
    return json.dumps(document | more).encode()


def callback_of(file: ScannedFile, **claims: Any) -> bytes:
    """A callback that names a file and its container."""
    return callback_body(file.pk, cid=file.container_id, **claims)


def state_of(file: ScannedFile) -> int:
    return ScannedFile.objects.get(pk=file.pk).state


def post_callback(path: str, body: bytes, content_type: str = "application/json") -> HttpResponse:
    """A POST as the remote makes it: no cookie, no token but the one in the path."""
    client = Client(enforce_csrf_checks=True)
    response: HttpResponse = client.post(path, body, content_type=content_type)  # type: ignore[assignment]
    return response


def apply_callbacks() -> None:
    """What the workers do with all that has arrived, now, be it to be tried later or not."""
    dispatch_pending()
    Delivery.objects.pending().update(due_at=None)
    due = Job.objects.unfinished().filter(kind=APPLY)
    for pk in due.values_list("pk", flat=True):
        due.filter(pk=pk).update(run_after=Job.objects.get(pk=pk).created_at)
        tasks.run(pk)


def only_delivery() -> Delivery:
    return Delivery.objects.get()
