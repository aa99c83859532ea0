"""The shared cache, tried once."""

from typing import Any

from django.core.cache.backends.redis import RedisCache


class PromptRedisCache(RedisCache):
    """Fails at once when the cache is away; the client's own retries would hold up a request."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        # Here and not in the settings: the client takes a third of a second to import, and the
        # supervisor reads the settings too.
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.retry import Retry  # noqa: PLC0415

        options = params.get("OPTIONS", {}) | {"retry": Retry(NoBackoff(), 0)}
        super().__init__(server, params | {"OPTIONS": options})
