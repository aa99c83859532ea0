"""`/api/buckets`. Source: docs.acrcloud.com, Console API, Buckets."""

import hashlib

import orjson
from django.db import transaction
from django.http import HttpResponse

from engine.clock import stamp
from engine.models import AudioFile, BaseProject, Bucket, Channel, Container
from engine.models.bucket import CREATABLE_TYPES, REGIONS
from engine.wire.call import Call
from engine.wire.envelope import data_reply, no_content, plain_time
from engine.wire.errors import ConflictError, InvalidFieldsError, NotFoundError, WireError
from engine.wire.fields import Fields
from engine.wire.paging import each, page_reply

NET_TYPES = (0, 1, 2)
BUCKET_TYPES = (*CREATABLE_TYPES, "ACRCloudFile")


def listing(call: Call) -> HttpResponse:
    rows = Bucket.objects.filter(account=call.account).order_by("id")
    if region := call.query.choice("region", REGIONS):
        rows = rows.filter(region=region)
    if kind := call.query.choice("type", BUCKET_TYPES):
        rows = rows.filter(type=kind)
    if words := call.query.text("search"):
        rows = rows.filter(name__icontains=words)
    call.query.raise_errors()
    return page_reply(call.request, rows, each(represent_bucket))


def create(call: Call) -> HttpResponse:
    fields = call.fields
    moment = stamp()
    bucket = Bucket(
        account=call.account,
        name=fields.text("name", required=True),
        type=fields.choice("type", CREATABLE_TYPES, default="File"),
        region=fields.choice("region", REGIONS, required=True),
        net_type=fields.integer("net_type", default=1, choices=NET_TYPES),
        labels=fields.strings("labels"),
        metadata_template=template_field(fields),
        created_at=moment,
        updated_at=moment,
    )
    fields.raise_errors()
    bucket.save()
    return data_reply(represent_bucket(bucket), status=201)


def show(call: Call, bucket_id: int) -> HttpResponse:
    return data_reply(represent_bucket(get_bucket(call, bucket_id)))


def update(call: Call, bucket_id: int) -> HttpResponse:
    bucket = check_writable(get_bucket(call, bucket_id))
    fields = call.fields
    if "name" in fields:
        bucket.name = fields.text("name", required=True)
    if "labels" in fields:
        bucket.labels = fields.strings("labels")
    if "metadata_template" in fields.values:
        bucket.metadata_template = template_field(fields)
    fields.raise_errors()
    bucket.updated_at = stamp()
    bucket.save(update_fields=["name", "labels", "metadata_template", "updated_at"])
    return data_reply(represent_bucket(bucket))


def delete(call: Call, bucket_id: int) -> HttpResponse:
    with transaction.atomic():
        bucket = check_writable(get_bucket(call, bucket_id))
        if AudioFile.objects.filter(bucket=bucket).exists():
            raise ConflictError("The bucket is not empty: delete its files first.")
        if Channel.objects.filter(bucket=bucket).exists():
            raise ConflictError("The bucket is not empty: delete its channels first.")
        for user in bucket_users(bucket):
            raise ConflictError(f"The bucket is used by {user}.")
        bucket.delete()
    return no_content()


def get_bucket(call: Call, bucket_id: int) -> Bucket:
    """The account's bucket with that id. Raises NotFoundError."""
    bucket = Bucket.objects.filter(account=call.account, pk=bucket_id).first()
    if bucket is None:
        raise NotFoundError
    return bucket


def check_writable(bucket: Bucket) -> Bucket:
    if bucket.read_only:
        raise ReadOnlyBucketError(f"The bucket {bucket.name} is read-only.")
    return bucket


class ReadOnlyBucketError(WireError):
    status = 403


def bucket_users(bucket: Bucket) -> list[str]:
    """Projects and containers that search a bucket, by name."""
    return [
        *(f"project {p.name}" for p in BaseProject.objects.all() if bucket.pk in p.bucket_ids),
        *(f"container {c.name}" for c in Container.objects.all() if bucket.pk in c.bucket_ids),
    ]


def bucket_ids_field(call: Call, fields: Fields, name: str = "buckets") -> list[int]:
    """The ids of buckets that a field gives by id or by name, without repeats."""
    ids: list[int] = []
    for reference in fields.array(name, required=True):
        bucket = find_bucket(call, reference)
        if bucket is None:
            fields.add_error(name, f"The selected {name} is invalid: {str(reference)[:100]}.")
        elif bucket.pk not in ids:
            ids.append(bucket.pk)
    return ids


def find_bucket(call: Call, reference: object) -> Bucket | None:
    own = Bucket.objects.filter(account=call.account).order_by("id")
    if isinstance(reference, dict):
        reference = reference.get("id")
    if isinstance(reference, bool) or not isinstance(reference, int | str):
        return None
    text = str(reference).strip()
    if text.isascii() and text.isdigit() and len(text) < 19:
        by_id = own.filter(pk=int(text)).first()
        if by_id is not None or isinstance(reference, int):
            return by_id
    return own.filter(name=reference).first()


def template_field(fields: Fields) -> str | None:
    """The template of custom fields: JSON in a string."""
    if fields.values.get("metadata_template") in (None, ""):
        return None
    text = fields.text("metadata_template", max_length=65_535)
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        raise InvalidFieldsError(
            {"metadata_template": ["The metadata template must be JSON."]}
        ) from None
    return text


def represent_bucket(bucket: Bucket) -> dict[str, object]:
    return {
        "id": bucket.pk,
        "uid": bucket.account_id,
        "name": bucket.name,
        "type": bucket.type,
        "node": f"127.0.0.1-{bucket.pk}",
        "state": bucket.state,
        "region": bucket.region,
        "metadata_template": bucket.metadata_template,
        "labels": bucket.labels,
        "net_type": bucket.net_type,
        "created_at": plain_time(bucket.created_at),
        "updated_at": plain_time(bucket.updated_at),
        "num": bucket.num,
        "size": str(round(bucket.seconds)),
        "access_permission": "private",
    }


def represent_bucket_briefly(bucket: Bucket) -> dict[str, object]:
    """A bucket as it is embedded in projects and containers."""
    return {
        "id": bucket.pk,
        "name": bucket.name,
        "type": bucket.type,
        "metadata_template": bucket.metadata_template,
    }


def node_id(bucket: Bucket) -> str:
    """The name of the node that serves a bucket: 32 hexadecimal digits, always the same."""
    return hashlib.md5(f"{bucket.region}/{bucket.pk}".encode(), usedforsecurity=False).hexdigest()
