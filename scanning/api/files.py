"""`/api/fs-containers/:container_id/files`. Source: docs.acrcloud.com, Console API, FsFiles."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

import orjson
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from core.accounts.scopes import TokenScope
from core.gateway import query_params, responses
from core.gateway.openapi.components import (
    ANY_PER_PAGE,
    PAGE,
    UPLOAD_RESPONSES,
    WIRE_ERRORS,
    array_schema,
    object_schema,
    page_schema,
    query_parameter,
)
from core.gateway.prepared import PreparedQuery
from core.gateway.responses import JsonTexts
from core.mirror.api.gateway import ListNotReadError, check_list_read, not_found
from core.mirror.api.listing import ListedRow, Listing
from core.mirror.api.parents import ParentOfList, ParentQuery
from core.mirror.models import MirrorRow
from core.mirror.search.terms import SearchTerms
from core.ui.ids import is_id
from core.uploads.api.gateway import UploadingViewSet
from scanning.api.containers import NO_CONTAINER
from scanning.api.serializers import (
    PresignedUploadSerializer,
    ScannedFileCreateSerializer,
    ScannedFileSerializer,
)
from scanning.models import Container, ScannedFile, ScannedFileQuerySet, ScanResult, ScanState
from scanning.resources import CONTAINERS, SCANNED_FILES, scope_of
from scanning.services.files import delete_files, rescan_files
from scanning.upload_target import CONTAINER

# The results of a long recording are megabytes.
ROWS_IN_MEMORY_WITH_RESULTS, ROWS_IN_PIECE_WITH_RESULTS = 50, 10


_PARENTS = ParentQuery(Container, SCANNED_FILES, kind="region")
_PARENTS_WITH_RESULTS = ParentQuery(Container, SCANNED_FILES, kind="region", beside=ScanResult)
_ONE_FILE = PreparedQuery(
    lambda container_id, file_id: (
        ScannedFile.objects.live()
        .filter(pk=file_id, container=container_id, container__gone_at=None)
        .values_list("payload", "result__payload")
    ),
    int,
    uuid.UUID,
)
# Quotes within a text are escaped, so this is a name, of the file or of something in it.
_FIRST_TIME = '"created_at":'


class ScannedFileViewSet(UploadingViewSet):
    """The files of a container."""

    scopes = {
        "GET": TokenScope.READ_SCANNING,
        "POST": TokenScope.WRITE_SCANNING,
        "PUT": TokenScope.WRITE_SCANNING,
        "DELETE": TokenScope.WRITE_SCANNING,
    }
    uploaded_status = 201
    with_result = False

    @extend_schema(
        operation_id="list_scanned_files",
        tags=["File scanning"],
        parameters=[
            query_parameter("search", "Part of the name or of the URI"),
            query_parameter("state", "0 processing, 1 ready, -1 no result, -2 and -3 error", int),
            query_parameter("with_result", "1: each file with its results"),
            PAGE,
            ANY_PER_PAGE,
        ],
        responses={200: page_schema(ScannedFileSerializer), **WIRE_ERRORS},
    )
    def list(self, request: Request, container_id: str) -> HttpResponseBase:
        """The files of a container, newest first."""
        self.with_result = query_params.get_boolean(request.GET, "with_result")
        key, parent = _parent_or_404(container_id, with_results=self.with_result)
        text = query_params.get_text(request.GET, "search")
        terms = SearchTerms((text,), ["name", "uri"]) if text else None
        state = query_params.get_integer(request.GET, "state")
        if self.with_result:
            self.rows_in_memory = ROWS_IN_MEMORY_WITH_RESULTS
            self.rows_in_piece = ROWS_IN_PIECE_WITH_RESULTS
        if not parent.list_was_read:
            raise ListNotReadError(SCANNED_FILES)
        if terms:
            return self.page(_files_of(key, state), terms=terms, changes=parent.tally.changes)
        return self.listing_page(
            Listing(_files_of, (key, state)),
            total=parent.tally.count(() if state is None else (state,)),
            changes=parent.tally.changes,
        )

    @extend_schema(
        operation_id="get_scanned_files",
        tags=["File scanning"],
        responses={200: array_schema(ScannedFileSerializer), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, container_id: str, ids: str) -> HttpResponseBase:
        """One or more files with their results, by id, separated by commas: always an array."""
        if (payload := self._payload_of_one(container_id, ids)) is not None:
            return self.single(responses.array_response([payload]))
        self.with_result = True
        files = self._files(_container_or_404(container_id), ids)
        return self.single(responses.array_response(self.payloads(files)))

    @extend_schema(
        operation_id="scan_file",
        tags=["File scanning"],
        request={
            "multipart/form-data": ScannedFileCreateSerializer,
            "application/json": ScannedFileCreateSerializer,
        },
        responses={201: object_schema(ScannedFileSerializer), **UPLOAD_RESPONSES},
    )
    def create(self, request: Request, container_id: str) -> HttpResponse:
        """Send a recording, or the address of one, to be scanned.

        Replies once the remote has accepted it; after 60 seconds with 202 and a `Location` that
        shows its progress.
        """
        container = _container_or_404(container_id)
        fields = self.validated(ScannedFileCreateSerializer)
        return self.upload(
            kind=CONTAINER,
            target_id=str(container.pk),
            title=fields.pop("name", ""),
            file=fields.pop("file", None),
            key=fields.pop("key", ""),
            file_name=fields.pop("filename", ""),
            fields=fields,
        )

    @extend_schema(
        operation_id="rescan_files",
        tags=["File scanning"],
        request=None,
        responses={200: array_schema(ScannedFileSerializer), **WIRE_ERRORS},
    )
    def rescan(self, request: Request, container_id: str, ids: str) -> HttpResponse:
        """Scan files again with the container's present settings."""
        container = _container_or_404(container_id)
        keys = [file.pk for file in self._files(container, ids)]
        rescan_files(container=container, ids=keys, by=self.actor)
        rescanned = ScannedFile.objects.in_bulk(keys)
        return responses.array_response(self.payloads(rescanned[key] for key in keys))

    @extend_schema(
        operation_id="delete_scanned_files",
        tags=["File scanning"],
        responses={204: None, **WIRE_ERRORS},
    )
    def destroy(self, request: Request, container_id: str, ids: str) -> HttpResponse:
        """Delete files and their results."""
        container = _container_or_404(container_id)
        keys = [file.pk for file in self._files(container, ids)]
        delete_files(container=container, ids=keys, by=self.actor)
        return HttpResponse(status=204)

    def _payload_of_one(self, container_id: str, ids: str) -> str | bytes | None:
        """The JSON of a file that is named alone, in one query; None for the long way."""
        key = _uuid(ids)
        if key is None or not is_id(container_id) or self._shows_secrets:
            return None
        row = _ONE_FILE.row(int(container_id), key)
        return None if row is None else _with_results(*row)

    def _files(self, container: Container, ids: str) -> Sequence[ScannedFile]:
        """The container's files with these ids, comma-separated. Raises Http404 when there is none.

        A single id that the mirror doesn't know is requested from the remote.
        """
        texts = [text.strip() for text in ids.split(",") if text.strip()]
        keys = [key for key in map(_uuid, texts) if key is not None]
        rows = ScannedFile.objects.live().in_container(container.pk)
        by_key = rows.in_bulk(keys)
        files = [by_key[key] for key in dict.fromkeys(keys) if key in by_key]
        if not files and len(texts) == len(keys) == 1:
            files = [self.get_or_fetch(rows, SCANNED_FILES, keys[0], scope_of(container))]
        return files or not_found()

    def payloads(self, rows: Iterable[MirrorRow | ListedRow]) -> JsonTexts:
        """Each file's JSON with its results: null in lists that were not asked for them."""
        files = list(rows)
        wanted = [file.pk for file in files if self.with_result]
        results = ScanResult.objects.in_bulk(wanted) if wanted else {}
        return [
            _with_results(text, results[file.pk].payload if file.pk in results else None)
            for file, text in zip(files, super().payloads(files), strict=True)
        ]


