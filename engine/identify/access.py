"""Authentication of a request by key and signature, and its project's limits."""

import base64
import hashlib
import hmac
import threading
import time
from collections import deque

from django.db.models import F

from engine.clock import now
from engine.identify.form import IdentifyForm
from engine.identify.status import (
    BAD_ARGUMENTS,
    BAD_KEY,
    BAD_SIGNATURE,
    DAY_LIMIT,
    QPS_LIMIT,
    StatusError,
)
from engine.models import BaseProject, DayCount

SIGNED_FIELDS = ("access_key", "data_type", "signature_version", "timestamp")


def authenticate(form: IdentifyForm) -> BaseProject:
    """The project whose key signed the form. Raises StatusError."""
    key = form.text("access_key")
    project = BaseProject.objects.filter(access_key=key, state=1).first() if key else None
    if project is None:
        raise StatusError(BAD_KEY)
    for name in (*SIGNED_FIELDS, "signature"):
        if not form.text(name):
            raise StatusError(BAD_ARGUMENTS, f"{name} is missing")
    if not hmac.compare_digest(
        signature(project.access_secret, form).encode(), form.text("signature").encode()
    ):
        raise StatusError(BAD_SIGNATURE)
    return project


def signature(secret: str, form: IdentifyForm) -> str:
    """Of the values exactly as submitted: clients write the timestamp in five different ways."""
    values = [form.text(name) for name in SIGNED_FIELDS]
    to_sign = "\n".join(["POST", "/v1/identify", *values])
    digest = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


class RateLimiter:
    """Counts the requests of the last second by project, in memory: one process serves all."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.requests: dict[int, deque[float]] = {}

    def allow(self, project_id: int, limit: int) -> bool:
        moment = time.monotonic()
        with self.lock:
            recent = self.requests.setdefault(project_id, deque())
            while recent and recent[0] <= moment - 1:
                recent.popleft()
            if len(recent) >= limit:
                return False
            recent.append(moment)
            return True


rate_limiter = RateLimiter()


def check_limits(project: BaseProject) -> None:
    """Raises StatusError where the project's limit per second or day is reached; 0 is none."""
    if project.qps_limit and not rate_limiter.allow(project.pk, project.qps_limit):
        raise StatusError(QPS_LIMIT)
    if project.day_limit:
        today = DayCount.objects.filter(project=project, date=now().date()).first()
        if today and today.result + today.noresult + today.error >= project.day_limit:
            raise StatusError(DAY_LIMIT)


def count_request(project: BaseProject, outcome: str) -> None:
    """Count a served request under `result`, `noresult` or `error`."""
    day, _ = DayCount.objects.get_or_create(project=project, date=now().date())
    DayCount.objects.filter(pk=day.pk).update(**{outcome: F(outcome) + 1})
