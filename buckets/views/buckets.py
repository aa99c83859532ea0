"""Pages of buckets: the list, one bucket with its files, and the forms that change buckets."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buckets import resources
from buckets.forms import BucketChangeForm, BucketForm
from buckets.models import AudioFile, Bucket, BucketType
from buckets.services.buckets import change_bucket, create_bucket, delete_bucket
from buckets.states import state_of_bucket
from buckets.tables import BUCKETS, FILES, file_actions, type_label
from core.accounts.audit import actor_of
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import Role, has_role, role_required
from core.mirror.forms import REMOTE_ERRORS
from core.mirror.freshness import list_read_at, row_confirmed_at
from core.mirror.tables import count_by_tally, unread_state


@require_safe
def bucket_list(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    read_at = list_read_at(resources.BUCKETS.name)
    context = {
        "read_at": read_at,
        "resource": resources.BUCKETS.name,
        "may_sync": has_role(request.user, Role.OPERATOR),
    }
    return BUCKETS.respond(
        request, Bucket.objects.all(), "buckets/list.html", context, unread=unread_state(read_at)
    )


@require_safe
def bucket_page(request: AuthenticatedHttpRequest, bucket_id: int) -> HttpResponseBase:
    bucket = get_object_or_404(Bucket, pk=bucket_id)
    may_act = has_role(request.user, Role.OPERATOR) and not bucket.is_gone
    read_at = (
        list_read_at(resources.FILES.name, str(bucket_id))
        if bucket.holds_files
        else row_confirmed_at(bucket, resources.BUCKETS.name)
    )
    context = {
        "bucket": bucket,
        "state": state_of_bucket(bucket),
        "type_label": type_label(bucket),
        "labels": bucket.document.get("labels") or [],
        "read_at": read_at,
        "resource": resources.FILES.name,
        "scope": bucket_id,
        "may_sync": may_act,
        "may_act": may_act and not bucket.is_catalogue,
    }
    files = AudioFile.objects.in_bucket(bucket_id).defer("payload", "secrets")
    actions = file_actions(bucket_id) if context["may_act"] else ()
    return FILES.respond(
        request,
        files,
        "buckets/bucket.html",
        context,
        actions=actions,
        count=count_by_tally(AudioFile, bucket_id),
        unread=unread_state(read_at),
    )


@require_http_methods(["GET", "POST"])
@role_required(Role.OPERATOR)
def new(request: AuthenticatedHttpRequest) -> HttpResponse:
    form = BucketForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            bucket = create_bucket(**form.values(), by=actor_of(request))
        except REMOTE_ERRORS as error:
            form.add_failure(error)
        else:
            hint = "Files can be uploaded to it." if bucket.type == BucketType.FILE else ""
            messages.success(request, f"“{bucket.name}” is there. {hint}".strip())
            return redirect("buckets:bucket", bucket.pk)
    return _form_page(request, form)


@require_http_methods(["GET", "POST"])
@role_required(Role.OPERATOR)
def edit(request: AuthenticatedHttpRequest, bucket_id: int) -> HttpResponse:
    bucket = editable_bucket_or_404(bucket_id)
    form = BucketChangeForm(request.POST or None, bucket=bucket)
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        try:
            if changes:
                change_bucket(bucket=bucket, **changes, by=actor_of(request))
        except REMOTE_ERRORS as error:
            form.add_failure(error)
        else:
            messages.success(request, "Changed." if changes else "Nothing was changed.")
            return redirect("buckets:bucket", bucket.pk)
    return _form_page(request, form, bucket)


@require_POST
@role_required(Role.OPERATOR)
def delete(request: AuthenticatedHttpRequest, bucket_id: int) -> HttpResponse:
    bucket = editable_bucket_or_404(bucket_id)
    try:
        delete_bucket(bucket=bucket, by=actor_of(request))
    except REMOTE_ERRORS as error:
        messages.error(request, str(error))
        return redirect("buckets:bucket", bucket.pk)
    messages.success(request, f"“{bucket.name}” is deleted.")
    return redirect("buckets:list")


def editable_bucket_or_404(bucket_id: int) -> Bucket:
    """A bucket of the account's own: the provider's catalogue can't be changed."""
    buckets = Bucket.objects.live().exclude(type=BucketType.CATALOGUE)
    return get_object_or_404(buckets, pk=bucket_id)


def _form_page(
    request: AuthenticatedHttpRequest, form: BucketChangeForm, bucket: Bucket | None = None
) -> HttpResponse:
    context = {"form": form, "bucket": bucket}
    status = 422 if form.errors else 200
    return render(request, "buckets/bucket_form.html", context, status=status)
