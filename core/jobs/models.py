"""The ledger of background work: the database knows what is to be done, the broker only rings."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Queue(models.TextChoices):
    FAST = "fast", "Fast"
    BULK = "bulk", "Bulk"


class JobState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


# The longest that a job waits for its next attempt.
MAX_WAIT = timedelta(minutes=10)
UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


def lease_length() -> timedelta:
    """How long after its worker's death another worker takes a job over."""
    return timedelta(seconds=settings.JOBS_LEASE_SECONDS)


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=UNFINISHED)

    def claimable(self) -> "JobQuerySet":
        """Jobs that are due, and running ones whose lease has run out because the worker died.

        A wait or a lease longer than the maximum was written before the clock was set back: it
        counts as over.
        """
        max_lease = 2 * lease_length()
        return self.filter(
            Q(state=JobState.QUEUED, run_after__lte=Now())
            | Q(state=JobState.QUEUED, run_after__gt=Now() + MAX_WAIT)
            | Q(state=JobState.RUNNING, lease_until__lt=Now())
            | Q(state=JobState.RUNNING, lease_until__gt=Now() + max_lease)
        )

    def claimed_as(self, job: "Job") -> "JobQuerySet":
        """The row of `job`, as long as no other worker has claimed it since."""
        return self.filter(pk=job.pk, claim=job.claim, state=JobState.RUNNING)

    def unrung(self, for_at_least: timedelta) -> "JobQuerySet":
        """Jobs that were not rung for this long. A time in the future counts as never."""
        return self.filter(
            Q(rung_at=None) | Q(rung_at__lt=Now() - for_at_least) | Q(rung_at__gt=Now())
        )


class Job(models.Model):
    """One piece of background work. Kept for a while after it has ended."""

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    queue = models.CharField(max_length=8, choices=Queue)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=200, help_text="One unfinished job a key")
    state = models.CharField(max_length=12, choices=JobState, default=JobState.QUEUED)
    again = models.BooleanField(default=False, help_text="Asked for once more while it ran")
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    run_after = models.DateTimeField(db_default=Now())
    rung_at = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    cursor = models.JSONField(default=dict, blank=True)
    progress_done = models.PositiveBigIntegerField(default=0)
    progress_total = models.PositiveBigIntegerField(null=True, blank=True)
    progress_note = models.CharField(max_length=200, blank=True, default="")
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )

    objects = JobQuerySet.as_manager()

    class Meta:
        db_table = "jobs_job"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["run_after"], condition=Q(state="queued"), name="jobs_due"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="jobs_leased"),
            models.Index(fields=["state", "-id"], name="jobs_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=["queued", "running"]),
                name="jobs_one_unfinished_a_key",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_finished(self) -> bool:
        return self.state not in UNFINISHED

    @property
    def percent(self) -> int | None:
        """Progress in whole per cent, None while the total isn't known."""
        if not self.progress_total:
            return None
        return min(100, self.progress_done * 100 // self.progress_total)


class Heartbeat(models.Model):
    """When a worker or the scheduler last reported to be alive, by the database's clock."""

    name = models.CharField(max_length=60, unique=True)
    beaten_at = models.DateTimeField()

    class Meta:
        db_table = "jobs_heartbeat"

    def __str__(self) -> str:
        return self.name
