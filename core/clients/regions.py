"""The host of a region: what the remote says about itself never leads a request elsewhere."""

import re

from core.clients.errors import UnreadableReplyError

_REGION = re.compile(r"[a-z0-9-]{1,40}")


def url_for_region(url: str, region: str) -> str:
    """`url` with its `{region}` filled in; as it is where it has none.

    Raises UnreadableReplyError for a region that can't be part of a host name: the request, which
    carries the account's token or a signature, would go to another host.
    """
    if "{region}" in url and not _REGION.fullmatch(region):
        raise UnreadableReplyError(f"{region[:40]!r} is not a valid region.")
    return url.replace("{region}", region)
