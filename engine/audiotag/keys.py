"""AudioTag's API keys: whether one may be used, and what is counted on it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from engine.clock import now
from engine.models import Account, AudioTagKey

# What a new key starts with; every second of audio costs a free second first, then credits.
FREE_SECONDS = 10_800.0
SECONDS_A_CREDIT = 10
VALID = timedelta(days=3650)


class Complaint(Exception):
    """An error of the API's Table 2, word for word."""


def key_of(text: str) -> AudioTagKey:
    """Raises Complaint."""
    if not text:
        raise Complaint("api key invalid or empty")
    key = AudioTagKey.objects.filter(digest=Account.digest(text)).first()
    if key is None:
        raise Complaint("api key unrecognized")
    if key.expires_at <= now():
        raise Complaint("api key expired")
    if not key.active:
        raise Complaint("api key inactive")
    return key


def ensure_key() -> None:
    """The key of the settings, usable until someone expires or deactivates it."""
    AudioTagKey.objects.get_or_create(
        digest=Account.digest(settings.AUDIOTAG_API_KEY),
        defaults={"expires_at": now() + VALID, "free_seconds": FREE_SECONDS},
    )


def count_query(key: AudioTagKey) -> None:
    AudioTagKey.objects.filter(pk=key.pk).update(queries_count=F("queries_count") + 1)


def charge(key: AudioTagKey, *, seconds: float, size: int) -> None:
    """Take the price of an analysis off the key. Raises Complaint where it can't pay.

    The check and the payment are one statement, so that parallel requests can't overdraw.
    """
    key.refresh_from_db()
    free = min(key.free_seconds, seconds)
    credits_due = -(-round(seconds - free) // SECONDS_A_CREDIT)
    paid = AudioTagKey.objects.filter(
        pk=key.pk, free_seconds__gte=free, credit_balance__gte=credits_due
    ).update(
        free_seconds=F("free_seconds") - free,
        credit_balance=F("credit_balance") - credits_due,
        credits_spent=F("credits_spent") + credits_due,
        uploaded_duration_sec=F("uploaded_duration_sec") + seconds,
        uploaded_size_bytes=F("uploaded_size_bytes") + size,
    )
    if not paid:
        raise Complaint("credit balance insufficient or exhausted")


def can_pay(key: AudioTagKey) -> bool:
    return key.free_seconds > 0 or key.credit_balance > 0


def wall_clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
