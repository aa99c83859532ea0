"""System checks: what would make every upload fail is said at the start."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from buckets.uploads.spool import spool


def install() -> None:
    register(spool_is_there)


def spool_is_there(app_configs: Any = None, **kwargs: Any) -> Sequence[CheckMessage]:
    try:
        spool()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="buckets.E001")]
    except OSError as error:
        return [Error(f"The spool can’t be used: {error}", id="buckets.E002")]
    return []
