"""Making, changing and deleting buckets."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audit import actor_of
from accounts.requests import SignedInRequest
from accounts.roles import Role, requires
from buckets import services
from buckets.forms.buckets import BucketChangeForm, BucketForm
from buckets.forms.remote import FAILURES
from buckets.models import Bucket, BucketType


def own_bucket_or_404(bucket_id: int) -> Bucket:
    """A bucket of the account: the provider's catalogue is nobody's to change."""
    own = Bucket.objects.live().exclude(type=BucketType.CATALOGUE)
    return get_object_or_404(own, pk=bucket_id)


@require_http_methods(["GET", "POST"])
@requires(Role.OPERATOR)
def new(request: SignedInRequest) -> HttpResponse:
    form = BucketForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            bucket = services.create_bucket(**form.values(), by=actor_of(request))
        except FAILURES as error:
            form.add_failure(error)
        else:
            what = "Files can be uploaded to it." if bucket.type == BucketType.FILE else ""
            messages.success(request, f"“{bucket.name}” is there. {what}".strip())
            return redirect("buckets:bucket", bucket.pk)
    return _form(request, form)


@require_http_methods(["GET", "POST"])
@requires(Role.OPERATOR)
def edit(request: SignedInRequest, bucket_id: int) -> HttpResponse:
    bucket = own_bucket_or_404(bucket_id)
    form = BucketChangeForm(request.POST or None, bucket=bucket)
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        try:
            if changes:
                services.change_bucket(bucket=bucket, **changes, by=actor_of(request))
        except FAILURES as error:
            form.add_failure(error)
        else:
            messages.success(request, "Changed." if changes else "Nothing was changed.")
            return redirect("buckets:bucket", bucket.pk)
    return _form(request, form, bucket)


@require_POST
@requires(Role.OPERATOR)
def delete(request: SignedInRequest, bucket_id: int) -> HttpResponse:
    bucket = own_bucket_or_404(bucket_id)
    try:
        services.delete_bucket(bucket=bucket, by=actor_of(request))
    except FAILURES as error:
        messages.error(request, str(error))
        return redirect("buckets:bucket", bucket.pk)
    messages.success(request, f"“{bucket.name}” is deleted.")
    return redirect("buckets:list")


def _form(
    request: SignedInRequest, form: BucketChangeForm, bucket: Bucket | None = None
) -> HttpResponse:
    context = {"form": form, "bucket": bucket}
    status = 422 if form.errors else 200
    return render(request, "buckets/acts/bucket_form.html", context, status=status)
