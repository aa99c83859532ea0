"""Idempotency keys in the background."""

from celery import shared_task

from core.idempotency import keys


@shared_task(name="idempotency.prune")
def prune() -> None:
    """Run by beat: delete keys whose answers need not be kept any more."""
    keys.delete_expired()
