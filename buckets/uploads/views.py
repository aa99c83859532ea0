"""The tray of one's own uploads, the list of all, and what can be done with one."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.audit import actor_of
from accounts.requests import SignedInRequest
from accounts.roles import Role, has_role, requires
from buckets.models import Upload, UploadState
from buckets.models.uploads import UploadQuerySet
from buckets.uploads import services
from buckets.uploads.shown import ShownUpload, all_shown, shown
from buckets.uploads.tables import UPLOADS
from ui.htmx import wants_fragment
from ui.live import live_part

SHOWN_FOR = timedelta(minutes=15)
MOST_SHOWN = 50


@require_safe
def upload_list(request: SignedInRequest) -> HttpResponseBase:
    uploads = Upload.objects.shown()
    moving = Upload.objects.unfinished().exists()
    return UPLOADS.respond(request, uploads, "buckets/uploads/list.html", is_live=moving)


@require_safe
def upload_page(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    upload = get_object_or_404(Upload.objects.shown(), public_id=public_id)
    one = shown(upload)
    context = {"one": one, "upload": upload, "may_act": has_role(request.user, Role.OPERATOR)}
    if not wants_fragment(request, "upload"):
        return render(request, "buckets/uploads/upload.html", context)
    return live_part(request, "buckets/uploads/upload_part.html", context, one.facts())


@require_safe
def tray(request: SignedInRequest) -> HttpResponse:
    """One's own uploads that move, failed, or ended a moment ago."""
    context = _tray(request)
    response = live_part(request, "buckets/uploads/tray_rows.html", context, context["facts"])
    seen = request.GET.get("arrived", "")
    if seen and seen != context["arrived"]:
        trigger_client_event(response, "file-arrived", {})
    return response


@require_POST
@requires(Role.OPERATOR)
def cancel(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    upload = get_object_or_404(Upload, public_id=public_id)
    done = services.cancel(upload=upload, by=actor_of(request))
    return _after(request, upload, done, "The remote has it already, or it had ended.")


@require_POST
@requires(Role.OPERATOR)
def retry(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    upload = get_object_or_404(Upload, public_id=public_id)
    done = services.retry(upload=upload, by=actor_of(request))
    return _after(request, upload, done, "It can’t be sent again: upload the file anew.")


@require_POST
@requires(Role.OPERATOR)
def dismiss(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    upload = get_object_or_404(Upload, public_id=public_id)
    done = services.dismiss(upload=upload)
    return _after(request, upload, done, "It is still under way.")


@require_POST
@requires(Role.OPERATOR)
def dismiss_all(request: SignedInRequest) -> HttpResponse:
    """Every upload of one's own that is over, failed ones too."""
    for one in all_shown(_in_tray(request).shown()):
        if not one.is_moving:
            services.dismiss(upload=one.upload)
    return _changed()


def _after(request: SignedInRequest, upload: Upload, done: bool, otherwise: str) -> HttpResponse:
    if wants_fragment(request, "uploads"):
        return _changed()
    if not done:
        messages.warning(request, f"“{upload}”: {otherwise}")
    return redirect("uploads:upload", upload.public_id)


def _changed() -> HttpResponse:
    """Have the tray ask for itself: its own answers alone carry what it has seen."""
    response = HttpResponse(status=204)
    return trigger_client_event(response, "uploads-changed", {})


def _in_tray(request: SignedInRequest) -> UploadQuerySet:
    recent = Q(touched_at__gt=datetime.now(UTC) - SHOWN_FOR)
    stays = ~Q(state__in=[UploadState.SENT, UploadState.CANCELLED])
    return Upload.objects.of(request.user.pk).undismissed().filter(recent | stays)


def _tray(request: SignedInRequest) -> dict[str, Any]:
    uploads = _in_tray(request)
    count = uploads.count()
    if count > MOST_SHOWN:
        uploads = uploads.under_way_first()
    rows = all_shown(uploads.shown()[:MOST_SHOWN])
    sent = [one.facts() for one in rows if one.upload.state == UploadState.SENT]
    return {
        "rows": rows,
        "more": count - len(rows),
        "head": _head(rows, count),
        "moving": any(one.is_moving for one in rows),
        "quickly": any(one.is_moving and one.act == "cancel" for one in rows),
        "any_over": not all(one.is_moving for one in rows),
        "arrived": hashlib.blake2s(repr(sent).encode(), digest_size=6).hexdigest(),
        "facts": [count, *(one.facts() for one in rows)],
    }


def _head(rows: list[ShownUpload], count: int) -> str:
    """Such as: 5 uploads, 2 under way, 1 failed."""
    moving = sum(one.is_moving for one in rows)
    failed = sum("failed" in {phase.look for phase in one.phases} for one in rows)
    words = [f"{count} upload{'' if count == 1 else 's'}"]
    if count > len(rows):
        return words[0]
    words += [f"{moving} under way"] if moving else []
    words += [f"{failed} failed"] if failed else []
    return ", ".join(words)
