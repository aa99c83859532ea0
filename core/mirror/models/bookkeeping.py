"""Bookkeeping of the mirror: the account, passes, lists, and rows missing, due or in quarantine."""

from datetime import datetime

from django.db import models

from core.mirror import clock
from core.mirror.models.stamped import StampedQuerySet


class MirrorRemote(models.Model):
    """The account that is mirrored. One row, created by the first pass."""

    base_url = models.CharField(max_length=200)
    account = models.CharField(max_length=64, help_text="The `uid` that the remote's objects carry")
    other_account = models.CharField(
        max_length=64, blank=True, default="", help_text="Another `uid`, met at the same address"
    )
    other_token = models.CharField(
        max_length=32, blank=True, default="", help_text="A keyed hash of the token that met it"
    )
    adopted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "mirror_remote"

    def __str__(self) -> str:
        return f"{self.base_url} (account {self.account or 'unknown'})"


class Mode(models.TextChoices):
    HEAD = "head", "What is new"
    HOT = "hot", "What is moving"
    FULL = "full", "Everything"


class PassState(models.TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    HELD = "held", "Held"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class MirrorPassQuerySet(StampedQuerySet["MirrorPass"]):
    pass


class MirrorPass(models.Model):
    """One pass over one list: its mode, its state, and how many objects it met and wrote.

    `scope` is the id of the list's parent, "" for a list of the whole account.
    """

    resource = models.CharField(max_length=40)
    scope = models.CharField(max_length=64, blank=True, default="")
    mode = models.CharField(max_length=8, choices=Mode)
    state = models.CharField(max_length=12, choices=PassState, default=PassState.RUNNING)
    job_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    seen = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    error = models.TextField(blank=True, default="")

    objects = MirrorPassQuerySet.as_manager()

    class Meta:
        db_table = "mirror_pass"
        verbose_name_plural = "mirror passes"
        ordering = ["-id"]
        indexes = [models.Index(fields=["resource", "scope", "mode", "-id"])]

    def __str__(self) -> str:
        return f"{self.mode} pass of {self.resource} {self.scope}".strip()

    @property
    def last_active_at(self) -> datetime:
        """When it ended; when it began, for one that was interrupted."""
        return self.finished_at or self.started_at


class MirrorScope(models.Model):
    """When one list of the remote (all buckets, the files of one bucket) was last read.

    `mark` is the parent's mark at that time: when the parent says another, the list has changed.
    """

    resource = models.CharField(max_length=40)
    scope = models.CharField(max_length=64, blank=True, default="")
    read_at = models.DateTimeField(null=True, blank=True, help_text="Last time all of it was read")
    headed_at = models.DateTimeField(null=True, blank=True, help_text="Last look for what is new")
    mark = models.CharField(
        max_length=80, blank=True, default="", help_text="What the parent said when it was read"
    )

    class Meta:
        db_table = "mirror_scope"
        constraints = [
            models.UniqueConstraint(fields=["resource", "scope"], name="mirror_scope_once")
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.scope}".strip()


class SeenRow(models.Model):
    """An id that a running full pass of an unordered list has seen."""

    mirror_pass = models.ForeignKey(MirrorPass, on_delete=models.CASCADE)
    remote_id = models.CharField(max_length=64)

    class Meta:
        db_table = "mirror_seen"
        constraints = [
            models.UniqueConstraint(fields=["mirror_pass", "remote_id"], name="mirror_seen_once")
        ]

    def __str__(self) -> str:
        return self.remote_id


class MissingRow(models.Model):
    """A row that no page of a full pass listed, and that is not yet confirmed to be gone."""

    mirror_pass = models.ForeignKey(MirrorPass, on_delete=models.CASCADE, related_name="missing")
    remote_id = models.CharField(max_length=64)

    class Meta:
        db_table = "mirror_missing"
        constraints = [
            models.UniqueConstraint(fields=["mirror_pass", "remote_id"], name="mirror_missing_once")
        ]

    def __str__(self) -> str:
        return self.remote_id


class SideDue(models.Model):
    """An object whose side part (a scan's results) has changed and must be fetched by its id."""

    resource = models.CharField(max_length=40)
    scope = models.CharField(max_length=64)
    remote_id = models.CharField(max_length=64)
    failures = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True, help_text="Not before then; empty: now")

    class Meta:
        db_table = "mirror_side_due"
        constraints = [
            models.UniqueConstraint(fields=["resource", "remote_id"], name="mirror_side_due_once")
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.remote_id}"


class KnownField(models.Model):
    """A field, of one JSON type, that a resource's objects have had."""

    resource = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    type = models.CharField(max_length=10)
    is_drift = models.BooleanField(help_text="First met after the resource had been read once")
    first_seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "mirror_known_field"
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "name", "type"], name="mirror_known_field_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.resource}.{self.name} ({self.type})"


class QuarantinedRowQuerySet(StampedQuerySet["QuarantinedRow"]):
    pass


class QuarantinedRow(models.Model):
    """A remote object that could not be parsed into columns. Each pass tries again."""

    resource = models.CharField(max_length=40)
    scope = models.CharField(max_length=64, blank=True, default="")
    remote_id = models.CharField(max_length=64, blank=True, default="")
    identity = models.CharField(max_length=64, help_text="Its id, or a hash when it has none")
    payload = models.TextField()
    error = models.TextField()
    first_seen_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(default=clock.now)

    objects = QuarantinedRowQuerySet.as_manager()

    class Meta:
        db_table = "mirror_quarantine"
        ordering = ["-last_seen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "scope", "identity"], name="mirror_quarantine_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.remote_id}: {self.error}"
