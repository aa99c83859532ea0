"""`/api/buckets/:bucket_id/files`. Source: docs.acrcloud.com, Console API, Audio Files."""

import re
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby

from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from buckets.api.passed_through import files_from_remote, page_from_remote
from buckets.api.serializers import (
    AudioFileCreateSerializer,
    AudioFileSerializer,
    AudioFileUpdateSerializer,
    ListedFilesSerializer,
    ListedMoveSerializer,
)
from buckets.models import AudioFile, AudioFileQuerySet, Bucket, BucketType
from buckets.resources import BUCKETS, FILES
from buckets.services.files import change_file, delete_files, move_files, scope_of
from buckets.upload_target import BUCKET
from core.accounts.scopes import TokenScope
from core.gateway import query_params, responses
from core.gateway.openapi.components import (
    ANY_PER_PAGE,
    PAGE,
    UPLOAD_RESPONSES,
    WIRE_ERRORS,
    WIRE_WRITE_ERRORS,
    array_schema,
    object_schema,
    page_schema,
    query_parameter,
)
from core.gateway.prepared import PreparedQuery
from core.mirror.api.gateway import ListNotReadError, not_found, not_mirrored, number_or_404
from core.mirror.api.listing import Listing
from core.mirror.api.parents import ParentOfList, ParentQuery
from core.mirror.search.terms import SearchTerms
from core.ui.ids import is_id
from core.uploads.api.gateway import UploadingViewSet

SORTS = ("id", "state", "created_at")
ORDERS = ("asc", "desc")
_PARENTS = ParentQuery(Bucket, FILES, kind="type")
_ONE_FILE = PreparedQuery(
    lambda bucket_id, file_id: (
        AudioFile.objects.live()
        .filter(pk=file_id, bucket=bucket_id)
        .filter(bucket__gone_at=None, bucket__type=BucketType.FILE)
        .values_list("payload")
    ),
    int,
    int,
)
_ACR_ID = re.compile(r"[0-9a-fA-F]{32}")


