from django.db import models


class Event(models.Model):
    """What happened, in order, for whoever has to say what came exactly once."""

    REQUEST, CHANGE = "request", "change"

    at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    body = models.TextField()
