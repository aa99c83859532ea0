"""What the remote shows of a project only for a while: kept by the portal for good."""

from django.db import models
from django.db.models import F, Q

# Metering: a request without a result counts half. docs.acrcloud.com, Definition of Terms.
NO_RESULT_COUNTS = 0.5


class DayCount(models.Model):
    """Identify requests of one project on one day. Source: Console API, Base Projects, day-stat."""

    project_id = models.BigIntegerField()
    day = models.DateField()
    with_result = models.PositiveBigIntegerField()
    without_result = models.PositiveBigIntegerField()
    errors = models.PositiveBigIntegerField()

    class Meta:
        db_table = "projects_day_count"
        ordering = ["project_id", "day"]
        constraints = [
            models.UniqueConstraint(fields=["project_id", "day"], name="projects_day_count_once")
        ]

    def __str__(self) -> str:
        return f"project {self.project_id}, {self.day}"

    @property
    def billed(self) -> float:
        """Valid requests, as the remote meters them."""
        return self.with_result + self.without_result * NO_RESULT_COUNTS


class BucketHealth(models.Model):
    """A span of time in which a project's buckets of one type were healthy, or were not.

    Source: Console API, Base Projects, buckets-status.
    """

    project_id = models.BigIntegerField()
    bucket_type = models.CharField(max_length=40)
    node = models.CharField(max_length=64, blank=True, default="")
    is_healthy = models.BooleanField()
    since = models.DateTimeField()
    checked_at = models.DateTimeField()

    class Meta:
        db_table = "projects_bucket_health"
        ordering = ["-since", "-pk"]
        indexes = [models.Index(fields=["project_id", "-since"], name="projects_bucket_health_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_at__gte=F("since")), name="projects_bucket_health_ordered"
            )
        ]

    def __str__(self) -> str:
        return f"project {self.project_id}, {self.bucket_type}"
