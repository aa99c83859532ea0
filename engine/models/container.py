from django.db import models
from django.db.models import F

from engine.clock import stamp
from engine.models.account import Account
from engine.models.bucket import Bucket

ENGINES = (1, 2, 3, 4, 5)
POLICY_TYPES = ("traverse", "points")


def default_policy() -> dict[str, object]:
    return {"type": "traverse", "interval": 0, "rec_length": 10}


class Container(models.Model):
    """A file-scanning container: how its files are scanned, and against which buckets."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    name = models.CharField(max_length=255)
    region = models.CharField(max_length=20)
    audio_type = models.CharField(max_length=10, default="linein")
    engine = models.SmallIntegerField()
    policy = models.JSONField(default=default_policy)
    bucket_ids = models.JSONField(default=list)
    callback_url = models.CharField(max_length=2000, default="")
    deepright = models.BooleanField(default=False)
    music_detection = models.BooleanField(default=False)
    ai_detection = models.BooleanField(default=False)
    state = models.SmallIntegerField(default=1)
    num = models.IntegerField(default=0)
    size = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    def buckets(self) -> list[Bucket]:
        buckets = Bucket.objects.in_bulk(self.bucket_ids)
        return [buckets[key] for key in self.bucket_ids if key in buckets]

    @staticmethod
    def tally(container_id: int, *, num: int = 0, size: int = 0) -> None:
        """Add to what a container holds, and say that something in it moved."""
        Container.objects.filter(pk=container_id).update(
            num=F("num") + num, size=F("size") + size, updated_at=stamp()
        )
