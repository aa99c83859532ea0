"""Sending a file to a container: by upload, by URL, by presigned key, by page of a platform."""

from urllib.parse import parse_qs, urlsplit

from django.db import transaction
from django.http import HttpResponse

from core.net.download import file_name
from engine.clock import now, stamp
from engine.console.containers import get_container
from engine.console.received_files import probe_duration, receive_file, required_upload
from engine.console.scans.presigned import redeem_key
from engine.console.scans.representation import represent_scan
from engine.models import Container, ScannedFile
from engine.models.container import ENGINES
from engine.wire.call import Call
from engine.wire.envelope import data_reply
from engine.wire.fields import Fields

DATA_TYPES = ("audio", "fingerprint", "audio_url", "platforms")
# By the host of a page or its ending: the platform that the reply shows as its data_type.
PLATFORMS = {
    "youtube.com": "youtube",
    "youtu.be": "youtube",
    "twitter.com": "twitter",
    "x.com": "twitter",
    "tiktok.com": "tiktok",
    "facebook.com": "facebook",
    "fb.watch": "facebook",
    "soundcloud.com": "soundcloud",
    "instagram.com": "instagram",
    "vimeo.com": "vimeo",
    "twitch.tv": "twitch",
    "dailymotion.com": "dailymotion",
}


def create(call: Call, container_id: int) -> HttpResponse:
    container = get_container(call, container_id)
    fields = call.fields
    data_type = fields.choice("data_type", DATA_TYPES, required=True)
    file = build_file(call, container, data_type)
    fields.raise_errors()
    if data_type == "platforms":
        read_platform(file, fields)
    elif data_type == "audio_url":
        read_url(file, fields)
    elif "key" in fields:
        read_key(call, container, file)
    else:
        read_upload(call, file)
    with transaction.atomic():
        file.save()
        Container.tally(container.pk, num=1, size=file.size_bytes)
    return data_reply(represent_scan(file), status=201)


def build_file(call: Call, container: Container, data_type: str) -> ScannedFile:
    moment = stamp()
    return ScannedFile(
        account=call.account,
        container=container,
        name=call.fields.text("name", max_length=1000),
        data_type=data_type,
        # Of this file alone; it overrides the container's.
        engine=call.fields.integer("engine", default=container.engine, choices=ENGINES),
        due_at=now(),
        created_at=moment,
        updated_at=moment,
    )


def read_upload(call: Call, file: ScannedFile) -> None:
    uploaded = required_upload(call)
    call.fields.raise_errors()
    assert uploaded is not None  # noqa: S101 -- check() raised otherwise
    received = receive_file(uploaded, audio=file.data_type == "audio")
    file.stored, file.size_bytes = received.stored.name, received.stored.size
    file.duration = received.duration
    file.uri = f"audio:{received.name}"
    file.name = file.name or received.name or "untitled"


def read_key(call: Call, container: Container, file: ScannedFile) -> None:
    """The file that was PUT to a presigned address."""
    name = call.fields.text("filename", max_length=1000)
    call.fields.raise_errors()
    stored, stored_name = redeem_key(container, call.fields)
    file.stored, file.size_bytes = stored.name, stored.size
    file.duration = probe_duration(stored) if file.data_type == "audio" else 0.0
    file.uri = f"audio:{name or stored_name}"
    file.name = file.name or name or stored_name


def read_url(file: ScannedFile, fields: Fields) -> None:
    file.url = url_field(fields)
    file.uri = f"audio_url:{urlsplit(file.url).path}"
    file.name = file.name or file_name(file.url) or file.url


def read_platform(file: ScannedFile, fields: Fields) -> None:
    file.url = url_field(fields)
    parts = urlsplit(file.url)
    file.data_type = platform_name(parts.hostname or "")
    (video, *_) = parse_qs(parts.query).get("v") or [parts.path.rstrip("/").rpartition("/")[2]]
    file.uri = f"{file.data_type}:video:{video}"[:2100]
    file.name = file.name or file.url[:1000]


def platform_name(host: str) -> str:
    """A known platform or `platforms`: the worker acts on it, so no host may choose the name."""
    labels = host.split(".")
    ends = (".".join(labels[start:]) for start in range(len(labels)))
    return next((PLATFORMS[end] for end in ends if end in PLATFORMS), "platforms")


def url_field(fields: Fields) -> str:
    url = fields.text("url", required=True, max_length=2000)
    if url:
        try:
            parts = urlsplit(url)
            is_valid = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            is_valid = False
        if not is_valid:
            fields.add_error("url", "The url format is invalid.")
    fields.raise_errors()
    return url
