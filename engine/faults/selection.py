"""Choosing the faults of a request: from rows of the database, at random by their seed."""

import hashlib
from collections.abc import Iterable
from fnmatch import fnmatchcase

from django.db.models import F, Q

from engine.models import Fault

# Applied before the view or instead of it, to its reply, to callbacks, to recognition.
REQUEST_ACTS = ("status", "delay", "hold", "drop", "empty", "shift")
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


def draw_faults(acts: Iterable[str], *, method: str = "*", path: str = "*") -> list[Fault]:
    """The faults of these kinds that apply this time; each is counted."""
    drawn = []
    for fault in Fault.objects.filter(act__in=tuple(acts)).order_by("id"):
        if fault.method not in ("*", method) or not fnmatchcase(path, fault.path):
            continue
        if is_drawn(fault) and use_up(fault):
            drawn.append(fault)
    return drawn


def is_drawn(fault: Fault) -> bool:
    """Whether the fault applies by its probability: the n-th draw of a seed is always the same."""
    Fault.objects.filter(pk=fault.pk).update(seen=F("seen") + 1)
    if fault.probability >= 1:
        return True
    fault.refresh_from_db(fields=["seen"])
    digest = hashlib.sha256(f"{fault.seed}/{fault.seen}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 < fault.probability


def use_up(fault: Fault) -> bool:
    """Count one application of the fault; False where none is left."""
    return bool(
        Fault.objects.filter(Q(left__isnull=True) | Q(left__gt=0), pk=fault.pk).update(
            hits=F("hits") + 1, left=F("left") - 1
        )
    )
