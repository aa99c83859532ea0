"""The health of a project's buckets over time, as its page shows it."""

from dataclasses import dataclass

from django.db.models import Max

from buckets.models import BucketType
from core.ui.states import StateBadge
from projects.models import BucketHealth

HEALTHY = StateBadge("Healthy", "circle-check", "ready")
UNHEALTHY = StateBadge("Unhealthy", "alert-triangle", "error")
MAX_PAST_SPANS = 50


@dataclass(frozen=True, slots=True)
class HealthSpan:
    """One span of time; `is_now` when the latest check found this health."""

    health: BucketHealth
    is_now: bool

    @property
    def state(self) -> StateBadge:
        return HEALTHY if self.health.is_healthy else UNHEALTHY

    @property
    def type_label(self) -> str:
        bucket_type = self.health.bucket_type
        is_known = bucket_type in BucketType.values
        return str(BucketType(bucket_type).label if is_known else bucket_type)


def health_spans(project_id: int) -> list[HealthSpan]:
    """The spans of now, then at most `MAX_PAST_SPANS` past ones, newest first.

    Nodes that the latest check didn't list have no span of now.
    """
    spans = BucketHealth.objects.filter(project_id=project_id)
    latest = spans.aggregate(at=Max("checked_at"))["at"]
    # A check writes the same `checked_at` into all spans that it finds.
    current, past = spans.filter(checked_at=latest), spans.exclude(checked_at=latest)
    return [
        *(HealthSpan(health, is_now=True) for health in current),
        *(HealthSpan(health, is_now=False) for health in past[:MAX_PAST_SPANS]),
    ]
