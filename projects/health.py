"""How a project's buckets were, in spans of time, as its page shows them."""

from dataclasses import dataclass

from buckets.models import BucketType
from projects.models import BucketHealth
from ui.states import State

HEALTHY = State("Healthy", "circle-check", "ready")
UNHEALTHY = State("Unhealthy", "alert-triangle", "error")
MOST_SPANS = 50


@dataclass(frozen=True, slots=True)
class Span:
    """One span; `is_now` when it is the newest of its buckets."""

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
    """What is so now first, then what was, newest first; at most `MOST_SPANS`."""
    newest: set[tuple[str, str]] = set()
    found = []
    for health in BucketHealth.objects.filter(project_id=project_id)[:MOST_SPANS]:
        node = (health.bucket_type, health.node)
        found.append(Span(health, node not in newest))
        newest.add(node)
    return sorted(found, key=lambda span: not span.is_now)
