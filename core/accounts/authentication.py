"""Bearer tokens of services on the REST API."""

from datetime import timedelta
from hmac import compare_digest

from django.db.models import Q
from django.utils import timezone
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from core.accounts.models import ServiceToken, User
from core.accounts.roles import role_of

SCHEME = "Bearer"
LAST_USED_RESOLUTION = timedelta(minutes=1)


class ServiceTokenAuthentication(TokenAuthentication):  # type: ignore[misc]
    """`Authorization: Bearer <token>`. The error is the same for every invalid token."""

    def authenticate(self, request: Request) -> tuple[User, ServiceToken] | None:
        """As the Console API: "Bearer", one space, and the token, and nothing else."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        if scheme != SCHEME or token.strip() != token or not token:
            raise AuthenticationFailed
        return self.authenticate_credentials(token.encode())

    def authenticate_credentials(self, token: bytes) -> tuple[User, ServiceToken]:
        """Raises AuthenticationFailed unless the token is live and its owner still has a role.

        Knox's own version deletes expired tokens; here they stay for the audit trail.
        """
        text = token.decode("ascii", "replace")
        digest = hash_token(text)
        prefix = text[: CONSTANTS.TOKEN_KEY_LENGTH]
        for candidate in ServiceToken.objects.filter(token_key=prefix).select_related("user"):
            if compare_digest(candidate.digest, digest) and is_usable(candidate):
                _record_use(candidate)
                return candidate.user, candidate
        raise AuthenticationFailed


def is_usable(token: ServiceToken) -> bool:
    """Whether the token is live and its owner still has a role."""
    return token.state == "live" and role_of(token.user) is not None


def _record_use(token: ServiceToken) -> None:
    """Update `last_used_at`, at most once a minute."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > LAST_USED_RESOLUTION:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - LAST_USED_RESOLUTION)
        ServiceToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
