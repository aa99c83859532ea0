"""Base projects, as the remote has them. Source: docs.acrcloud.com, Console API."""

from django.db import models

from buckets.models import Bucket
from mirror.models import MirrorQuerySet, MirrorRow


class ServiceType(models.TextChoices):
    AVR = "AVR", "Music and custom audio"
    LCD = "LCD", "Live channels"
    HR = "HR", "Live channels and custom audio"


class ProjectQuerySet(MirrorQuerySet["Project"]):
    """Projects, by what is asked of them."""


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
    """That a project detects content from a bucket."""

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