class PresignedUploadViewSet(UploadingViewSet):
    """Asking where the bytes of a file may be sent, ahead of scanning it."""

    scopes = {"GET": TokenScope.WRITE_SCANNING}

    @extend_schema(
        operation_id="presign_upload",
        tags=["File scanning"],
        parameters=[
            query_parameter("filename", "The file's name", required=True),
            query_parameter("content_type", "application/octet-stream when not given"),
        ],
        responses={200: object_schema(PresignedUploadSerializer), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, container_id: str) -> HttpResponse:
        """An address for the file's bytes, and the `key` that POST …/files takes then."""
        container = _container_or_404(container_id)
        return self.presign(
            kind=CONTAINER, target_id=str(container.pk), scope=TokenScope.WRITE_SCANNING
        )


def _files_of(container_id: int, state: int | None) -> ScannedFileQuerySet:
    """The files of a container, newest first."""
    rows = ScannedFile.objects.live().in_container(container_id)
    if state is not None:
        rows = rows.filter(state=state)
    return rows.order_by("-created_at", "-id")


def _parent_or_404(container_id: str, *, with_results: bool) -> tuple[int, ParentOfList]:
    """A container that the mirror knows, and the tally of its files."""
    parents = _PARENTS_WITH_RESULTS if with_results else _PARENTS
    parent = parents.find(int(container_id)) if is_id(container_id) else None
    return (int(container_id), parent) if parent else _no_container()


def _container_or_404(container_id: str) -> Container:
    """A container that the mirror knows."""
    known = Container.objects.live()
    container = known.filter(pk=int(container_id)).first() if is_id(container_id) else None
    return container or _no_container()


def _no_container() -> NoReturn:
    check_list_read(CONTAINERS)
    raise NotFound(NO_CONTAINER)


def _with_results(text: str | bytes, stored: str | None) -> str | bytes:
    """The file's JSON with its results, whose stored text is inserted unparsed.

    They are where the remote has them: before the times, of which `created_at` is the first. While
    a file is scanned again, those of the scan before are not its results.
    """
    if stored is None and isinstance(text, str) and text.count(_FIRST_TIME) == 1:
        return text.replace(_FIRST_TIME, f'"results":null,{_FIRST_TIME}')
    document: dict[str, Any] = orjson.loads(text)
    is_ready = str(document.get("state")) == str(ScanState.READY.value)
    results = orjson.Fragment(stored) if stored and is_ready else None
    if "created_at" not in document:
        return orjson.dumps({**document, "results": results})
    names = list(document)
    at = names.index("created_at")
    before = {name: document[name] for name in names[:at]}
    after = {name: document[name] for name in names[at:]}
    return orjson.dumps({**before, "results": results, **after})


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
