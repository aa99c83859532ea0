"""How a project's buckets were, in spans of time, as its page shows them."""

from dataclasses import dataclass

from django.db.models import Max

from buckets.models import BucketType
from projects.models import BucketHealth
from ui.states import State

HEALTHY = State("Healthy", "circle-check", "ready")
UNHEALTHY = State("Unhealthy", "alert-triangle", "error")
MOST_SPANS = 50


@dataclass(frozen=True, slots=True)
class Span:
    """One span; `is_now` when the latest check found it so."""

    health: BucketHealth
    is_now: bool

    @property
    def state(self) -> State:
        return HEALTHY if self.health.is_healthy else UNHEALTHY

    @property
    def type_label(self) -> str:
        known = self.health.bucket_type in BucketType.values
        label = BucketType(self.health.bucket_type).label if known else self.health.bucket_type
        return str(label)


def spans_of(project_id: int) -> list[Span]:
    """What is so now first, then what was, newest first: of that at most `MOST_SPANS`.

    Buckets of which the latest check said nothing are not known to be in any state now.
    """
    spans = BucketHealth.objects.filter(project_id=project_id)
    latest = spans.aggregate(at=Max("checked_at"))["at"]
    # Each check stamps what it finds with one moment.
    now, before = spans.filter(checked_at=latest), spans.exclude(checked_at=latest)
    return [
        *(Span(health, is_now=True) for health in now),
        *(Span(health, is_now=False) for health in before[:MOST_SPANS]),
    ]
