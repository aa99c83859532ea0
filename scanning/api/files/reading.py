"""Listing scanned files and showing them by id."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from mirror import tally
from mirror.search import Wanted
from scanning.api.files.finding import FilesOfContainer, container_or_404
from scanning.api.shapes import ScannedFileShape
from scanning.models import ScannedFile
from ui.openapi.shapes import PAGE, PER_PAGE, WIRE_ERRORS, asked, page_of, several_of
from ui.wire import query, replies

# The results of a long recording are megabytes, and a page is put together in memory.
MOST_WITH_RESULTS = 50


class FileReads(FilesOfContainer):
    @extend_schema(
        operation_id="list_scanned_files",
        tags=["File scanning"],
        parameters=[
            asked("search", "Part of the name or of the URI"),
            asked("state", "0 processing, 1 ready, -1 no result, -2 and -3 error", int),
            asked("with_result", "1: each file with its results, and at most 50 a page"),
            PAGE,
            PER_PAGE,
        ],
        responses={200: page_of(ScannedFileShape), **WIRE_ERRORS},
    )
    def list(self, request: Request, container_id: str) -> HttpResponse:
        """The files of a container, newest first."""
        container = container_or_404(container_id)
        rows = ScannedFile.objects.live().in_container(container.pk)
        text = query.text(request.GET, "search")
        words = Wanted((text,), ["name", "uri"]) if text else None
        state = query.whole_number(request.GET, "state")
        if state is not None:
            rows = rows.filter(state=state)
        self.with_result = query.flag(request.GET, "with_result")
        if self.with_result:
            self.most_per_page = MOST_WITH_RESULTS
        states = () if state is None else (state,)
        total = None if words else tally.of(ScannedFile, container.pk).count(states)
        return self.page(rows.order_by("-created_at", "-id"), words=words, total=total)

    @extend_schema(
        operation_id="get_scanned_files",
        tags=["File scanning"],
        responses={200: several_of(ScannedFileShape), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, container_id: str, ids: str) -> HttpResponse:
        """One or more files with their results, by id, separated by commas: always an array."""
        self.with_result = True
        found = self.files(container_or_404(container_id), ids)
        return replies.several(self.payloads(found))
