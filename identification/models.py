"""The history of identifications, which the remote itself does not keep."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.clients.audiotag.results import AudioTagResult, parse_result
from core.clients.errors import UnreadableReplyError
from core.clients.identify.outcome import IdentifyOutcome, parse_outcome
from core.clients.identify.status import NO_RESULT, SUCCESS

NAME_LENGTH = 255


class IdentificationQuerySet(models.QuerySet["Identification"]):
    def with_result(self) -> "IdentificationQuerySet":
        """The service named a title."""
        return self.filter(status_code=SUCCESS).exclude(best_title="")

    def without_result(self) -> "IdentificationQuerySet":
        return self.filter(
            models.Q(status_code=NO_RESULT) | models.Q(status_code=SUCCESS, best_title="")
        )

    def refused(self) -> "IdentificationQuerySet":
        """The service answered with an error code."""
        return self.exclude(status_code=None).exclude(status_code__in=[SUCCESS, NO_RESULT])

    def unanswered(self) -> "IdentificationQuerySet":
        return self.filter(status_code=None)


class Identification(models.Model):
    """One identified sample. `status_code` is empty where the service gave no answer.

    Names are stored beside ids, because a project or a person may be deleted later.
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
    def is_fingerprint(self) -> bool:
        """Whether a fingerprint was sent, which is a sample of no length that is known."""
        return self.length == 0

    def has_no_second_opinion(self) -> None:
        """Tell a row that was just made, so that nobody asks the database for one."""
        type(self).second_opinion.related.set_cached_value(self, None)

    @property
    def outcome(self) -> IdentifyOutcome | None:
        """The parsed answer; None where there is none, or none that can be parsed."""
        if self.status_code is None:
            return None
        try:
            return parse_outcome(self.response)
        except UnreadableReplyError:
            return None


class SecondOpinion(models.Model):
    """AudioTag's opinion on the same sample, which is stored here until AudioTag has it."""

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
    def result(self) -> AudioTagResult | None:
        """The parsed answer; None before it is there, and where the opinion failed."""
        if self.state not in (self.State.FOUND, self.State.NOT_FOUND):
            return None
        try:
            return parse_result(self.response)
        except UnreadableReplyError:
            return None
