"""The files of buckets whose lists the mirror doesn't hold, as the remote has them now."""

import re
from collections.abc import Mapping, Sequence

import orjson
from django.http import HttpResponse
from rest_framework.request import Request

from buckets.models import Bucket
from buckets.services.passed_through import read_files, read_files_page
from core.gateway import responses
from core.gateway.pagination import RequestedPage, parse_page
from core.mirror.api.gateway import not_found

_ID_OR_ACR_ID = re.compile(r"[0-9]{1,18}|[0-9a-f]{32}")


def page_from_remote(
    request: Request, bucket: Bucket, params: Mapping[str, str | int]
) -> HttpResponse:
    """The requested page; as long as the remote lets a page be. Raises RemoteError."""
    wanted = parse_page(request.GET)
    page = read_files_page(
        bucket=bucket, number=wanted.number, per_page=wanted.per_page, params=params
    )
    shown = RequestedPage(wanted.number, page.per_page, wanted.per_page_given)
    payloads = [orjson.dumps(row) for row in page.rows]
    return responses.page_response(request._request, shown, payloads, page.total)


def files_from_remote(bucket: Bucket, names: Sequence[str]) -> HttpResponse:
    """The files with these ids or acr_ids. Raises Http404 and RemoteError."""
    known = [name for name in names if _ID_OR_ACR_ID.fullmatch(name)]
    rows = read_files(bucket=bucket, names=known) or not_found()
    return responses.array_response([orjson.dumps(row) for row in rows])
