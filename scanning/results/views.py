"""Results of a scanned file: the part of its page that moves, and the exports."""

from uuid import UUID

import orjson
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from scanning.models import ScannedFile
from scanning.results import arrival, export
from scanning.results.shown import segments_of, shown
from scanning.states import state_of_file
from ui.live import live_part


@require_safe
def results(request: SignedInRequest, container_id: int, file_id: UUID) -> HttpResponse:
    """The part that asks for itself until the results are here."""
    file = get_object_or_404(ScannedFile, container_id=container_id, pk=file_id)
    found = shown(file)
    context = {"shown": found, "state": state_of_file(file), "is_swapped_in": True}
    return live_part(request, "scanning/results/part.html", context, found.facts)


@require_safe
def raw_results(request: SignedInRequest, container_id: int, file_id: UUID) -> HttpResponse:
    """The results as the remote sent them, for the fold that asks for them when it is opened."""
    file = get_object_or_404(ScannedFile, container_id=container_id, pk=file_id)
    result = arrival.current_result(file)
    document = orjson.loads(result.payload) if result else None
    return render(request, "scanning/results/raw.html", {"document": document})


@require_safe
def export_results(
    request: SignedInRequest, container_id: int, file_id: UUID, form: str
) -> HttpResponse:
    """All segments as CSV, or the results as the remote sent them as JSON."""
    file = get_object_or_404(ScannedFile, container_id=container_id, pk=file_id)
    result = arrival.current_result(file)
    if form == "csv":
        content = export.as_csv(segments_of(file, result))
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    else:
        content = result.payload if result else "null"
        response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="results-{file.pk}.{form}"'
    return response
