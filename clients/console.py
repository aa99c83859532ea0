"""The Console API: lists by page, objects by id, creates, changes, deletes.

Source: docs.acrcloud.com, Console API.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from clients.errors import UnreadableReply
from clients.transport import READ_SECONDS, Body, Clock, RateLimit, Reply, Transport, own_clock

Row = dict[str, Any]

# A remote may store and look at a large file before it answers.
UPLOAD_SECONDS = 300.0
# How long a change waits for its turn: somebody waits for it.
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class Page:
    """One page of a list. `rows` are whatever the remote put there, unchecked."""

    rows: list[Any]
    number: int
    last: int
    total: int
    requested_at: datetime


@dataclass(frozen=True)
class Found:
    """Objects of one answer, and when they were asked for."""

    rows: list[Any]
    requested_at: datetime


class Console:
    """One account's Console API. `region_url` may hold `{region}`; it serves the files' hosts."""

    def __init__(
        self,
        *,
        base_url: str,
        region_url: str,
        token: str,
        limit: RateLimit,
        clock: Clock = own_clock,
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
    ) -> Page:
        """Page `number` (from 1) of the list at `path`. Raises RemoteError."""
        return self._transport.send(
            "GET",
            self._url(path, region),
            read=partial(_page, number=number),
            params={**(params or {}), "page": number, "per_page": per_page},
        )

    def get(
        self,
        path: str,
        *,
        region: str = "",
        params: Mapping[str, str | int] | None = None,
        timeout: float = READ_SECONDS,
        attempts: int | None = None,
        patience: float = math.inf,
    ) -> Found:
        """The object, or the objects, at `path`. Raises NotThere and the other RemoteErrors."""
        return self._transport.send(
            "GET",
            self._url(path, region),
            read=_found,
            params=params,
            timeout=timeout,
            attempts=attempts,
            patience=patience,
        )

    def raw(self, path: str, *, params: Mapping[str, str | int], timeout: float) -> bytes:
        """The body of an answer that is passed on as it is. Raises RemoteError."""
        url = self._url(path, "")
        reply = self._transport.send(
            "GET",
            url,
            read=_as_it_is,
            params=params,
            timeout=timeout,
            attempts=1,
            patience=timeout,
        )
        return reply.body

    def create(self, path: str, fields: Row, *, region: str = "") -> Found:
        """POST: the object that the remote made of `fields`. Raises RemoteError."""
        return self._transport.send(
            "POST",
            self._url(path, region),
            read=_found,
            json=fields,
            patience=PATIENCE_SECONDS,
        )

    def upload(self, path: str, body: Body, *, region: str = "") -> Found:
        """POST of a form with a file, once: the object that the remote made. Raises RemoteError.

        What iterating `body` raises comes through as it is.
        """
        return self._transport.send(
            "POST",
            self._url(path, region),
            read=_found,
            body=body,
            timeout=UPLOAD_SECONDS,
            attempts=1,
            patience=PATIENCE_SECONDS,
        )

    def change(self, path: str, fields: Row | None = None, *, region: str = "") -> Found:
        """PUT: what the remote answers, or nothing when it answers nothing. Raises RemoteError."""
        return self._transport.send(
            "PUT",
            self._url(path, region),
            read=_found_or_nothing,
            json=fields,
            patience=PATIENCE_SECONDS,
        )

    def delete(self, path: str, *, region: str = "") -> datetime:
        """DELETE; returns when the request started. Raises RemoteError."""
        url = self._url(path, region)
        return self._transport.send(
            "DELETE", url, read=_as_it_is, patience=PATIENCE_SECONDS
        ).requested_at

    def _url(self, path: str, region: str) -> str:
        base = self._region_url.replace("{region}", region) if region else self._base_url
        return f"{base}/{path}"


def _page(reply: Reply, *, number: int) -> Page:
    body = reply.json()
    try:
        rows, meta = body["data"], body["meta"]
        if not isinstance(rows, list):
            raise TypeError
        return Page(rows, number, int(meta["last_page"]), int(meta["total"]), reply.requested_at)
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableReply("The remote's list has no data or meta.") from error


def _found(reply: Reply) -> Found:
    body = reply.json()
    data = body.get("data") if isinstance(body, dict) else None
    if isinstance(data, list):
        return Found(data, reply.requested_at)
    if isinstance(data, dict):
        return Found([data], reply.requested_at)
    raise UnreadableReply("The remote's answer has no data.")


def _found_or_nothing(reply: Reply) -> Found:
    return _found(reply) if reply.body.strip() else Found([], reply.requested_at)


def _as_it_is(reply: Reply) -> Reply:
    return reply
