"""The tray of a user's own uploads, the list of all uploads, and the actions on one."""

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

from core.accounts.audit import actor_of
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import Role, has_role, role_required
from core.ui.htmx import wants_fragment
from core.ui.live import render_live_part
from core.uploads import services
from core.uploads.models import Upload, UploadQuerySet, UploadState
from core.uploads.presenters import UploadPresenter, present, present_all
from core.uploads.tables import UPLOADS

RECENT_FOR = timedelta(minutes=15)
MAX_ROWS = 50


@require_safe
def upload_list(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    uploads = Upload.objects.with_related()
    is_live = Upload.objects.unfinished().exists()
    return UPLOADS.respond(request, uploads, "uploads/list.html", is_live=is_live)


@require_safe
def upload_page(request: AuthenticatedHttpRequest, public_id: UUID) -> HttpResponse:
    upload = get_object_or_404(Upload.objects.with_related(), public_id=public_id)
    presenter = present(upload)
    context = {
        "presenter": presenter,
        "upload": upload,
        "may_act": has_role(request.user, Role.OPERATOR),
    }
    if not wants_fragment(request, "upload"):
        return render(request, "uploads/upload.html", context)
    return render_live_part(request, "uploads/upload_part.html", context, presenter.facts())


@require_safe
def tray(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The user's own uploads that are in progress, failed, or ended recently."""
    context = _tray(request)
    response = render_live_part(request, "uploads/tray_rows.html", context, context["facts"])
    previous = request.GET.get("arrived", "")
    if previous and previous != context["arrived"]:
        trigger_client_event(response, "file-arrived", {})
    return response


@require_POST
@role_required(Role.OPERATOR)
def cancel(request: AuthenticatedHttpRequest, public_id: UUID) -> HttpResponse:
    upload = get_object_or_404(Upload, public_id=public_id)
    is_done = services.cancel(upload=upload, by=actor_of(request))
    return _after(request, upload, is_done, "The remote has it already, or it had ended.")


@require_POST
@role_required(Role.OPERATOR)
def retry(request: AuthenticatedHttpRequest, public_id: UUID) -> HttpResponse:
    upload = get_object_or_404(Upload, public_id=public_id)
    is_done = services.retry(upload=upload, by=actor_of(request))
    return _after(request, upload, is_done, "It can’t be sent again: upload the file anew.")


@require_POST
@role_required(Role.OPERATOR)
def dismiss(request: AuthenticatedHttpRequest, public_id: UUID) -> HttpResponse:
    upload = get_object_or_404(Upload, public_id=public_id)
    is_done = services.dismiss(upload=upload)
    return _after(request, upload, is_done, "It is still under way.")


@require_POST
@role_required(Role.OPERATOR)
def dismiss_all(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Dismiss all of the user's own uploads that have ended, failed ones too."""
    for presenter in present_all(_in_tray(request).with_related()):
        if not presenter.is_in_progress:
            services.dismiss(upload=presenter.upload)
    return _uploads_changed()


def _after(
    request: AuthenticatedHttpRequest, upload: Upload, is_done: bool, obstacle: str
) -> HttpResponse:
    if wants_fragment(request, "uploads"):
        return _uploads_changed()
    if not is_done:
        messages.warning(request, f"“{upload}”: {obstacle}")
    return redirect("uploads:upload", upload.public_id)


def _uploads_changed() -> HttpResponse:
    """Make the tray reload itself: only its own requests carry what it has seen."""
    response = HttpResponse(status=204)
    return trigger_client_event(response, "uploads-changed", {})


def _in_tray(request: AuthenticatedHttpRequest) -> UploadQuerySet:
    recent = Q(touched_at__gt=datetime.now(UTC) - RECENT_FOR)
    not_ended = ~Q(state__in=[UploadState.SENT, UploadState.CANCELLED])
    return Upload.objects.begun_by(request.user.pk).undismissed().filter(recent | not_ended)


def _tray(request: AuthenticatedHttpRequest) -> dict[str, Any]:
    uploads = _in_tray(request)
    count = uploads.count()
    if count > MAX_ROWS:
        uploads = uploads.under_way_first()
    rows = present_all(uploads.with_related()[:MAX_ROWS])
    sent = [row.facts() for row in rows if row.upload.state == UploadState.SENT]
    return {
        "rows": rows,
        "hidden_count": count - len(rows),
        "summary": _summary(rows, count),
        "in_progress": any(row.is_in_progress for row in rows),
        "polls_fast": any(row.is_in_progress and row.action == "cancel" for row in rows),
        "any_ended": not all(row.is_in_progress for row in rows),
        "arrived": hashlib.blake2s(repr(sent).encode(), digest_size=6).hexdigest(),
        "facts": [count, *(row.facts() for row in rows)],
    }


def _summary(rows: list[UploadPresenter], count: int) -> str:
    """Such as: 5 uploads, 2 under way, 1 failed."""
    in_progress = sum(row.is_in_progress for row in rows)
    failed = sum("failed" in {phase.look for phase in row.phases} for row in rows)
    words = [f"{count} upload{'' if count == 1 else 's'}"]
    if count > len(rows):
        return words[0]
    words += [f"{in_progress} under way"] if in_progress else []
    words += [f"{failed} failed"] if failed else []
    return ", ".join(words)
