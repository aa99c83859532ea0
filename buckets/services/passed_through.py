"""Files of buckets whose lists the mirror doesn't hold, read from the remote page by page.

The provider's catalogue has millions of files that aren't the account's, and other buckets that
hold no files of the account have next to none: nothing of them is stored, counted or indexed.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from buckets.models import Bucket
from buckets.resources import FILES
from buckets.services.files import scope_of
from core.clients.console import FetchedPage
from core.clients.errors import RemoteNotFoundError
from core.mirror import remote

# A person or a service is waiting.
TIMEOUT_SECONDS = 10.0


def read_files_page(
    *, bucket: Bucket, number: int, per_page: int, params: Mapping[str, str | int]
) -> FetchedPage:
    """One page of the bucket's files as the remote has them now; `params` narrow and sort it.

    One request. Raises RemoteError and OtherAccountError.
    """
    remote.check_same_address()
    return remote.console().page(
        FILES.list_path(scope_of(bucket)),
        number=number,
        per_page=per_page,
        params=params,
        region=bucket.region,
        timeout=TIMEOUT_SECONDS,
        attempts=1,
        max_wait=TIMEOUT_SECONDS,
    )


def read_files(*, bucket: Bucket, names: Sequence[str]) -> list[Any]:
    """The bucket's files with these ids or acr_ids, as the remote has them now.

    One request for each FILES.ids_per_get names. Raises RemoteError and OtherAccountError.
    """
    remote.check_same_address()
    rows: list[Any] = []
    for start in range(0, len(names), FILES.ids_per_get):
        path = FILES.object_path(scope_of(bucket), names[start : start + FILES.ids_per_get])
        with suppress(RemoteNotFoundError):
            rows += (
                remote.console()
                .get(
                    path,
                    region=bucket.region,
                    timeout=TIMEOUT_SECONDS,
                    attempts=1,
                    max_wait=TIMEOUT_SECONDS,
                )
                .rows
            )
    return rows
