"""The list of all uploads."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from buckets.models import Upload, UploadState
from buckets.uploads import targets
from buckets.uploads.shown import shown
from mirror.tables import clipped, link
from ui import formats
from ui.lists import (
    Column,
    Empty,
    ListPage,
    choices_of,
    field_filter,
    search_in,
    values_by_index,
    values_of,
)


def place_cell(upload: Upload) -> SafeString:
    """Its bucket or container as a link, while it is there."""
    try:
        place = targets.named(upload.target).place(upload.target_id)
    except (targets.NoSuchPlace, targets.Closed):
        return clipped(upload.target_name)
    return format_html('<a class="clip" href="{}">{}</a>', place.url, place.name)


UPLOADS = ListPage[Upload](
    name="uploads",
    one="upload",
    many="uploads",
    order="-begun",
    columns=(
        Column(
            key="title",
            label="Title",
            cell=lambda row: link(reverse("uploads:upload", args=[row.public_id]), str(row)),
            value=str,
            sort="title",
            narrow="title",
        ),
        Column(
            key="state",
            label="State",
            cell=lambda row: shown(row).state.badge(),
            value=lambda row: shown(row).state.word,
            narrow="aside",
        ),
        Column(
            key="target_name",
            label="Into",
            cell=lambda row: clipped(row.target_name),
            sort="target_name",
        ),
        Column(
            key="size",
            label="Size",
            cell=lambda row: formats.size(row.size),
            sort="size",
            numeric=True,
        ),
        Column(
            key="begun",
            label="Begun",
            cell=lambda row: formats.ago(row.created_at),
            value=lambda row: row.created_at,
            sort="pk",
        ),
        Column(
            key="actor_name",
            label="By",
            cell=lambda row: clipped(row.actor_name),
            sort="actor_name",
            narrow="off",
        ),
        Column(
            key="sha256",
            label="SHA-256",
            cell=lambda row: formats.copyable(row.sha256, "the digest") if row.sha256 else "",
            shown=False,
            narrow="off",
        ),
    ),
    filters=(
        field_filter("state", "State", choices_of(UploadState)),
        field_filter("into", "Into", values_of(Upload.objects.all, "target_name"), "target_name"),
        field_filter("by", "By", values_by_index(Upload.objects.all, "actor_name"), "actor_name"),
    ),
    search=search_in("title", "file_name", "sha256", "remote_id"),
    search_label="Search titles, names and digests",
    empty=Empty(
        icon="upload",
        title="Nothing was uploaded yet",
        text="Drop audio files on a bucket’s page: each is shown here on its way to the remote.",
    ),
)