class AudioFileViewSet(UploadingViewSet):
    """The audio files of a bucket, in the documents' spelling and in the official client's."""

    scopes = {
        "GET": TokenScope.READ_BUCKETS,
        "POST": TokenScope.WRITE_BUCKETS,
        "PUT": TokenScope.WRITE_BUCKETS,
        "DELETE": TokenScope.WRITE_BUCKETS,
    }

    @extend_schema(
        operation_id="list_audio_files",
        tags=["Audio files"],
        parameters=[
            query_parameter("search", "Part of the title; `keyword` means the same"),
            query_parameter("state", "0 processing, 1 ready, -1 error", int),
            query_parameter("sort", "`id` when not given", enum=SORTS),
            query_parameter("order", "`asc` when not given", enum=ORDERS),
            PAGE,
            ANY_PER_PAGE,
        ],
        responses={200: page_schema(AudioFileSerializer), **WIRE_ERRORS},
    )
    def list(self, request: Request, bucket_id: str) -> HttpResponseBase:
        """The files of a bucket; of the provider's catalogue each page is the remote's own."""
        key, parent = _parent_or_404(bucket_id)
        text = query_params.get_text(request.GET, "search", "keyword")
        terms = SearchTerms((text,), ["title"]) if text else None
        state = query_params.get_integer(request.GET, "state")
        sort = query_params.get_choice(request.GET, "sort", SORTS, default="id")
        order = query_params.get_choice(request.GET, "order", ORDERS, default="asc")
        if parent.kind != BucketType.FILE:
            narrowed = {"search": text} if text else {}
            in_state = {} if state is None else {"state": state}
            return page_from_remote(
                request,
                bucket_or_404(bucket_id),
                {**narrowed, **in_state, "sort": sort, "order": order},
            )
        if not parent.list_was_read:
            raise ListNotReadError(FILES)
        files_of = _FILES_OF[sort, order]
        if terms:
            return self.page(files_of(key, state), terms=terms, changes=parent.tally.changes)
        return self.listing_page(
            Listing(files_of, (key, state)),
            total=parent.tally.count(() if state is None else (state,)),
            changes=parent.tally.changes,
        )

    @extend_schema(
        operation_id="get_audio_files",
        tags=["Audio files"],
        responses={200: array_schema(AudioFileSerializer), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, bucket_id: str, ids: str) -> HttpResponseBase:
        """One or more files, by id or acr_id, separated by commas: always an array."""
        if (payload := self._payload_of_one(bucket_id, ids)) is not None:
            return self.single(responses.array_response([payload]))
        bucket = bucket_or_404(bucket_id)
        if not bucket.holds_files:
            return files_from_remote(bucket, _names(ids.split(",")))
        files = self._files_or_404(bucket, ids.split(","))
        return self.single(responses.array_response(self.payloads(files)))

    @extend_schema(
        operation_id="upload_audio_file",
        tags=["Audio files"],
        request={
            "multipart/form-data": AudioFileCreateSerializer,
            "application/json": AudioFileCreateSerializer,
        },
        responses={200: object_schema(AudioFileSerializer), **UPLOAD_RESPONSES},
    )
    def create(self, request: Request, bucket_id: str) -> HttpResponse:
        """Upload audio or a fingerprint, or have the remote fetch an address.

        Answers once the remote has taken it; after 60 seconds with 202 and a `Location` that
        tells its progress.
        """
        bucket = bucket_or_404(bucket_id)
        fields = self.validated(AudioFileCreateSerializer)
        return self.upload(
            kind=BUCKET,
            target_id=str(bucket.pk),
            title=fields.pop("title", ""),
            file=fields.pop("file", None),
            fields=fields,
        )

    @extend_schema(
        operation_id="update_audio_file",
        tags=["Audio files"],
        request=AudioFileUpdateSerializer,
        responses={200: object_schema(AudioFileSerializer), **WIRE_WRITE_ERRORS},
    )
    def update(self, request: Request, bucket_id: str, ids: str) -> HttpResponse:
        """Change the title or the custom fields of one file, by its id or acr_id."""
        file = self._files_or_404(bucket_or_404(bucket_id), [ids])[0]
        fields = self.validated(AudioFileUpdateSerializer, of=file)
        changed = change_file(file=file, **fields, by=self.actor)
        return responses.object_response(self.payload(changed))

    @extend_schema(
        operation_id="delete_audio_files",
        tags=["Audio files"],
        responses={204: None, **WIRE_ERRORS},
    )
    def destroy(self, request: Request, bucket_id: str, ids: str) -> HttpResponse:
        """Delete files, by their ids or acr_ids separated by commas."""
        return self._delete(bucket_or_404(bucket_id), ids.split(","))

    @extend_schema(exclude=True)
    def destroy_listed(self, request: Request, bucket_id: str) -> HttpResponse:
        """Delete files whose ids are in the body, as the official client sends them."""
        return self._delete(bucket_or_404(bucket_id), self.validated(ListedFilesSerializer)["ids"])

    @extend_schema(
        operation_id="move_audio_files",
        tags=["Audio files"],
        request=None,
        responses={200: array_schema(AudioFileSerializer), **WIRE_ERRORS},
    )
    def move(self, request: Request, bucket_id: str, ids: str) -> HttpResponse:
        """Move files from wherever they are into this bucket."""
        target = bucket_or_404(bucket_id)
        names = [name.strip().lower() for name in ids.split(",")]
        return self._move(target, _files_named(AudioFile.objects.live(), names))

    @extend_schema(exclude=True)
    def move_listed(self, request: Request, bucket_id: str) -> HttpResponse:
        """The official client's spelling: from this bucket into the one that the body names."""
        fields = self.validated(ListedMoveSerializer)
        target = bucket_or_404(str(fields["target_bucket_id"]))
        return self._move(target, self._files_or_404(bucket_or_404(bucket_id), fields["ids"]))

    def _payload_of_one(self, bucket_id: str, ids: str) -> str | None:
        """The JSON of a file that is named by its id alone, in one query; None for the long way."""
        if not (is_id(bucket_id) and is_id(ids)) or self._shows_secrets:
            return None
        row = _ONE_FILE.row(int(bucket_id), int(ids))
        return None if row is None else row[0]

    def _files_or_404(self, bucket: Bucket, ids: Iterable[object]) -> Sequence[AudioFile]:
        """The bucket's files with these ids or acr_ids. Raises Http404 when there are none.

        A single id that the mirror doesn't have is fetched from the remote. PermissionDenied for
        the provider's catalogue, whose files the mirror doesn't hold and nobody can change.
        """
        if bucket.is_catalogue:
            raise PermissionDenied(f"The bucket {bucket.name} is read-only.")
        if not bucket.holds_files:
            not_found()
        names = _names(ids)
        rows = AudioFile.objects.live().in_bucket(bucket.pk)
        files = _files_named(rows, names)
        if not files and len(names) == 1:
            key = number_or_404(names[0])
            files = [self.get_or_fetch(rows, FILES, key, scope_of(bucket))]
        return files or not_found()

    def _delete(self, bucket: Bucket, ids: Iterable[object]) -> HttpResponse:
        files = self._files_or_404(bucket, ids)
        delete_files(bucket=bucket, ids=[file.pk for file in files], by=self.actor)
        return HttpResponse(status=204)

    def _move(self, target: Bucket, files: Sequence[AudioFile]) -> HttpResponse:
        if not files:
            not_found()
        elsewhere = [file for file in files if file.bucket_id != target.pk]
        for source_id, group in groupby(
            sorted(elsewhere, key=lambda file: file.bucket_id), lambda file: file.bucket_id
        ):
            source = bucket_or_404(str(source_id))
            ids = [file.pk for file in group]
            move_files(source=source, target=target, ids=ids, by=self.actor)
        moved = AudioFile.objects.in_bulk([file.pk for file in files])
        return responses.array_response(self.payloads([moved[file.pk] for file in files]))


def _files_of(bucket_id: int, state: int | None, *, order_by: Sequence[str]) -> AudioFileQuerySet:
    """The files of a bucket."""
    rows = AudioFile.objects.live().in_bucket(bucket_id)
    if state is not None:
        rows = rows.filter(state=state)
    return rows.order_by(*order_by)


# By `sort` and `order`.
_FILES_OF = {
    (sort, order): partial(
        _files_of,
        order_by=[("-" if order == "desc" else "") + name for name in dict.fromkeys((sort, "id"))],
    )
    for sort in SORTS
    for order in ORDERS
}


def _parent_or_404(bucket_id: str) -> tuple[int, ParentOfList]:
    """A bucket that the mirror has, and the tally of its files."""
    key = number_or_404(bucket_id)
    return key, _PARENTS.find(key) or not_mirrored(BUCKETS)


def bucket_or_404(bucket_id: str) -> Bucket:
    """A bucket that the mirror has."""
    bucket = Bucket.objects.live().filter(pk=number_or_404(bucket_id)).first()
    return bucket or not_mirrored(BUCKETS)


def _names(ids: Iterable[object]) -> list[str]:
    return [name for value in ids if (name := str(value).strip().lower())]


def _files_named(rows: AudioFileQuerySet, names: list[str]) -> list[AudioFile]:
    """The files of `rows` with these ids or acr_ids, in the order of `names`, without doubles."""
    acr_ids = [name for name in names if _ACR_ID.fullmatch(name)]
    ids = [int(name) for name in names if name.isascii() and name.isdigit() and len(name) < 19]
    files_by_name: dict[str, list[AudioFile]] = {}
    for file in rows.filter(Q(pk__in=ids) | Q(acr_id__in=acr_ids)).order_by("id"):
        for name in {str(file.pk), file.acr_id.lower()}:
            files_by_name.setdefault(name, []).append(file)
    files = [file for name in names for file in files_by_name.get(name, [])]
    return list({file.pk: file for file in files}.values())
