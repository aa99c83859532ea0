"""The shared cache, without retries."""

from typing import Any

from django.core.cache.backends.redis import RedisCache


class NoRetryRedisCache(RedisCache):
    """Fails at once when the cache is down: the client's retries would delay requests."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        # Imported here, because the client takes 0.3 s to import and the supervisor, which reads
        # the settings too, doesn't need it.
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.retry import Retry  # noqa: PLC0415

        options = params.get("OPTIONS", {}) | {"retry": Retry(NoBackoff(), 0)}
        super().__init__(server, params | {"OPTIONS": options})
