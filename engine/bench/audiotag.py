"""`/engine/audiotag-keys` and `-jobs`: what happens in AudioTag's control panel, or takes time."""

from datetime import timedelta

from django.http import HttpResponse

from engine.audiotag.keys import FREE_SECONDS, VALID
from engine.clock import now
from engine.models import Account, AudioTagJob, AudioTagKey
from engine.wire.call import Call
from engine.wire.envelope import iso, one
from engine.wire.errors import NotFound


def put_key(call: Call) -> HttpResponse:
    """Make a key, or change it: active, expires_in (seconds), free_seconds, credit_balance."""
    fields = call.fields
    digest = Account.digest(fields.text("key", required=True))
    fields.check()
    key = AudioTagKey.objects.filter(digest=digest).first() or AudioTagKey(
        digest=digest, expires_at=now() + VALID, free_seconds=FREE_SECONDS
    )
    key.active = fields.flag("active", default=key.active)
    if "expires_in" in fields:
        key.expires_at = now() + timedelta(seconds=fields.integer("expires_in"))
    key.free_seconds = fields.integer("free_seconds", default=int(key.free_seconds), least=0)
    key.credit_balance = fields.integer("credit_balance", default=key.credit_balance, least=0)
    fields.check()
    key.save()
    return one({"active": key.active, "expires_at": iso(key.expires_at)})


def age_job(call: Call) -> HttpResponse:
    """Make a job so many seconds old."""
    token = call.fields.text("token", required=True)
    age = call.fields.integer("age", required=True, least=0)
    call.fields.check()
    job = AudioTagJob.objects.filter(token=token).first()
    if job is None:
        raise NotFound
    job.created_at = now() - timedelta(seconds=age)
    job.save(update_fields=["created_at"])
    return one({"token": token, "created_at": iso(job.created_at)})
