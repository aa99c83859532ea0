"""Sessions whose keys are stored as hashes: a copy of the database signs nobody in.

Django's own store has an asynchronous twin of each method; the portal is synchronous.
"""

import hashlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone


def hash_key(session_key: str) -> str:
    """What is stored of a key: 160 bits, which is what Django's column holds."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    def _get_session_from_db(self) -> AbstractBaseSession | None:
        key = hash_key(self.session_key or "")
        try:
            session: AbstractBaseSession = self.model.objects.get(
                session_key=key, expire_date__gt=timezone.now()
            )
        except self.model.DoesNotExist:
            self._session_key = None
            return None
        return session

    def exists(self, session_key: str) -> bool:
        return super().exists(hash_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        session = super().create_model_instance(data)
        session.session_key = hash_key(session.session_key)
        return session

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(hash_key(key))
