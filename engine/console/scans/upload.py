"""Sending a file to a container: by upload, by address, by presigned key, by platform page."""

from urllib.parse import parse_qs, urlsplit

from django.db import transaction
from django.http import HttpResponse

from engine.clock import now, stamp
from engine.console.containers import container_of
from engine.console.intake import glance, take, uploaded
from engine.console.scans.presigned import redeem
from engine.console.scans.shape import shown
from engine.download import file_name
from engine.models import Container, ScannedFile
from engine.models.container import ENGINES
from engine.wire.call import Call
from engine.wire.envelope import one
from engine.wire.fields import Fields

DATA_TYPES = ("audio", "fingerprint", "audio_url", "platforms")
# The host of a page, or what it ends in, tells the platform that the reply shows as its data_type.
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
    container = container_of(call, container_id)
    fields = call.fields
    data_type = fields.choice("data_type", DATA_TYPES, required=True)
    file = described(call, container, data_type)
    fields.check()
    if data_type == "platforms":
        by_platform(file, fields)
    elif data_type == "audio_url":
        by_address(file, fields)
    elif "key" in fields:
        by_key(call, container, file)
    else:
        upload(call, file)
    with transaction.atomic():
        file.save()
        Container.tally(container.pk, num=1, size=file.size_bytes)
    return one(shown(file), status=201)


def described(call: Call, container: Container, data_type: str) -> ScannedFile:
    moment = stamp()
    return ScannedFile(
        account=call.account,
        container=container,
        name=call.fields.text("name", longest=1000),
        data_type=data_type,
        # For this file alone, before what the container says.
        engine=call.fields.integer("engine", default=container.engine, choices=ENGINES),
        due_at=now(),
        created_at=moment,
        updated_at=moment,
    )


def upload(call: Call, file: ScannedFile) -> None:
    sent = uploaded(call)
    call.fields.check()
    assert sent is not None  # noqa: S101 -- check() raised otherwise
    taken = take(sent, audio=file.data_type == "audio")
    file.stored, file.size_bytes = taken.stored.name, taken.stored.size
    file.duration = taken.duration
    file.uri = f"audio:{taken.name}"
    file.name = file.name or taken.name or "untitled"


def by_key(call: Call, container: Container, file: ScannedFile) -> None:
    """What was PUT to a presigned address before."""
    name = call.fields.text("filename", longest=1000)
    call.fields.check()
    stored, known = redeem(container, call.fields)
    file.stored, file.size_bytes = stored.name, stored.size
    file.duration = glance(stored) if file.data_type == "audio" else 0.0
    file.uri = f"audio:{name or known}"
    file.name = file.name or name or known


def by_address(file: ScannedFile, fields: Fields) -> None:
    file.url = web_address(fields)
    file.uri = f"audio_url:{urlsplit(file.url).path}"
    file.name = file.name or file_name(file.url) or file.url


def by_platform(file: ScannedFile, fields: Fields) -> None:
    file.url = web_address(fields)
    parts = urlsplit(file.url)
    file.data_type = platform_of(parts.hostname or "")
    (video, *_) = parse_qs(parts.query).get("v") or [parts.path.rstrip("/").rpartition("/")[2]]
    file.uri = f"{file.data_type}:video:{video}"[:2100]
    file.name = file.name or file.url[:1000]


def platform_of(host: str) -> str:
    """A known platform or `platforms`: the worker acts on it, so no host may bring its own word."""
    labels = host.split(".")
    ends = (".".join(labels[start:]) for start in range(len(labels)))
    return next((PLATFORMS[end] for end in ends if end in PLATFORMS), "platforms")


def web_address(fields: Fields) -> str:
    url = fields.text("url", required=True, longest=2000)
    if url:
        try:
            parts = urlsplit(url)
            sound = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            sound = False
        if not sound:
            fields.wrong("url", "The url format is invalid.")
    fields.check()
    return url
