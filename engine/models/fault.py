from django.db import models


class Fault(models.Model):
    """Something that is to go wrong: what, for which requests, how often."""

    act = models.CharField(max_length=20)
    method = models.CharField(max_length=10, default="*")
    path = models.CharField(max_length=500, default="*")
    probability = models.FloatField(default=1.0)
    # How often it may still happen; null is without end.
    left = models.IntegerField(null=True)
    seed = models.BigIntegerField(default=0)
    options = models.JSONField(default=dict)
    seen = models.IntegerField(default=0)
    hits = models.IntegerField(default=0)
    created_at = models.DateTimeField()
