"""AudioTag's API keys: whether one may be used, and what is counted on it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from engine.clock import now
from engine.models import Account, AudioTagKey

# The free seconds of a new key; audio uses up free seconds first, then credits.
FREE_SECONDS = 10_800.0
SECONDS_PER_CREDIT = 10
KEY_LIFETIME = timedelta(days=3650)


class AudioTagKeyError(Exception):
    """An error message of the API's Table 2."""


def find_key(text: str) -> AudioTagKey:
    """Raises AudioTagKeyError."""
    if not text:
        raise AudioTagKeyError("api key invalid or empty")
    key = AudioTagKey.objects.filter(digest=Account.digest(text)).first()
    if key is None:
        raise AudioTagKeyError("api key unrecognized")
    if key.expires_at <= now():
        raise AudioTagKeyError("api key expired")
    if not key.active:
        raise AudioTagKeyError("api key inactive")
    return key


def ensure_key() -> None:
    """Create the key of the settings, unless it exists."""
    AudioTagKey.objects.get_or_create(
        digest=Account.digest(settings.AUDIOTAG_API_KEY),
        defaults={"expires_at": now() + KEY_LIFETIME, "free_seconds": FREE_SECONDS},
    )


def count_query(key: AudioTagKey) -> None:
    AudioTagKey.objects.filter(pk=key.pk).update(queries_count=F("queries_count") + 1)


def charge(key: AudioTagKey, *, seconds: float, size: int) -> None:
    """Charge the key for an analysis. Raises AudioTagKeyError where it has too little left.

    The check and the charge are one statement, so that parallel requests can't overdraw the key.
    """
    key.refresh_from_db()
    free = min(key.free_seconds, seconds)
    credits_due = -(-round(seconds - free) // SECONDS_PER_CREDIT)
    charged = AudioTagKey.objects.filter(
        pk=key.pk, free_seconds__gte=free, credit_balance__gte=credits_due
    ).update(
        free_seconds=F("free_seconds") - free,
        credit_balance=F("credit_balance") - credits_due,
        credits_spent=F("credits_spent") + credits_due,
        uploaded_duration_sec=F("uploaded_duration_sec") + seconds,
        uploaded_size_bytes=F("uploaded_size_bytes") + size,
    )
    if not charged:
        raise AudioTagKeyError("credit balance insufficient or exhausted")


def can_pay(key: AudioTagKey) -> bool:
    return key.free_seconds > 0 or key.credit_balance > 0


def format_time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
