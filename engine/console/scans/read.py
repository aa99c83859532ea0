"""Listing and showing the files of a container."""

import uuid

from django.db.models import Q
from django.http import HttpResponse

from engine.console.containers import container_of
from engine.console.scans.shape import shown, shown_with_results
from engine.models import Container, ScannedFile
from engine.models.scanned_file import STATES
from engine.wire.call import Call
from engine.wire.envelope import one
from engine.wire.errors import Invalid, NotFound
from engine.wire.paging import paged

MOST_IDS = 100


def listing(call: Call, container_id: int) -> HttpResponse:
    container = container_of(call, container_id)
    rows = ScannedFile.objects.filter(container=container).order_by("-id")
    words = call.query.text("search")
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(uri__icontains=words))
    state = call.query.given.get("state")
    if state not in (None, ""):
        rows = rows.filter(state=call.query.integer("state", choices=STATES))
    with_result = call.query.flag("with_result")
    call.query.check()

    def kept() -> int:
        return Container.objects.values_list("num", flat=True).get(pk=container.pk)

    return paged(
        call.request,
        rows,
        shown_with_results if with_result else lambda found: [shown(file) for file in found],
        count=None if words or state not in (None, "") else kept,
    )


def show(call: Call, container_id: int, ids: str) -> HttpResponse:
    """One or more files with their results: an array, also for one."""
    return one(shown_with_results(files_of(call, container_of(call, container_id), ids)))


def files_of(call: Call, container: Container, ids: str) -> list[ScannedFile]:
    """The container's files of a comma list, in its order; raises NotFound when none is there."""
    wanted = [part.strip() for part in ids.split(",") if part.strip()]
    if len(wanted) > MOST_IDS:
        raise Invalid({"ids": [f"At most {MOST_IDS} ids can be given at once."]})
    keys = [key for part in wanted if (key := as_uuid(part))]
    found = {
        file.uuid: file for file in ScannedFile.objects.filter(container=container, uuid__in=keys)
    }
    files = [found[key] for key in dict.fromkeys(keys) if key in found]
    if not files:
        raise NotFound
    return files


def as_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
