"""`/engine/audiotag-keys` and `-jobs`: changes that AudioTag's control panel or time makes."""

from datetime import timedelta

from django.http import HttpResponse

from engine.audiotag.keys import FREE_SECONDS, KEY_LIFETIME
from engine.clock import now
from engine.models import Account, AudioTagJob, AudioTagKey
from engine.wire.call import Call
from engine.wire.envelope import data_reply, iso_time
from engine.wire.errors import NotFoundError


def put_key(call: Call) -> HttpResponse:
    """Create or change a key: active, expires_in (seconds), free_seconds, credit_balance."""
    fields = call.fields
    digest = Account.digest(fields.text("key", required=True))
    fields.raise_errors()
    key = AudioTagKey.objects.filter(digest=digest).first() or AudioTagKey(
        digest=digest, expires_at=now() + KEY_LIFETIME, free_seconds=FREE_SECONDS
    )
    key.active = fields.flag("active", default=key.active)
    if "expires_in" in fields:
        key.expires_at = now() + timedelta(seconds=fields.integer("expires_in"))
    key.free_seconds = fields.integer("free_seconds", default=int(key.free_seconds), minimum=0)
    key.credit_balance = fields.integer("credit_balance", default=key.credit_balance, minimum=0)
    fields.raise_errors()
    key.save()
    return data_reply({"active": key.active, "expires_at": iso_time(key.expires_at)})


def age_job(call: Call) -> HttpResponse:
    """Set a job's age, in seconds."""
    token = call.fields.text("token", required=True)
    age = call.fields.integer("age", required=True, minimum=0)
    call.fields.raise_errors()
    job = AudioTagJob.objects.filter(token=token).first()
    if job is None:
        raise NotFoundError
    job.created_at = now() - timedelta(seconds=age)
    job.save(update_fields=["created_at"])
    return data_reply({"token": token, "created_at": iso_time(job.created_at)})
