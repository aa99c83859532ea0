"""The files of the provider's catalogue, shown page by page as the remote lists them now."""

from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from buckets.models import AudioFile, Bucket, BucketType
from buckets.resources import file_columns
from buckets.services.passed_through import read_files_page
from buckets.states import state_of_file
from core.accounts.http import AuthenticatedHttpRequest
from core.mirror.forms import REMOTE_ERRORS
from core.ui.htmx import vary_on_htmx, wants_fragment
from core.ui.ids import is_id
from core.ui.states import StateBadge

PER_PAGE = 50
MAX_TEXT_LENGTH = 200


class CatalogueFile(NamedTuple):
    id: object
    title: str
    state: StateBadge
    duration: float | None
    acr_id: str


@require_safe
def catalogue_page(request: AuthenticatedHttpRequest, bucket_id: int) -> HttpResponse:
    """The list of a catalogue; for htmx only itself, so that the bucket's page needn't wait."""
    catalogues = Bucket.objects.live().filter(type=BucketType.CATALOGUE)
    bucket = get_object_or_404(catalogues, pk=bucket_id)
    text = request.GET.get("q", "").strip()[:MAX_TEXT_LENGTH]
    number = request.GET.get("page", "")
    context: dict[str, object] = {"bucket": bucket, "text": text}
    try:
        page = read_files_page(
            bucket=bucket,
            number=max(1, int(number)) if is_id(number) else 1,
            per_page=PER_PAGE,
            params={"search": text} if text else {},
        )
    except REMOTE_ERRORS as error:
        context["error"] = str(error)
    else:
        context |= {
            "files": [file for row in page.rows if (file := _shown(row))],
            "total": page.total,
            "number": page.number,
            "previous": page.number - 1,
            "following": page.number + 1,
            "last": page.last,
        }
    name = "catalogue_files" if wants_fragment(request, "catalogue") else "catalogue"
    return vary_on_htmx(render(request, f"buckets/{name}.html", context))


def _shown(row: object) -> CatalogueFile | None:
    """None for an object that can't be read."""
    try:
        file = AudioFile(**file_columns(row))  # type: ignore[arg-type]
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
    remote_id = row.get("id", "")  # type: ignore[attr-defined]
    return CatalogueFile(remote_id, file.title, state_of_file(file), file.duration, file.acr_id)
