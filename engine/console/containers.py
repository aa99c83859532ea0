"""`/api/fs-containers`. Source: docs.acrcloud.com, Console API, File Scanning."""

from django.db import transaction
from django.http import HttpResponse

from engine.clock import stamp
from engine.console.buckets import bucket_ids_field, represent_bucket_briefly
from engine.models import Container, ScannedFile
from engine.models.bucket import REGIONS
from engine.models.container import ENGINES, POLICY_TYPES, default_policy
from engine.models.project import AUDIO_TYPES
from engine.wire.call import Call
from engine.wire.envelope import data_reply, iso_time, no_content
from engine.wire.errors import ConflictError, NotFoundError
from engine.wire.fields import Fields, as_integer
from engine.wire.paging import each, page_reply

FLAGS = ("deepright", "music_detection", "ai_detection")


def listing(call: Call) -> HttpResponse:
    rows = Container.objects.filter(account=call.account).order_by("-id")
    if region := call.query.choice("region", REGIONS):
        rows = rows.filter(region=region)
    if name := call.query.text("name"):
        rows = rows.filter(name__icontains=name)
    call.query.raise_errors()
    return page_reply(call.request, rows, each(represent_container))


def create(call: Call) -> HttpResponse:
    fields = call.fields
    moment = stamp()
    container = Container(
        account=call.account,
        name=fields.text("name", required=True),
        region=fields.choice("region", REGIONS, required=True),
        audio_type=fields.choice("audio_type", AUDIO_TYPES, default="linein"),
        engine=fields.integer("engine", required=True, choices=ENGINES),
        bucket_ids=bucket_ids_field(call, fields),
        policy=policy_field(fields),
        callback_url=callback_url_field(fields),
        created_at=moment,
        updated_at=moment,
        **{flag: fields.flag(flag) for flag in FLAGS},
    )
    fields.raise_errors()
    container.save()
    return data_reply(represent_container(container), status=201)


def show(call: Call, container_id: int) -> HttpResponse:
    return data_reply(represent_container(get_container(call, container_id)))


def update(call: Call, container_id: int) -> HttpResponse:
    container = get_container(call, container_id)
    fields = call.fields
    if "name" in fields:
        container.name = fields.text("name", required=True)
    if "audio_type" in fields:
        container.audio_type = fields.choice("audio_type", AUDIO_TYPES, required=True)
    if "engine" in fields:
        container.engine = fields.integer("engine", required=True, choices=ENGINES)
    if "buckets" in fields:
        container.bucket_ids = bucket_ids_field(call, fields)
    if "policy" in fields:
        container.policy = policy_field(fields)
    if "callback_url" in fields.values:
        container.callback_url = callback_url_field(fields)
    for flag in FLAGS:
        if flag in fields:
            setattr(container, flag, fields.flag(flag))
    fields.raise_errors()
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
    return data_reply(represent_container(container))


def delete(call: Call, container_id: int) -> HttpResponse:
    with transaction.atomic():
        container = get_container(call, container_id)
        if ScannedFile.objects.filter(container=container).exists():
            raise ConflictError("The container is not empty: delete its files first.")
        container.delete()
    return no_content()


def get_container(call: Call, container_id: int) -> Container:
    container = Container.objects.filter(account=call.account, pk=container_id).first()
    if container is None:
        raise NotFoundError("Invalid Container")
    return container


def policy_field(fields: Fields) -> dict[str, object]:
    """`traverse` with interval and rec_length in seconds, or `points`; unknown keys are dropped."""
    values = fields.values.get("policy")
    if values is None or values == "":
        return default_policy()
    if isinstance(values, str) or not isinstance(values, dict):
        values = {"type": values}
    kind = values.get("type", "traverse")
    if kind not in POLICY_TYPES:
        fields.add_error("policy.type", "The selected policy.type is invalid.")
        return default_policy()
    if kind == "points":
        return {"type": kind, "points": policy_integer(fields, values, "points", 3, 1, 100)}
    return {
        "type": kind,
        "interval": policy_integer(fields, values, "interval", 0, 0, 3600),
        "rec_length": policy_integer(fields, values, "rec_length", 10, 3, 60),
    }


def policy_integer(
    fields: Fields, values: dict[str, object], name: str, default: int, minimum: int, maximum: int
) -> int:
    value = values.get(name)
    if value is None or value == "":
        return default
    number = as_integer(value)
    if number is None or not minimum <= number <= maximum:
        fields.add_error(
            f"policy.{name}", f"The policy.{name} must be between {minimum} and {maximum}."
        )
        return default
    return number


def callback_url_field(fields: Fields) -> str:
    url = fields.text("callback_url", max_length=2000)
    if url and not url.startswith(("http://", "https://")):
        fields.add_error("callback_url", "The callback url format is invalid.")
    return url


def represent_container(container: Container) -> dict[str, object]:
    return {
        "id": container.pk,
        "uid": container.account_id,
        "name": container.name,
        "region": container.region,
        "state": container.state,
        "audio_type": container.audio_type,
        "engine": container.engine,
        "policy": container.policy,
        "buckets": [represent_bucket_briefly(bucket) for bucket in container.buckets()],
        "callback_url": container.callback_url,
        "deepright": container.deepright,
        "music_detection": container.music_detection,
        "ai_detection": container.ai_detection,
        "num": container.num,
        "size": container.size,
        "created_at": iso_time(container.created_at),
        "updated_at": iso_time(container.updated_at),
    }
