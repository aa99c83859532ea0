"""The people who use the portal, the tokens of services, and the audit trail of both."""

import uuid
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from knox.models import AbstractAuthToken


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person. What they may do comes from their role (a group)."""

    # Part of the hash in each session: raising it ends all sessions of the person.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    @cached_property
    def group_names(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        by_password: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        # Without an epoch as Django does it, so that sessions of earlier versions live on.
        if not self.session_epoch:
            return by_password
        salt = "core.accounts.models.User.session_epoch"
        value = f"{by_password}{self.session_epoch}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


class ServiceToken(AbstractAuthToken):  # type: ignore[misc]
    """A service's key to the REST API, limited to its owner's role. Only its hash is stored."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100)
    scopes = models.JSONField(default=list)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    # Kept by triggers (core.accounts.owner_roles), so that a token is checked in one read.
    owner_role = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="0: the owner is deactivated or has no role"
    )

    class Meta:
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(revoked_at__isnull=True),
                name="one_live_token_per_name",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint})"

    @property
    def hint(self) -> str:
        """The beginning of the token, to recognize it by."""
        return f"{self.token_key[:9]}…"

    @property
    def is_usable(self) -> bool:
        """Whether the token is live and its owner still has a role."""
        return self.state == "live" and self.owner_role > 0

    @property
    def state(self) -> str:
        if self.revoked_at is not None:
            return "revoked"
        if self.expiry is not None and self.expiry <= timezone.now():
            return "expired"
        return "live"


class AuditEntry(models.Model):
    """One act of a person, a service or the portal itself. Written once, never changed."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    token = models.ForeignKey(ServiceToken, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=255)
    act = models.CharField(max_length=100, db_index=True)
    target = models.CharField(max_length=255)
    detail = models.JSONField(default=dict)
    address = models.CharField(max_length=45, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["actor_name"], name="audit_by")]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.act} {self.target}"
