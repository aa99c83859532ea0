"""Live channels of a bucket, kept as storage. Source: docs.acrcloud.com, Live Channels.

The documents call the name `title` and the CLI calls it `name`: both are taken, both are shown.
"""

import uuid

from django.db import transaction
from django.http import HttpResponse

from engine.clock import stamp
from engine.console.buckets import bucket_of
from engine.models import Bucket, Channel
from engine.models.bucket import LIVE_TYPES
from engine.wire.call import Call
from engine.wire.envelope import iso, nothing, one, raw
from engine.wire.errors import Invalid, NotFound, Unsupported
from engine.wire.fields import Fields
from engine.wire.paging import paged

SORTS = ("id", "title", "created_at")
ADDRESSES = ("http://", "https://", "rtmp://", "rtmps://", "rtsp://", "udp://", "srt://", "mms://")


def listing(call: Call, bucket_id: int) -> HttpResponse:
    rows = Channel.objects.filter(bucket=live(call, bucket_id))
    words = call.query.text("search") or call.query.text("keyword")
    if words:
        rows = rows.filter(title__icontains=words)
    sort = call.query.choice("sort", SORTS, default="id")
    order = call.query.choice("order", ("asc", "desc"), default="desc")
    call.query.check()
    rows = rows.order_by("id") if sort == "id" else rows.order_by(sort, "id")
    if order == "desc":
        rows = rows.reverse()
    return paged(call.request, rows, lambda found: [shown(channel) for channel in found])


def show(call: Call, bucket_id: int, ids: str) -> HttpResponse:
    return one(shown(channels_of(live(call, bucket_id), ids)[0]))


def create(call: Call, bucket_id: int) -> HttpResponse:
    moment = stamp()
    channel = Channel(
        account=call.account,
        bucket=live(call, bucket_id),
        acr_id=uuid.uuid4().hex,
        created_at=moment,
        updated_at=moment,
    )
    fill(channel, call.fields, new=True)
    call.fields.check()
    channel.save()
    with transaction.atomic():
        Bucket.tally(bucket_id, num=1)
    return one(shown(channel), status=201)


def update(call: Call, bucket_id: int, ids: str) -> HttpResponse:
    channel = channels_of(live(call, bucket_id), ids)[0]
    fill(channel, call.fields, new=False)
    call.fields.check()
    channel.updated_at = stamp()
    channel.save()
    return one(shown(channel))


def delete(call: Call, bucket_id: int, ids: str) -> HttpResponse:
    with transaction.atomic():
        bucket = live(call, bucket_id)
        channels = channels_of(bucket, ids)
        Channel.objects.filter(pk__in=[channel.pk for channel in channels]).delete()
        Bucket.tally(bucket.pk, num=-len(channels))
    return nothing()


def rec_channels(call: Call, bucket_id: int) -> HttpResponse:
    live(call, bucket_id)
    raise Unsupported("rec-channels is not supported: this engine records no streams.")


def fill(channel: Channel, fields: Fields, *, new: bool) -> None:
    if new or "title" in fields or "name" in fields:
        title = "name" if "name" in fields and "title" not in fields else "title"
        channel.title = fields.text(title, required=True, longest=1000)
    if new or "url" in fields:
        channel.url = fields.text("url", required=True, longest=2000)
        if channel.url and not channel.url.startswith(ADDRESSES):
            fields.wrong("url", "The url format is invalid.")
    channel.record = hours(fields, "record", channel.record)
    channel.timeshift = hours(fields, "timeshift", channel.timeshift)
    if "user_defined" in fields.given:
        channel.user_defined = fields.json_object("user_defined")


def hours(fields: Fields, name: str, default: int) -> int:
    """A switch in the documents, a number of hours in the CLI."""
    if isinstance(fields.given.get(name), bool):
        return int(fields.flag(name))
    return fields.integer(name, default=default, least=0, most=10_000)


def live(call: Call, bucket_id: int) -> Bucket:
    bucket = bucket_of(call, bucket_id)
    if bucket.type not in LIVE_TYPES:
        raise Invalid({"bucket_id": [f"A bucket of type {bucket.type} holds no channels."]})
    return bucket


def channels_of(bucket: Bucket, ids: str) -> list[Channel]:
    wanted = [int(part) for part in ids.split(",") if part.strip().isdecimal() and len(part) < 19]
    found = Channel.objects.filter(bucket=bucket).in_bulk(wanted)
    if not found:
        raise NotFound
    return list(found.values())


def shown(channel: Channel) -> dict[str, object]:
    return {
        "id": channel.pk,
        "uid": channel.account_id,
        "bucket_id": channel.bucket_id,
        "acr_id": channel.acr_id,
        "state": 1,
        "title": channel.title,
        "name": channel.title,
        "url": channel.url,
        "record": channel.record,
        "timeshift": channel.timeshift,
        "user_defined": raw(channel.user_defined),
        "created_at": iso(channel.created_at),
        "updated_at": iso(channel.updated_at),
    }
