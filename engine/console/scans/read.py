"""Listing and showing the files of a container."""

import uuid

from django.db.models import Q
from django.http import HttpResponse

from engine.console.containers import get_container
from engine.console.scans.representation import represent_scan, represent_with_results
from engine.models import Container, ScannedFile
from engine.models.scanned_file import STATES
from engine.wire.call import Call
from engine.wire.envelope import data_reply
from engine.wire.errors import InvalidFieldsError, NotFoundError
from engine.wire.paging import each, page_reply

MAX_IDS = 100


def listing(call: Call, container_id: int) -> HttpResponse:
    container = get_container(call, container_id)
    rows = ScannedFile.objects.filter(container=container).order_by("-id")
    words = call.query.text("search")
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(uri__icontains=words))
    state = call.query.values.get("state")
    if state not in (None, ""):
        rows = rows.filter(state=call.query.integer("state", choices=STATES))
    with_result = call.query.flag("with_result")
    call.query.raise_errors()

    def stored_count() -> int:
        return Container.objects.values_list("num", flat=True).get(pk=container.pk)

    return page_reply(
        call.request,
        rows,
        represent_with_results if with_result else each(represent_scan),
        count=None if words or state not in (None, "") else stored_count,
    )


def show(call: Call, container_id: int, ids: str) -> HttpResponse:
    """Files with their results: always an array."""
    return data_reply(
        represent_with_results(get_scans(call, get_container(call, container_id), ids))
    )


def get_scans(call: Call, container: Container, ids: str) -> list[ScannedFile]:
    """The container's files of a comma-separated list, in order. Raises NotFoundError for none."""
    listed = [part.strip() for part in ids.split(",") if part.strip()]
    if len(listed) > MAX_IDS:
        raise InvalidFieldsError({"ids": [f"At most {MAX_IDS} ids can be given at once."]})
    keys = [key for part in listed if (key := as_uuid(part))]
    files_by_uuid = {
        file.uuid: file for file in ScannedFile.objects.filter(container=container, uuid__in=keys)
    }
    files = [files_by_uuid[key] for key in dict.fromkeys(keys) if key in files_by_uuid]
    if not files:
        raise NotFoundError
    return files


def as_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
