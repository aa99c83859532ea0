"""Bearer tokens of services on the REST API."""

from datetime import timedelta
from hmac import compare_digest

from django.db.models import Q
from django.utils import timezone
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import ServiceToken, User
from accounts.roles import role_of

LAST_USE_STEP = timedelta(minutes=1)


class ServiceTokenAuthentication(TokenAuthentication):  # type: ignore[misc]
    """`Authorization: Bearer <token>`. Says the same of every token that doesn't work."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, ServiceToken]:
        """Raises AuthenticationFailed unless the token is live and its owner still has a role.

        Knox's own version deletes expired tokens while reading; here they stay for the audit.
        """
        text = token.decode("ascii", "replace")
        digest = hash_token(text)
        prefix = text[: CONSTANTS.TOKEN_KEY_LENGTH]
        for known in ServiceToken.objects.filter(token_key=prefix).select_related("user"):
            if compare_digest(known.digest, digest) and _usable(known):
                _note_use(known)
                return known.user, known
        raise AuthenticationFailed


def _usable(token: ServiceToken) -> bool:
    return token.state == "live" and role_of(token.user) is not None


def _note_use(token: ServiceToken) -> None:
    """At most one write a minute, however busy the service is."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > LAST_USE_STEP:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - LAST_USE_STEP)
        ServiceToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
