from django.db import models
from django.db.models import F

from engine.clock import stamp
from engine.models.account import Account

REGIONS = ("eu-west-1", "us-west-2", "ap-southeast-1", "cn-north-1")
FILE_TYPE = "File"
CATALOGUE_TYPE = "ACRCloudFile"
LIVE_TYPES = ("Live", "LiveRec", "LiveTimeshift")
CREATABLE_TYPES = (FILE_TYPE, *LIVE_TYPES)

CATALOGUE_ID = 23
CATALOGUE_NAME = "ACRCloud Music"


class Bucket(models.Model):
    """A bucket. `num` and `seconds` are kept, not counted: a million files must list fast."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=20)
    region = models.CharField(max_length=20)
    net_type = models.SmallIntegerField(default=1)
    labels = models.JSONField(default=list)
    metadata_template = models.TextField(null=True)  # noqa: DJ001 -- null on the wire
    state = models.SmallIntegerField(default=1)
    num = models.IntegerField(default=0)
    seconds = models.FloatField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    @property
    def read_only(self) -> bool:
        return self.type == CATALOGUE_TYPE

    @property
    def holds_files(self) -> bool:
        return self.type in (FILE_TYPE, CATALOGUE_TYPE)

    @staticmethod
    def tally(bucket_id: int, *, num: int = 0, seconds: float = 0) -> None:
        """Add to what a bucket holds; belongs in the transaction of the change itself."""
        Bucket.objects.filter(pk=bucket_id).update(
            num=F("num") + num, seconds=F("seconds") + seconds, updated_at=stamp()
        )
