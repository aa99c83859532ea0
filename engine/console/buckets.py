"""`/api/buckets`. Source: docs.acrcloud.com, Console API, Buckets."""

import hashlib

import orjson
from django.db import transaction
from django.http import HttpResponse

from engine.clock import stamp
from engine.models import AudioFile, BaseProject, Bucket, Channel, Container
from engine.models.bucket import CREATABLE_TYPES, REGIONS
from engine.wire.call import Call
from engine.wire.envelope import nothing, one, plain
from engine.wire.errors import Conflict, Invalid, NotFound, WireError
from engine.wire.fields import Fields
from engine.wire.paging import paged

NET_TYPES = (0, 1, 2)
ALL_TYPES = (*CREATABLE_TYPES, "ACRCloudFile")


def listing(call: Call) -> HttpResponse:
    rows = Bucket.objects.filter(account=call.account).order_by("id")
    if region := call.query.choice("region", REGIONS):
        rows = rows.filter(region=region)
    if kind := call.query.choice("type", ALL_TYPES):
        rows = rows.filter(type=kind)
    if words := call.query.text("search"):
        rows = rows.filter(name__icontains=words)
    call.query.check()
    return paged(call.request, rows, lambda found: [shown(bucket) for bucket in found])


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
        metadata_template=template(fields),
        created_at=moment,
        updated_at=moment,
    )
    fields.check()
    bucket.save()
    return one(shown(bucket), status=201)


def show(call: Call, bucket_id: int) -> HttpResponse:
    return one(shown(bucket_of(call, bucket_id)))


def update(call: Call, bucket_id: int) -> HttpResponse:
    bucket = writable(bucket_of(call, bucket_id))
    fields = call.fields
    if "name" in fields:
        bucket.name = fields.text("name", required=True)
    if "labels" in fields:
        bucket.labels = fields.strings("labels")
    if "metadata_template" in fields.given:
        bucket.metadata_template = template(fields)
    fields.check()
    bucket.updated_at = stamp()
    bucket.save(update_fields=["name", "labels", "metadata_template", "updated_at"])
    return one(shown(bucket))


def delete(call: Call, bucket_id: int) -> HttpResponse:
    with transaction.atomic():
        bucket = writable(bucket_of(call, bucket_id))
        if AudioFile.objects.filter(bucket=bucket).exists():
            raise Conflict("The bucket is not empty: delete its files first.")
        if Channel.objects.filter(bucket=bucket).exists():
            raise Conflict("The bucket is not empty: delete its channels first.")
        for user in users_of(bucket):
            raise Conflict(f"The bucket is used by {user}.")
        bucket.delete()
    return nothing()


def bucket_of(call: Call, bucket_id: int) -> Bucket:
    """The account's bucket of that id; raises NotFound."""
    bucket = Bucket.objects.filter(account=call.account, pk=bucket_id).first()
    if bucket is None:
        raise NotFound
    return bucket


def writable(bucket: Bucket) -> Bucket:
    if bucket.read_only:
        raise ReadOnly(f"The bucket {bucket.name} is read-only.")
    return bucket


class ReadOnly(WireError):
    status = 403


def users_of(bucket: Bucket) -> list[str]:
    """Projects and containers that still search a bucket, by name."""
    return [
        *(f"project {p.name}" for p in BaseProject.objects.all() if bucket.pk in p.bucket_ids),
        *(f"container {c.name}" for c in Container.objects.all() if bucket.pk in c.bucket_ids),
    ]


def named(call: Call, fields: Fields, name: str = "buckets") -> list[int]:
    """The ids of buckets that a field gives by id or by name, without repeats."""
    ids: list[int] = []
    for given in fields.array(name, required=True):
        bucket = find(call, given)
        if bucket is None:
            fields.wrong(name, f"The selected {name} is invalid: {str(given)[:100]}.")
        elif bucket.pk not in ids:
            ids.append(bucket.pk)
    return ids


def find(call: Call, given: object) -> Bucket | None:
    own = Bucket.objects.filter(account=call.account).order_by("id")
    if isinstance(given, dict):
        given = given.get("id")
    if isinstance(given, bool) or not isinstance(given, int | str):
        return None
    text = str(given).strip()
    if text.isascii() and text.isdigit() and len(text) < 19:
        by_id = own.filter(pk=int(text)).first()
        if by_id is not None or isinstance(given, int):
            return by_id
    return own.filter(name=given).first()


def template(fields: Fields) -> str | None:
    """The custom-field template, which is JSON in a string."""
    if fields.given.get("metadata_template") in (None, ""):
        return None
    text = fields.text("metadata_template", longest=65_535)
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Invalid({"metadata_template": ["The metadata template must be JSON."]}) from None
    return text


def shown(bucket: Bucket) -> dict[str, object]:
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
        "created_at": plain(bucket.created_at),
        "updated_at": plain(bucket.updated_at),
        "num": bucket.num,
        "size": str(round(bucket.seconds)),
        "access_permission": "private",
    }


def brief(bucket: Bucket) -> dict[str, object]:
    """A bucket as projects and containers name it."""
    return {
        "id": bucket.pk,
        "name": bucket.name,
        "type": bucket.type,
        "metadata_template": bucket.metadata_template,
    }


def node_of(bucket: Bucket) -> str:
    """The name of the node that serves a bucket: 32 hexadecimal digits, the same every time."""
    return hashlib.md5(f"{bucket.region}/{bucket.pk}".encode(), usedforsecurity=False).hexdigest()
