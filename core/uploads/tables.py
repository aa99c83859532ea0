"""The list of all uploads."""

from django.urls import reverse

from core.mirror.tables import clipped, link
from core.ui import formats
from core.ui.lists import (
    Column,
    EmptyState,
    ListPage,
    choices_of,
    field_filter,
    search_in,
    values_by_index,
    values_of,
)
from core.uploads.models import Upload, UploadState
from core.uploads.presenters import present

UPLOADS = ListPage[Upload](
    name="uploads",
    singular="upload",
    plural="uploads",
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
            cell=lambda row: present(row).state.badge(),
            value=lambda row: present(row).state.word,
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
            shown_by_default=False,
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
    empty=EmptyState(
        icon="upload",
        title="Nothing was uploaded yet",
        text="Drop audio files on a bucket’s page: each is shown here on its way to the remote.",
    ),
)
