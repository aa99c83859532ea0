"""`/api/fs-containers`. Source: docs.acrcloud.com, Console API, File Scanning."""

from django.db import transaction
from django.http import HttpResponse

from engine.clock import stamp
from engine.console.buckets import brief, named
from engine.models import Container, ScannedFile
from engine.models.bucket import REGIONS
from engine.models.container import ENGINES, POLICY_TYPES, default_policy
from engine.models.project import AUDIO_TYPES
from engine.wire.call import Call
from engine.wire.envelope import iso, nothing, one
from engine.wire.errors import Conflict, NotFound
from engine.wire.fields import Fields, as_integer
from engine.wire.paging import paged

FLAGS = ("deepright", "music_detection", "ai_detection")


def listing(call: Call) -> HttpResponse:
    rows = Container.objects.filter(account=call.account).order_by("-id")
    if region := call.query.choice("region", REGIONS):
        rows = rows.filter(region=region)
    if name := call.query.text("name"):
        rows = rows.filter(name__icontains=name)
    call.query.check()
    return paged(call.request, rows, lambda found: [shown(container) for container in found])


def create(call: Call) -> HttpResponse:
    fields = call.fields
    moment = stamp()
    container = Container(
        account=call.account,
        name=fields.text("name", required=True),
        region=fields.choice("region", REGIONS, required=True),
        audio_type=fields.choice("audio_type", AUDIO_TYPES, default="linein"),
        engine=fields.integer("engine", required=True, choices=ENGINES),
        bucket_ids=named(call, fields),
        policy=policy(fields),
        callback_url=callback_url(fields),
        created_at=moment,
        updated_at=moment,
        **{flag: fields.flag(flag) for flag in FLAGS},
    )
    fields.check()
    container.save()
    return one(shown(container), status=201)


def show(call: Call, container_id: int) -> HttpResponse:
    return one(shown(container_of(call, container_id)))


def update(call: Call, container_id: int) -> HttpResponse:
    container = container_of(call, container_id)
    fields = call.fields
    if "name" in fields:
        container.name = fields.text("name", required=True)
    if "audio_type" in fields:
        container.audio_type = fields.choice("audio_type", AUDIO_TYPES, required=True)
    if "engine" in fields:
        container.engine = fields.integer("engine", required=True, choices=ENGINES)
    if "buckets" in fields:
        container.bucket_ids = named(call, fields)
    if "policy" in fields:
        container.policy = policy(fields)
    if "callback_url" in fields.given:
        container.callback_url = callback_url(fields)
    for flag in FLAGS:
        if flag in fields:
            setattr(container, flag, fields.flag(flag))
    fields.check()
    container.updated_at = stamp()
    # The counts belong to the files that come and go meanwhile.
    container.save(
        update_fields=[
            "name",
            "audio_type",
            "engine",
            "bucket_ids",
            "policy",
            "callback_url",
            "updated_at",
            *FLAGS,
        ]
    )
    return one(shown(container))


def delete(call: Call, container_id: int) -> HttpResponse:
    with transaction.atomic():
        container = container_of(call, container_id)
        if ScannedFile.objects.filter(container=container).exists():
            raise Conflict("The container is not empty: delete its files first.")
        container.delete()
    return nothing()


def container_of(call: Call, container_id: int) -> Container:
    container = Container.objects.filter(account=call.account, pk=container_id).first()
    if container is None:
        raise NotFound("Invalid Container")
    return container


def policy(fields: Fields) -> dict[str, object]:
    """`traverse` with interval and rec_length in seconds, or `points`; unknown keys are dropped."""
    given = fields.given.get("policy")
    if given is None or given == "":
        return default_policy()
    if isinstance(given, str) or not isinstance(given, dict):
        given = {"type": given}
    kind = given.get("type", "traverse")
    if kind not in POLICY_TYPES:
        fields.wrong("policy.type", "The selected policy.type is invalid.")
        return default_policy()
    if kind == "points":
        return {"type": kind, "points": seconds(fields, given, "points", 3, 1, 100)}
    return {
        "type": kind,
        "interval": seconds(fields, given, "interval", 0, 0, 3600),
        "rec_length": seconds(fields, given, "rec_length", 10, 3, 60),
    }


def seconds(
    fields: Fields, given: dict[str, object], name: str, default: int, least: int, most: int
) -> int:
    value = given.get(name)
    if value is None or value == "":
        return default
    whole = as_integer(value)
    if whole is None or not least <= whole <= most:
        fields.wrong(f"policy.{name}", f"The policy.{name} must be between {least} and {most}.")
        return default
    return whole


def callback_url(fields: Fields) -> str:
    url = fields.text("callback_url", longest=2000)
    if url and not url.startswith(("http://", "https://")):
        fields.wrong("callback_url", "The callback url format is invalid.")
    return url


def shown(container: Container) -> dict[str, object]:
    return {
        "id": container.pk,
        "uid": container.account_id,
        "name": container.name,
        "region": container.region,
        "state": container.state,
        "audio_type": container.audio_type,
        "engine": container.engine,
        "policy": container.policy,
        "buckets": [brief(bucket) for bucket in container.buckets()],
        "callback_url": container.callback_url,
        "deepright": container.deepright,
        "music_detection": container.music_detection,
        "ai_detection": container.ai_detection,
        "num": container.num,
        "size": container.size,
        "created_at": iso(container.created_at),
        "updated_at": iso(container.updated_at),
    }
