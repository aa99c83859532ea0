"""What was identified, by whom, and what came of it. Kept longer than any remote shows it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from clients.audiotag import Result, read_result
from clients.errors import UnreadableReply
from clients.identify import NO_RESULT, SUCCESS, Outcome, read_outcome

NAME_LENGTH = 255


class IdentificationQuerySet(models.QuerySet["Identification"]):
    def found(self) -> "IdentificationQuerySet":
        return self.filter(status_code=SUCCESS).exclude(best_title="")

    def without_result(self) -> "IdentificationQuerySet":
        return self.filter(
            models.Q(status_code=NO_RESULT) | models.Q(status_code=SUCCESS, best_title="")
        )

    def refused(self) -> "IdentificationQuerySet":
        """The service answered with a code that is no result."""
        return self.exclude(status_code=None).exclude(status_code__in=[SUCCESS, NO_RESULT])

    def unanswered(self) -> "IdentificationQuerySet":
        return self.filter(status_code=None)


class Identification(models.Model):
    """One sample that was asked about. `status_code` is empty where no service answered.

    Names are kept beside ids, because a project or a person may be gone when this is read.
    """

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        db_index=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    by_name = models.CharField(max_length=NAME_LENGTH)
    project_id = models.BigIntegerField(db_index=True)
    project_name = models.TextField()
    sample_name = models.CharField(max_length=NAME_LENGTH)
    begin = models.FloatField(help_text="Seconds into the file")
    length = models.FloatField(help_text="Seconds asked for")
    duration = models.FloatField(help_text="Seconds sent")
    status_code = models.IntegerField(null=True)
    status_msg = models.TextField(blank=True, default="")
    response = models.TextField(blank=True, default="", help_text="The answer as it came")
    error = models.TextField(blank=True, default="", help_text="Why no service answered")
    best_title = models.TextField(blank=True, default="")
    best_artists = models.TextField(blank=True, default="")
    best_acr_id = models.CharField(max_length=64, blank=True, default="")
    best_score = models.FloatField(null=True)
    cost_seconds = models.FloatField(null=True, help_text="What the service says it took")
    took_seconds = models.FloatField(null=True, help_text="From request to answer")

    objects = IdentificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["by", "-id"], name="identification_by"),
            models.Index(fields=["by_name"], name="identification_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.sample_name} by {self.project_name}"

    @property
    def outcome(self) -> Outcome | None:
        """The answer, read anew; None where there was none."""
        if self.status_code is None:
            return None
        try:
            return read_outcome(self.response)
        except UnreadableReply:
            return None


class SecondOpinion(models.Model):
    """What AudioTag says of the same moment. The sample is kept here until AudioTag has it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        FOUND = "found", "Found"
        NOT_FOUND = "not found", "Not found"
        FAILED = "failed", "Failed"

    identification = models.OneToOneField(
        Identification, on_delete=models.CASCADE, related_name="second_opinion"
    )
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    sample = models.BinaryField(default=b"")
    duration = models.FloatField(help_text="Seconds sent")
    token = models.CharField(max_length=255, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    response = models.TextField(blank=True, default="", help_text="The answer as it came")
    error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"Second opinion on {self.identification}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def result(self) -> Result | None:
        """The answer, read anew; None before it is there, and where it failed."""
        if self.state not in (self.State.FOUND, self.State.NOT_FOUND):
            return None
        try:
            return read_result(self.response)
        except UnreadableReply:
            return None
