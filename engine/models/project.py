import secrets
import string

from django.db import models

from engine.models.account import Account
from engine.models.bucket import Bucket

PROJECT_TYPES = ("AVR", "LCD", "HR")
AUDIO_TYPES = ("linein", "recorded")


def new_access_key() -> str:
    return secrets.token_hex(16)


def new_access_secret() -> str:
    alphabet = string.ascii_letters + string.digits
    return "".join(secrets.choice(alphabet) for _ in range(40))


class BaseProject(models.Model):
    """A recognition project: a key pair and the buckets it searches."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    name = models.CharField(max_length=255)
    service_type = models.CharField(max_length=10)
    region = models.CharField(max_length=20)
    audio_type = models.CharField(max_length=10, default="linein")
    external_ids = models.JSONField(default=list)
    access_key = models.CharField(max_length=32, unique=True, default=new_access_key)
    access_secret = models.CharField(max_length=40, default=new_access_secret)
    state = models.SmallIntegerField(default=1)
    day_limit = models.IntegerField(default=0)
    qps_limit = models.IntegerField(default=0)
    # Bucket ids in the order the customer gave them.
    bucket_ids = models.JSONField(default=list)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    def buckets(self) -> list[Bucket]:
        buckets = Bucket.objects.in_bulk(self.bucket_ids)
        return [buckets[key] for key in self.bucket_ids if key in buckets]


class DayCount(models.Model):
    """Identify requests that a project was served on one UTC day."""

    project = models.ForeignKey(BaseProject, on_delete=models.CASCADE, db_index=False)
    date = models.DateField()
    result = models.IntegerField(default=0)
    noresult = models.IntegerField(default=0)
    error = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "date"], name="project_day")]
