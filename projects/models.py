"""Base projects as the remote has them, and the statistics that the portal keeps of them.

Source: docs.acrcloud.com, Console API, Base Projects.
"""

from django.db import models
from django.db.models import F, Q

from buckets.models import Bucket
from core.mirror.models import MirrorQuerySet, MirrorRow

# Metering: a request without a result counts half. docs.acrcloud.com, Definition of Terms.
NO_RESULT_COUNTS = 0.5


class ServiceType(models.TextChoices):
    AVR = "AVR", "Music and custom audio"
    LCD = "LCD", "Live channels"
    HR = "HR", "Live channels and custom audio"


class ProjectQuerySet(MirrorQuerySet["Project"]):
    """Projects of the mirror."""


class Project(MirrorRow):
    """https://docs.acrcloud.com/reference/console-api/base-projects"""

    id = models.BigIntegerField(primary_key=True)
    name = models.TextField()
    service_type = models.CharField(max_length=20)
    region = models.CharField(max_length=40)
    state = models.IntegerField(null=True)
    access_key = models.CharField(max_length=64)
    audio_type = models.CharField(max_length=20, default="", blank=True)
    day_limit = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "acr_project"
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["access_key"], name="acr_project_access_key")]

    def __str__(self) -> str:
        return self.name


class ProjectBucket(models.Model):
    """A link: the project searches for the content of the bucket."""

    pk = models.CompositePrimaryKey("project_id", "bucket_id")
    project = models.ForeignKey(
        Project,
        db_constraint=False,
        db_index=False,
        on_delete=models.DO_NOTHING,
        related_name="bucket_links",
    )
    bucket = models.ForeignKey(
        Bucket, db_constraint=False, on_delete=models.DO_NOTHING, related_name="project_links"
    )

    class Meta:
        managed = False
        db_table = "acr_project_bucket"

    def __str__(self) -> str:
        return f"{self.project_id} → {self.bucket_id}"


class DayCount(models.Model):
    """Identify requests of one project on one day, kept for good.

    Source: Console API, Base Projects, day-stat.
    """

    project_id = models.BigIntegerField()
    day = models.DateField()
    with_result = models.PositiveBigIntegerField()
    without_result = models.PositiveBigIntegerField()
    errors = models.PositiveBigIntegerField()
    read_at = models.DateTimeField(null=True, help_text="None for days read by version 0.1")

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

    Kept for good; the remote tells only the health of now.
    Source: Console API, Base Projects, buckets-status.
    """

    project_id = models.BigIntegerField()
    bucket_type = models.CharField(max_length=40)
    node = models.CharField(max_length=64, blank=True, default="")
    is_healthy = models.BooleanField()
    since = models.DateTimeField()
    checked_at = models.DateTimeField()
    buckets = models.JSONField(default=list, help_text="Name and id of each, at the last check")

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
