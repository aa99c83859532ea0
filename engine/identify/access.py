"""Whether a request may be served: its key, its signature, its project's limits."""

import base64
import hashlib
import hmac
import threading
import time
from collections import deque

from django.db.models import F

from engine.clock import now
from engine.identify.form import Form
from engine.identify.status import (
    BAD_ARGUMENTS,
    BAD_KEY,
    BAD_SIGNATURE,
    DAY_LIMIT,
    QPS_LIMIT,
    Answer,
)
from engine.models import BaseProject, DayCount

SIGNED = ("access_key", "data_type", "signature_version", "timestamp")


def project_of(form: Form) -> BaseProject:
    """The project whose key signed the form. Raises Answer."""
    key = form.text("access_key")
    project = BaseProject.objects.filter(access_key=key, state=1).first() if key else None
    if project is None:
        raise Answer(BAD_KEY)
    for name in (*SIGNED, "signature"):
        if not form.text(name):
            raise Answer(BAD_ARGUMENTS, f"{name} is missing")
    if not hmac.compare_digest(
        signature(project.access_secret, form).encode(), form.text("signature").encode()
    ):
        raise Answer(BAD_SIGNATURE)
    return project


def signature(secret: str, form: Form) -> str:
    """Over the values exactly as submitted: clients write the timestamp in five different ways."""
    values = [form.text(name) for name in SIGNED]
    to_sign = "\n".join(["POST", "/v1/identify", *values])
    digest = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


class Pace:
    """Requests of the last second by project; one process answers, so its memory is enough."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.served: dict[int, deque[float]] = {}

    def admit(self, project_id: int, limit: int) -> bool:
        moment = time.monotonic()
        with self.lock:
            recent = self.served.setdefault(project_id, deque())
            while recent and recent[0] <= moment - 1:
                recent.popleft()
            if len(recent) >= limit:
                return False
            recent.append(moment)
            return True


pace = Pace()


def within_limits(project: BaseProject) -> None:
    """Raises Answer when the project has had its share of this second or day. 0 is no limit."""
    if project.qps_limit and not pace.admit(project.pk, project.qps_limit):
        raise Answer(QPS_LIMIT)
    if project.day_limit:
        today = DayCount.objects.filter(project=project, date=now().date()).first()
        if today and today.result + today.noresult + today.error >= project.day_limit:
            raise Answer(DAY_LIMIT)


def count(project: BaseProject, outcome: str) -> None:
    """Count a served request under `result`, `noresult` or `error`."""
    day, _ = DayCount.objects.get_or_create(project=project, date=now().date())
    DayCount.objects.filter(pk=day.pk).update(**{outcome: F(outcome) + 1})
