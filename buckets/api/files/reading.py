"""Listing files and showing them by id."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from buckets.api.files.finding import FilesOfBucket, bucket_or_404
from buckets.api.shapes import AudioFileShape
from buckets.models import AudioFile
from mirror import tally
from mirror.search import Wanted
from ui.openapi.shapes import PAGE, PER_PAGE, WIRE_ERRORS, asked, page_of, several_of
from ui.wire import query, replies

SORTS = ("id", "state", "created_at")
ORDERS = ("asc", "desc")


class FileReads(FilesOfBucket):
    @extend_schema(
        operation_id="list_audio_files",
        tags=["Audio files"],
        parameters=[
            asked("search", "Part of the title; `keyword` means the same"),
            asked("state", "0 processing, 1 ready, -1 error", int),
            asked("sort", "`id` when not given", enum=SORTS),
            asked("order", "`asc` when not given", enum=ORDERS),
            PAGE,
            PER_PAGE,
        ],
        responses={200: page_of(AudioFileShape), **WIRE_ERRORS},
    )
    def list(self, request: Request, bucket_id: str) -> HttpResponse:
        """The files of a bucket."""
        bucket = bucket_or_404(bucket_id)
        rows = AudioFile.objects.live().in_bucket(bucket.pk)
        text = query.text(request.GET, "search", "keyword")
        words = Wanted((text,), ["title"]) if text else None
        state = query.whole_number(request.GET, "state")
        if state is not None:
            rows = rows.filter(state=state)
        sort = query.choice(request.GET, "sort", SORTS, default="id")
        sign = "-" if query.choice(request.GET, "order", ORDERS, default="asc") == "desc" else ""
        keys = ["id"] if sort == "id" else [sort, "id"]
        ordered = rows.order_by(*(sign + key for key in keys))
        states = () if state is None else (state,)
        total = None if words else tally.of(AudioFile, bucket.pk).count(states)
        return self.page(ordered, words=words, total=total)

    @extend_schema(
        operation_id="get_audio_files",
        tags=["Audio files"],
        responses={200: several_of(AudioFileShape), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, bucket_id: str, ids: str) -> HttpResponse:
        """One or more files, by id or acr_id, separated by commas: always an array."""
        found = self.files(bucket_or_404(bucket_id), ids.split(","))
        return replies.several(self.payloads(found))
