"""A recording's tracklist, and the rights that a match names: parts of its page."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.accounts.http import AuthenticatedHttpRequest
from core.ui.live import render_live_part
from plays.models import Match, Recording
from plays.presenters import present_rights, present_tracklist
from scanning.models import ScannedFile, ScanState


@require_safe
def tracklist(request: AuthenticatedHttpRequest, file_id: UUID) -> HttpResponse:
    """What plays when, as a fragment that asks for itself while the recording is scanned."""
    file = get_object_or_404(ScannedFile, pk=file_id)
    recording = Recording.objects.filter(pk=file_id).select_related("station").first()
    context = {
        "file": file,
        "recording": recording,
        "entries": present_tracklist(file_id),
        "is_moving": file.state == ScanState.PROCESSING and not file.is_gone,
    }
    version = (file.row_hash, file.gone_at, recording and (recording.digest, recording.scan))
    return render_live_part(request, "plays/tracklist.html", context, version)


@require_safe
def rights(request: AuthenticatedHttpRequest, match_id: int) -> HttpResponse:
    """Every fact of the piece that the remote sent with a match."""
    match = get_object_or_404(Match, pk=match_id)
    return render(request, "plays/rights.html", {"match": match, "facts": present_rights(match)})
