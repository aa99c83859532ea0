"""How a project's buckets are now, and how they were before."""

from datetime import UTC, datetime, timedelta

import pytest

from projects.health import MAX_PAST_SPANS, health_spans
from projects.models import BucketHealth
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import project as mirrored_project

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


def health(days: int, node: str, *, is_healthy: bool, checked: timedelta = timedelta(0)) -> None:
    """A span that began so many days ago, and was seen for the last time `checked` ago."""
    BucketHealth.objects.create(
        project_id=3,
        bucket_type="File",
        node=node,
        is_healthy=is_healthy,
        since=NOW - timedelta(days=days),
        checked_at=NOW - checked,
    )


def test_spans_of_health_show_what_is_so_now_first() -> None:
    mirrored_project(3)
    health(9, "a", is_healthy=True, checked=timedelta(days=5))
    health(5, "a", is_healthy=False)
    health(20, "b", is_healthy=True)
    html = signed_in(person()).get("/projects/3/").content.decode()
    rows = html.split("Health of its buckets", 1)[1].split("<tr ")[2:]
    assert ["Unhealthy" in row for row in rows] == [True, False, False]
    assert [">before<" in row for row in rows] == [False, False, True]


def test_one_node_that_flaps_hides_no_other() -> None:
    health(90, "steady", is_healthy=True)
    for days in range(MAX_PAST_SPANS + 10, 0, -1):
        health(days, "flaps", is_healthy=bool(days % 2), checked=timedelta(days=days - 1))
    spans = health_spans(3)
    assert [span.health.node for span in spans if span.is_now] == ["flaps", "steady"]
    assert len(spans) == 2 + MAX_PAST_SPANS


def test_what_the_latest_check_did_not_name_is_not_so_now() -> None:
    health(9, "left", is_healthy=True, checked=timedelta(hours=1))
    health(5, "there", is_healthy=True)
    assert [(span.health.node, span.is_now) for span in health_spans(3)] == [
        ("there", True),
        ("left", False),
    ]
