"""Uploads: the row is written before the first byte arrives, and outlives whatever fails."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Now

from core.accounts.audit import Actor
from core.accounts.models import ServiceToken
from core.idempotency.models import IdempotencyKey
from core.jobs.models import Job

if TYPE_CHECKING:
    from core.mirror.models import MirrorRow


class UploadState(models.TextChoices):
    RECEIVING = "receiving", "Uploading"
    WAITING = "waiting", "Queued"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


UNSENT = (UploadState.WAITING, UploadState.SENDING)
UNFINISHED = (UploadState.RECEIVING, *UNSENT)


class UploadQuerySet(models.QuerySet["Upload"]):
    def begun_by(self, user_id: int) -> "UploadQuerySet":
        return self.filter(created_by_id=user_id)

    def undismissed(self) -> "UploadQuerySet":
        return self.filter(dismissed_at=None)

    def unfinished(self) -> "UploadQuerySet":
        return self.filter(state__in=UNFINISHED)

    def unsent(self) -> "UploadQuerySet":
        return self.filter(state__in=UNSENT)

    def under_way_first(self) -> "UploadQuerySet":
        """Unfinished uploads, then failed ones, then the others; each group oldest first."""
        order = [*UNFINISHED[::-1], UploadState.FAILED]
        ranks = [When(state=state, then=rank) for rank, state in enumerate(order)]
        return self.order_by(Case(*ranks, default=len(order)), "id")

    def with_related(self) -> "UploadQuerySet":
        """With all rows that a page shows of an upload, in three queries however many there are."""
        return self.select_related("job", "created_by").prefetch_related("row")


class Upload(models.Model):
    """One file and its way to the remote. Once sent, its mirrored `row` has the file's own state.

    `listed_before` is what the remote listed before the file was sent: with it, the file of an
    attempt whose answer was lost is found again. `turn_key` is set while such an attempt may be
    open; it is the same for all uploads that the remote's list could not tell apart.

    `sendings` are the requests with the whole file that the remote didn't refuse, and the last one
    can make a file there until `may_land_until`, whatever became of the process that sent it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    target = models.CharField(max_length=20, help_text="The kind of target, such as bucket")
    target_id = models.CharField(max_length=64)
    target_name = models.TextField(help_text="Its name when the upload began")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    token = models.ForeignKey(ServiceToken, null=True, on_delete=models.SET_NULL, related_name="+")
    idempotency_key = models.OneToOneField(
        IdempotencyKey, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    twin_key = models.CharField(  # noqa: DJ001 (many have none)
        max_length=64, null=True, unique=True, help_text="Of one a token sends without a key"
    )
    actor_name = models.CharField(max_length=255)
    address = models.CharField(max_length=45, blank=True)

    title = models.TextField(blank=True)
    file_name = models.TextField(blank=True)
    data_type = models.CharField(max_length=40)
    fields = models.JSONField(default=dict, blank=True, help_text="Further fields for the remote")
    size = models.PositiveBigIntegerField(null=True, help_text="Bytes; none without a file")
    received = models.PositiveBigIntegerField(default=0, help_text="Bytes in the spool")
    sha256 = models.CharField(max_length=64, blank=True)
    spool_name = models.CharField(max_length=32, blank=True)

    state = models.CharField(max_length=12, choices=UploadState)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    listed_before = models.JSONField(null=True)
    turn_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 (many have none)
    sendings = models.PositiveSmallIntegerField(default=0)
    may_land_until = models.DateTimeField(null=True)
    copies = models.JSONField(default=list, help_text="Ids of further files that sendings made")
    error = models.TextField(blank=True)
    refusal = models.JSONField(null=True, help_text="The remote's own status and body")

    row_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    remote_id = models.CharField(max_length=64, null=True)  # noqa: DJ001 (none until it is sent)
    row: "MirrorRow | None" = GenericForeignKey("row_type", "remote_id")  # type: ignore[assignment]

    created_at = models.DateTimeField(db_default=Now())
    touched_at = models.DateTimeField(db_default=Now(), help_text="Last sign of progress")
    sent_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        db_table = "buckets_upload"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["created_by", "-id"],
                condition=Q(dismissed_at=None),
                name="uploads_undismissed",
            ),
            models.Index(
                fields=["state", "touched_at"],
                condition=Q(state__in=["receiving", "waiting", "sending"]),
                name="uploads_unfinished",
            ),
            models.Index(fields=["target", "target_id", "remote_id"], name="uploads_adopted"),
            models.Index(fields=["actor_name"], name="uploads_by"),
        ]

    def __str__(self) -> str:
        return self.title or self.file_name or f"Upload {self.pk}"

    @property
    def actor(self) -> Actor:
        """Who began it, for the audit trail."""
        return Actor(self.actor_name, self.created_by, self.token, self.address)

    @property
    def has_file(self) -> bool:
        return self.size is not None
