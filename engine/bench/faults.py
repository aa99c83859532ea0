"""Which fault strikes which request. The rows are the truth; chance is seeded, so runs repeat."""

import hashlib
from collections.abc import Iterable
from fnmatch import fnmatchcase

from django.db.models import F, Q

from engine.models import Fault

# Before the act, instead of it, on its reply, around a callback, in recognition.
REQUEST_ACTS = ("status", "delay", "drop", "empty", "shift")
REPLY_ACTS = ("broken", "html", "fields", "total", "slow_body", "cut")
CALLBACK_ACTS = (
    "callback_lose",
    "callback_late",
    "callback_double",
    "callback_reorder",
    "callback_wrong_file",
)
RECOGNITION_ACTS = ("recognize_nothing", "recognize_wrongly")
ACTS = (*REQUEST_ACTS, *REPLY_ACTS, *CALLBACK_ACTS, *RECOGNITION_ACTS)


def strikes(acts: Iterable[str], *, method: str = "*", path: str = "*") -> list[Fault]:
    """The faults of these kinds that hit this time, each counted."""
    hit = []
    for fault in Fault.objects.filter(act__in=tuple(acts)).order_by("id"):
        if fault.method not in ("*", method) or not fnmatchcase(path, fault.path):
            continue
        if happens(fault) and counted(fault):
            hit.append(fault)
    return hit


def happens(fault: Fault) -> bool:
    """Whether chance lets it happen: the n-th look at a seeded fault always ends the same way."""
    Fault.objects.filter(pk=fault.pk).update(seen=F("seen") + 1)
    if fault.probability >= 1:
        return True
    fault.refresh_from_db(fields=["seen"])
    digest = hashlib.sha256(f"{fault.seed}/{fault.seen}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 < fault.probability


def counted(fault: Fault) -> bool:
    """Use up one of its times; False when none is left."""
    return bool(
        Fault.objects.filter(Q(left__isnull=True) | Q(left__gt=0), pk=fault.pk).update(
            hits=F("hits") + 1, left=F("left") - 1
        )
    )
