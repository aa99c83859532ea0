"""A recording's tracklist, and the rights that a match names: parts of its page."""

from uuid import UUID

import orjson
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.accounts.http import AuthenticatedHttpRequest
from core.ui.live import render_live_part
from identification.models import Identification
from plays import scan_tool
from plays.comparing import compare
from plays.models import Match, Recording
from plays.presenters import present_answer_rights, present_rights, present_tracklist
from plays.storing import plays_of_scan
from scanning.models import Scan, ScannedFile, ScanState


@require_safe
def tracklist(request: AuthenticatedHttpRequest, file_id: UUID) -> HttpResponse:
    """What plays when, as a fragment that asks for itself while the recording is scanned."""
    file = get_object_or_404(ScannedFile, pk=file_id)
    recording = Recording.objects.filter(pk=file_id).select_related("station").first()
    context = {
        "file": file,
        "recording": recording,
        "entries": present_tracklist(file_id),
        "scans": Scan.objects.filter(file_id=file_id).count(),
        "is_moving": file.state == ScanState.PROCESSING and not file.is_gone,
    }
    version = (file.row_hash, file.gone_at, recording and (recording.digest, recording.scan))
    return render_live_part(request, "plays/tracklist.html", context, version)


@require_safe
def export(request: AuthenticatedHttpRequest, file_id: UUID, export_format: str) -> HttpResponse:
    """The tracklist in the columns of the official scan tool."""
    file = get_object_or_404(ScannedFile, pk=file_id)
    if export_format == "csv":
        response = HttpResponse(scan_tool.as_csv(file), content_type="text/csv; charset=utf-8")
    else:
        rows = orjson.dumps(list(scan_tool.as_rows(file)), option=orjson.OPT_INDENT_2)
        response = HttpResponse(rows, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="tracklist-{file_id}.{export_format}"'
    return response


@require_safe
def scans(request: AuthenticatedHttpRequest, file_id: UUID) -> HttpResponse:
    """The scans of a recording, and what the chosen one found differently from the one before."""
    file = get_object_or_404(ScannedFile, pk=file_id)
    ended = list(Scan.objects.filter(file_id=file_id).order_by("-number").defer("content"))
    numbers = [scan.number for scan in ended]
    after = _chosen(request.GET.get("after"), numbers, numbers[0] if numbers else 0)
    earlier = [number for number in numbers if number != after]
    before = _chosen(request.GET.get("before"), earlier, earlier[0] if earlier else 0)
    context = {
        "file": file,
        "scans": ended,
        "after": after,
        "before": before,
        "compared": compare(plays_of_scan(file, before), plays_of_scan(file, after))
        if before
        else [],
    }
    return render(request, "plays/scans.html", context)


def _chosen(text: str | None, numbers: list[int], default: int) -> int:
    return next((number for number in numbers if str(number) == text), default)


@require_safe
def rights(request: AuthenticatedHttpRequest, match_id: int) -> HttpResponse:
    """Every fact of the piece that the remote sent with a match."""
    match = get_object_or_404(Match, pk=match_id)
    return render(request, "plays/rights.html", {"facts": present_rights(match)})


@require_safe
def answer_rights(
    request: AuthenticatedHttpRequest, identification_id: int, section: str, position: int
) -> HttpResponse:
    """The same of a match in an answer of Identify."""
    row = get_object_or_404(Identification, pk=identification_id)
    facts = present_answer_rights(row, section, position)
    return render(request, "plays/rights.html", {"facts": facts})
