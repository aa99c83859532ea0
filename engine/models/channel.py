from django.db import models

from engine.models.account import Account
from engine.models.bucket import Bucket


class Channel(models.Model):
    """A live channel, kept as storage: the engine listens to none."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    bucket = models.ForeignKey(Bucket, on_delete=models.PROTECT)
    acr_id = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=1000)
    url = models.CharField(max_length=2000)
    record = models.SmallIntegerField(default=0)
    timeshift = models.SmallIntegerField(default=0)
    user_defined = models.TextField(default="{}")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
