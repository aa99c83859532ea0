"""Bearer tokens of services on the REST API."""

from datetime import timedelta
from typing import cast

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from core.accounts.models import ServiceToken, User
from core.gateway.prepared import PreparedQuery

SCHEME = "Bearer"
LAST_USED_RESOLUTION = timedelta(minutes=1)

_FIELDS = [field.attname for field in ServiceToken._meta.concrete_fields]
_BY_DIGEST = PreparedQuery(
    lambda digest: ServiceToken.objects.filter(pk=digest).values_list(*_FIELDS), str
)


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
        found = find_token(token.decode("ascii", "replace"))
        if found is None or not found.is_usable:
            raise AuthenticationFailed
        _record_use(found)
        return cast(User, SimpleLazyObject(lambda: found.user)), found


def find_token(plain: str) -> ServiceToken | None:
    """The token whose plain text this is, live or not. One read by the primary key."""
    row = _BY_DIGEST.row(hash_token(plain))
    return None if row is None else ServiceToken.from_db(DEFAULT_DB_ALIAS, _FIELDS, row)


def _record_use(token: ServiceToken) -> None:
    """Update `last_used_at`, at most once a minute."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > LAST_USED_RESOLUTION:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - LAST_USED_RESOLUTION)
        ServiceToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
