"""Live channels of a bucket, kept as storage. Source: docs.acrcloud.com, Live Channels.

The documents call the name `title` and the CLI calls it `name`: both are accepted and returned.
"""

import uuid

from django.db import transaction
from django.http import HttpResponse

from engine.clock import stamp
from engine.console.buckets import get_bucket
from engine.models import Bucket, Channel
from engine.models.bucket import LIVE_TYPES
from engine.wire.call import Call
from engine.wire.envelope import data_reply, iso_time, no_content, raw_json
from engine.wire.errors import InvalidFieldsError, NotFoundError, UnsupportedError
from engine.wire.fields import Fields
from engine.wire.paging import each, page_reply

SORTS = ("id", "title", "created_at")
URL_PREFIXES = (
    "http://",
    "https://",
    "rtmp://",
    "rtmps://",
    "rtsp://",
    "udp://",
    "srt://",
    "mms://",
)


def listing(call: Call, bucket_id: int) -> HttpResponse:
    rows = Channel.objects.filter(bucket=get_live_bucket(call, bucket_id))
    words = call.query.text("search") or call.query.text("keyword")
    if words:
        rows = rows.filter(title__icontains=words)
    sort = call.query.choice("sort", SORTS, default="id")
    order = call.query.choice("order", ("asc", "desc"), default="desc")
    call.query.raise_errors()
    rows = rows.order_by("id") if sort == "id" else rows.order_by(sort, "id")
    if order == "desc":
        rows = rows.reverse()
    return page_reply(call.request, rows, each(represent_channel))


def show(call: Call, bucket_id: int, ids: str) -> HttpResponse:
    return data_reply(represent_channel(get_channels(get_live_bucket(call, bucket_id), ids)[0]))


def create(call: Call, bucket_id: int) -> HttpResponse:
    moment = stamp()
    channel = Channel(
        account=call.account,
        bucket=get_live_bucket(call, bucket_id),
        acr_id=uuid.uuid4().hex,
        created_at=moment,
        updated_at=moment,
    )
    read_fields(channel, call.fields, new=True)
    call.fields.raise_errors()
    channel.save()
    with transaction.atomic():
        Bucket.tally(bucket_id, num=1)
    return data_reply(represent_channel(channel), status=201)


def update(call: Call, bucket_id: int, ids: str) -> HttpResponse:
    channel = get_channels(get_live_bucket(call, bucket_id), ids)[0]
    read_fields(channel, call.fields, new=False)
    call.fields.raise_errors()
    channel.updated_at = stamp()
    channel.save()
    return data_reply(represent_channel(channel))


def delete(call: Call, bucket_id: int, ids: str) -> HttpResponse:
    with transaction.atomic():
        bucket = get_live_bucket(call, bucket_id)
        channels = get_channels(bucket, ids)
        Channel.objects.filter(pk__in=[channel.pk for channel in channels]).delete()
        Bucket.tally(bucket.pk, num=-len(channels))
    return no_content()


def rec_channels(call: Call, bucket_id: int) -> HttpResponse:
    get_live_bucket(call, bucket_id)
    raise UnsupportedError("rec-channels is not supported: this engine records no streams.")


def read_fields(channel: Channel, fields: Fields, *, new: bool) -> None:
    if new or "title" in fields or "name" in fields:
        title = "name" if "name" in fields and "title" not in fields else "title"
        channel.title = fields.text(title, required=True, max_length=1000)
    if new or "url" in fields:
        channel.url = fields.text("url", required=True, max_length=2000)
        if channel.url and not channel.url.startswith(URL_PREFIXES):
            fields.add_error("url", "The url format is invalid.")
    channel.record = hours_field(fields, "record", channel.record)
    channel.timeshift = hours_field(fields, "timeshift", channel.timeshift)
    if "user_defined" in fields.values:
        channel.user_defined = fields.json_object("user_defined")


def hours_field(fields: Fields, name: str, default: int) -> int:
    """A boolean in the documents, a number of hours in the CLI."""
    if isinstance(fields.values.get(name), bool):
        return int(fields.flag(name))
    return fields.integer(name, default=default, minimum=0, maximum=10_000)


def get_live_bucket(call: Call, bucket_id: int) -> Bucket:
    bucket = get_bucket(call, bucket_id)
    if bucket.type not in LIVE_TYPES:
        raise InvalidFieldsError(
            {"bucket_id": [f"A bucket of type {bucket.type} holds no channels."]}
        )
    return bucket


def get_channels(bucket: Bucket, ids: str) -> list[Channel]:
    numbers = [int(part) for part in ids.split(",") if part.strip().isdecimal() and len(part) < 19]
    channels = Channel.objects.filter(bucket=bucket).in_bulk(numbers)
    if not channels:
        raise NotFoundError
    return list(channels.values())


def represent_channel(channel: Channel) -> dict[str, object]:
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
        "user_defined": raw_json(channel.user_defined),
        "created_at": iso_time(channel.created_at),
        "updated_at": iso_time(channel.updated_at),
    }
