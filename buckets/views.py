"""Pages of buckets and their audio files."""

import json

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from accounts.roles import Role, has_role
from buckets import resources
from buckets.models import AudioFile, Bucket, BucketType
from buckets.states import state_of_bucket, state_of_file
from buckets.tables import BUCKETS, FILES, file_acts, type_label
from mirror.freshness import read_at, seen_at
from mirror.tables import counted


@require_safe
def bucket_list(request: SignedInRequest) -> HttpResponseBase:
    context = {
        "read_at": read_at(resources.BUCKETS.name),
        "resource": resources.BUCKETS.name,
        "may_sync": has_role(request.user, Role.OPERATOR),
    }
    return BUCKETS.respond(request, Bucket.objects.all(), "buckets/list.html", context)


@require_safe
def bucket_page(request: SignedInRequest, bucket_id: int) -> HttpResponseBase:
    bucket = get_object_or_404(Bucket, pk=bucket_id)
    may_act = has_role(request.user, Role.OPERATOR) and not bucket.is_gone
    holds_files = bucket.type == BucketType.FILE
    context = {
        "bucket": bucket,
        "state": state_of_bucket(bucket),
        "type_label": type_label(bucket),
        "holds_files": holds_files,
        "labels": bucket.document.get("labels") or [],
        "read_at": read_at(resources.FILES.name, str(bucket_id))
        if holds_files
        else seen_at(bucket, resources.BUCKETS.name),
        "resource": resources.FILES.name,
        "scope": bucket_id,
        "may_sync": may_act,
        "may_act": may_act and not bucket.is_catalogue,
    }
    files = AudioFile.objects.in_bucket(bucket_id).defer("payload", "secrets")
    acts = file_acts(bucket_id) if context["may_act"] else ()
    return FILES.respond(
        request,
        files,
        "buckets/bucket.html",
        context,
        acts=acts,
        count=counted(AudioFile, bucket_id),
    )


@require_safe
def file_page(request: SignedInRequest, bucket_id: int, file_id: int) -> HttpResponse:
    file = get_object_or_404(
        AudioFile.objects.select_related("bucket"), bucket_id=bucket_id, pk=file_id
    )
    document = file.document
    own = document.get("user_defined")
    context = {
        "file": file,
        "bucket": Bucket.objects.filter(pk=bucket_id).first(),
        "state": state_of_file(file),
        "read_at": seen_at(file, resources.FILES.name, str(bucket_id)),
        "document": document,
        "user_defined": {key: _shown(value) for key, value in own.items()}
        if isinstance(own, dict)
        else {},
        "may_act": has_role(request.user, Role.OPERATOR) and not file.is_gone,
        "error": document.get("error") if file.state < 0 else "",
    }
    return render(request, "buckets/file.html", context)


def _shown(value: object) -> str:
    """A field's value as its owner knows it: what isn't text, as the JSON that it came as."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
