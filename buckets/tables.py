"""The lists of buckets and of their audio files."""

from django.urls import reverse
from django.utils.safestring import SafeString

from buckets.models import AudioFile, Bucket, BucketType, FileState
from buckets.states import state_of_bucket, state_of_file
from core.mirror.search.queries import indexed_search
from core.mirror.tables import (
    changed_column,
    clipped,
    content_columns,
    gone_filter,
    id_column,
    is_gone,
    length_column,
    link,
    mirrored_column,
    name_column,
    region_column,
    state_column,
    state_filter,
)
from core.ui import formats
from core.ui.lists import (
    Column,
    EmptyState,
    ListAction,
    ListPage,
    choices_of,
    field_filter,
    label_of,
    search_in,
    values_of,
)
from core.ui.markup import row_address


def file_link(file: AudioFile) -> SafeString:
    return link(row_address("buckets:file", file.bucket_id, file.pk), str(file))


def file_actions(bucket_id: int) -> tuple[ListAction, ...]:
    return (
        ListAction(
            label="Move to…",
            icon="folder-symlink",
            url=reverse("buckets:move_selected", args=[bucket_id]),
        ),
        ListAction(
            label="Delete", icon="trash", url=reverse("buckets:delete_selected", args=[bucket_id])
        ),
    )


def type_label(bucket: Bucket) -> str:
    return label_of(BucketType, bucket.type)


BUCKETS = ListPage[Bucket](
    name="buckets",
    singular="bucket",
    plural="buckets",
    order="name",
    is_gone=is_gone,
    columns=(
        name_column("Bucket", lambda row: row_address("buckets:bucket", row.pk)),
        state_column(state_of_bucket),
        Column(key="type", label="Type", cell=type_label, value=type_label),
        region_column(),
        *content_columns(),
        changed_column(),
        mirrored_column(),
        id_column(),
    ),
    filters=(
        field_filter("type", "Type", choices_of(BucketType)),
        field_filter("region", "Region", values_of(Bucket.objects.live, "region")),
        gone_filter(),
    ),
    search=search_in("name", ids=["id"]),
    search_label="Search buckets",
    empty=EmptyState(
        icon="bucket",
        title="No buckets are mirrored yet",
        text="Buckets hold the audio that recordings are searched for. They show up here after "
        "the first pass, a few seconds after the portal starts.",
    ),
)

FILES = ListPage[AudioFile](
    name="files",
    singular="file",
    plural="files",
    order="-added",
    is_gone=is_gone,
    columns=(
        Column(
            key="title",
            label="Title",
            cell=file_link,
            value=lambda row: row.title,
            sort="title",
            narrow="title",
        ),
        state_column(state_of_file),
        length_column(),
        Column(
            key="audio_id",
            label="Audio id",
            cell=lambda row: clipped(row.audio_id),
            narrow="off",
            shown_by_default=False,
        ),
        Column(
            key="acr_id",
            label="ACR id",
            cell=lambda row: formats.copyable(row.acr_id, "the ACR id"),
            narrow="off",
        ),
        Column(
            key="added",
            label="Added",
            cell=lambda row: formats.ago(row.created_at),
            value=lambda row: row.created_at,
            sort="pk",
        ),
        Column(
            key="updated_at",
            label="Changed",
            cell=lambda row: formats.ago(row.updated_at),
            shown_by_default=False,
            narrow="off",
        ),
        mirrored_column(),
        id_column(),
    ),
    filters=(state_filter(choices_of(FileState)),),
    search=indexed_search("title", "audio_id", ids=["id"], hex_ids=["acr_id"]),
    search_label="Search titles and ids",
    empty=EmptyState(
        icon="file-music",
        title="This bucket is empty",
        text="Audio files put into it, here or in ACRCloud’s console, show up after the next pass.",
    ),
)
