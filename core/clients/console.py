"""The Console API: lists by page, objects by id, creates, changes, deletes.

Source: docs.acrcloud.com, Console API.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from core.clients.errors import UnreadableReplyError
from core.clients.regions import url_for_region
from core.clients.transport import (
    READ_TIMEOUT,
    Clock,
    RateLimit,
    Reply,
    RequestBody,
    Transport,
    utc_now,
)

Row = dict[str, Any]

# Seconds. A remote may store and inspect a large file before it replies.
UPLOAD_TIMEOUT = 300.0
# Seconds that a write waits for the rate limit: a person is waiting for it.
WRITE_MAX_WAIT = 10.0


@dataclass(frozen=True)
class FetchedPage:
    """One page of a list. `rows` are unchecked; `per_page` is as long as the remote lets it be."""

    rows: list[Any]
    number: int
    last: int
    per_page: int
    total: int
    requested_at: datetime


@dataclass(frozen=True)
class FetchedObjects:
    """The objects of one reply, unchecked, and when its request started."""

    rows: list[Any]
    requested_at: datetime


class Console:
    """One account's Console API. `region_url`, which may contain `{region}`, is for files."""

    def __init__(
        self,
        *,
        base_url: str,
        region_url: str,
        token: str,
        limit: RateLimit,
        clock: Clock = utc_now,
    ) -> None:
        self._base_url = base_url
        self._region_url = region_url
        headers = {"Authorization": f"Bearer {token}"}
        self._transport = Transport(headers=headers, limit=limit, clock=clock)

    def page(
        self,
        path: str,
        *,
        number: int,
        per_page: int,
        params: Mapping[str, str | int] | None = None,
        region: str = "",
        timeout: float = READ_TIMEOUT,
        attempts: int | None = None,
        max_wait: float = math.inf,
    ) -> FetchedPage:
        """Page `number` (from 1) of the list at `path`. Raises RemoteError."""
        return self._transport.send(
            "GET",
            self._url(path, region),
            read=partial(_page, number=number, requested=per_page),
            params={**(params or {}), "page": number, "per_page": per_page},
            timeout=timeout,
            attempts=attempts,
            max_wait=max_wait,
        )

    def get(
        self,
        path: str,
        *,
        region: str = "",
        params: Mapping[str, str | int] | None = None,
        timeout: float = READ_TIMEOUT,
        attempts: int | None = None,
        max_wait: float = math.inf,
    ) -> FetchedObjects:
        """The object or objects at `path`.

        Raises RemoteNotFoundError and the other RemoteErrors.
        """
        return self._transport.send(
            "GET",
            self._url(path, region),
            read=_objects,
            params=params,
            timeout=timeout,
            attempts=attempts,
            max_wait=max_wait,
        )

    def raw(self, path: str, *, params: Mapping[str, str | int], timeout: float) -> bytes:
        """The body of a reply, unparsed. Raises RemoteError."""
        url = self._url(path, "")
        reply = self._transport.send(
            "GET",
            url,
            read=_unchanged,
            params=params,
            timeout=timeout,
            attempts=1,
            max_wait=timeout,
        )
        return reply.body

    def create(self, path: str, fields: Row, *, region: str = "") -> FetchedObjects:
        """POST: the object that the remote created. Raises RemoteError."""
        return self._transport.send(
            "POST",
            self._url(path, region),
            read=_objects,
            json=fields,
            max_wait=WRITE_MAX_WAIT,
        )

    def upload(self, path: str, body: RequestBody, *, region: str = "") -> FetchedObjects:
        """POST of a form with a file, without retries: the object that the remote created.

        Raises RemoteError, and whatever iterating `body` raises.
        """
        return self._transport.send(
            "POST",
            self._url(path, region),
            read=_objects,
            body=body,
            timeout=UPLOAD_TIMEOUT,
            attempts=1,
            max_wait=WRITE_MAX_WAIT,
        )

    def change(self, path: str, fields: Row | None = None, *, region: str = "") -> FetchedObjects:
        """PUT: the objects in the reply, none when it is empty. Raises RemoteError."""
        return self._transport.send(
            "PUT",
            self._url(path, region),
            read=_objects_or_none,
            json=fields,
            max_wait=WRITE_MAX_WAIT,
        )

    def delete(self, path: str, *, region: str = "") -> datetime:
        """DELETE; returns when the request started. Raises RemoteError."""
        url = self._url(path, region)
        return self._transport.send(
            "DELETE", url, read=_unchanged, max_wait=WRITE_MAX_WAIT
        ).requested_at

    def _url(self, path: str, region: str) -> str:
        base = url_for_region(self._region_url, region) if region else self._base_url
        return f"{base}/{path}"


def _page(reply: Reply, *, number: int, requested: int) -> FetchedPage:
    body = reply.json()
    try:
        rows, meta = body["data"], body["meta"]
        if not isinstance(rows, list):
            raise TypeError
        return FetchedPage(
            rows=rows,
            number=number,
            last=int(meta["last_page"]),
            per_page=int(meta.get("per_page") or requested),
            total=int(meta["total"]),
            requested_at=reply.requested_at,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableReplyError("The remote's list has no data or meta.") from error


def _objects(reply: Reply) -> FetchedObjects:
    body = reply.json()
    data = body.get("data") if isinstance(body, dict) else None
    if isinstance(data, list):
        return FetchedObjects(data, reply.requested_at)
    if isinstance(data, dict):
        return FetchedObjects([data], reply.requested_at)
    raise UnreadableReplyError("The remote's answer has no data.")


def _objects_or_none(reply: Reply) -> FetchedObjects:
    return _objects(reply) if reply.body.strip() else FetchedObjects([], reply.requested_at)


def _unchanged(reply: Reply) -> Reply:
    return reply
