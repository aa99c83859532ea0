"""The ASGI application before Django: spools each request, runs it in a thread, sends the rest."""

import asyncio
import io
import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from django.conf import settings

from core.uploads.environ import BODY_IS_HERE
from portal.web.body import (
    BodyEnd,
    BrokenBody,
    Receive,
    RefusedBody,
    SpooledBody,
    receive_body,
)
from portal.web.environ import wsgi_environ
from portal.web.limits import Limits
from portal.web.response import Send, SpooledResponse, run_wsgi
from portal.web.spool import SpoolBudget, SpoolFullError
from portal.web.unfinished import CutOffError, UnfinishedRequests

log = logging.getLogger(__name__)

Environ = dict[str, Any]
WSGIApplication = Callable[..., Iterable[bytes]]
# Answered by threads of their own, so that they don't queue behind requests that wait for the
# remote or the disk.
RESERVED_PATHS = ("/hooks/", "/healthz", "/readyz")
# An address that is a credential itself.
SIGNED_PATH = "/api/presigned/"
CHUNK_TYPE = "application/offset+octet-stream"


class UnknownSenderError(Exception):
    """The database that knows the senders doesn't answer."""


class Front:
    """One process's share of the web server; all of it but the threads runs in the loop's thread.

    `is_known_sender` tells of an environment whether a live token, session or signed address comes
    with it; it asks the database, whose errors it may raise. `is_trusted_proxy` tells of an address
    whether it is the operators' own.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        limits: Limits,
        folder: Path,
        threads: int,
        reserved_threads: int,
        is_known_sender: Callable[[Environ], bool],
        is_trusted_proxy: Callable[[str], bool],
    ) -> None:
        self._app, self._limits, self._folder = app, limits, folder
        self._threads = ThreadPoolExecutor(threads, "web")
        self._reserved_threads = ThreadPoolExecutor(reserved_threads, "web-reserved")
        self._is_known_sender, self._is_trusted_proxy = is_known_sender, is_trusted_proxy
        self._budget = SpoolBudget(folder, limits)
        ceiling, grace_seconds = limits.unfinished_per_address, limits.grace_seconds
        self._receiving = UnfinishedRequests(ceiling, grace_seconds)
        self._sending = UnfinishedRequests(ceiling, grace_seconds)

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        environ = wsgi_environ(scope)
        address = environ["REMOTE_ADDR"]
        held_by = "" if self._is_trusted_proxy(address) else address
        if not _has_body(environ):
            environ |= {"CONTENT_LENGTH": "", "wsgi.input": io.BytesIO()}
            await self._respond(environ, held_by, send)
            return
        body = SpooledBody(self._budget, self._limits, address)
        try:
            with self._receiving.holding(held_by):
                end = await self._receive(environ, receive, body)
        except CutOffError:
            end = BodyEnd.TOO_SLOW
        except (SpoolFullError, UnknownSenderError) as error:
            body.close()
            await _send_problem(send, 503, "Service Unavailable", str(error))
            return
        except BaseException:
            body.close()
            raise
        try:
            if end is BodyEnd.TOO_SLOW and not _keeps_parts(environ):
                await _send_problem(send, 408, "Request Timeout", "The body came too slowly.")
            elif end is not BodyEnd.BROKEN_OFF or _keeps_parts(environ):
                environ |= {"wsgi.input": _input(end, body), BODY_IS_HERE: "1"}
                if end is BodyEnd.COMPLETE or not environ.get("CONTENT_LENGTH"):
                    environ["CONTENT_LENGTH"] = str(body.size)
                await self._respond(environ, held_by, send)
        finally:
            body.close()

    async def _receive(self, environ: Environ, receive: Receive, body: SpooledBody) -> BodyEnd:
        """Read the body as far as its sender may send one.

        Raises SpoolFullError and UnknownSenderError.
        """
        limits = self._limits
        is_stranger = not _bears_credentials(environ)
        announced = int(environ.get("CONTENT_LENGTH") or 0)
        if announced > limits.body_bytes:
            return BodyEnd.TOO_LARGE
        if announced <= limits.stranger_bytes:
            end = await receive_body(
                receive,
                body,
                limits,
                is_stranger=is_stranger,
                max_bytes=limits.stranger_bytes,
            )
            if end is not BodyEnd.TOO_LARGE:
                return end
        if is_stranger or not await self._is_known(environ):
            return BodyEnd.TOO_LARGE
        return await receive_body(
            receive, body, limits, is_stranger=False, max_bytes=limits.body_bytes
        )

    async def _respond(self, environ: Environ, held_by: str, send: Send) -> None:
        loop = asyncio.get_running_loop()
        response = SpooledResponse(loop, self._folder, self._limits)
        is_reserved = environ["PATH_INFO"].startswith(RESERVED_PATHS)
        threads = self._reserved_threads if is_reserved else self._threads
        running = loop.run_in_executor(threads, run_wsgi, self._app, environ, response)
        running.add_done_callback(_log_failure)
        try:
            # Waiting for the application is no fault of the peer's, so it isn't counted.
            await response.wait_for_bytes()
            with self._sending.holding(held_by):
                await response.send_with(send)
        except (CutOffError, TimeoutError):
            log.info("A peer didn't read its response")
        finally:
            response.give_up()
            # The thread reads the request's body, which must not be closed before.
            await asyncio.wait([running])

    async def _is_known(self, environ: Environ) -> bool:
        """Raises UnknownSenderError."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, self._is_known_sender, environ)
        except Exception as error:
            log.exception("Nobody can tell who sends a large body")
            raise UnknownSenderError("The portal can't tell who sends this.") from error


def _has_body(environ: Environ) -> bool:
    return "HTTP_TRANSFER_ENCODING" in environ or environ.get("CONTENT_LENGTH", "0") != "0"


def _bears_credentials(environ: Environ) -> bool:
    """Something like a token or a session is there; whether it is good is seen later."""
    if environ["PATH_INFO"].startswith(SIGNED_PATH):
        return True
    return "HTTP_AUTHORIZATION" in environ or settings.SESSION_COOKIE_NAME in environ.get(
        "HTTP_COOKIE", ""
    )


def _keeps_parts(environ: Environ) -> bool:
    """Whether what arrived of a body counts, as of a chunk that breaks off (tus 1.0.0, PATCH)."""
    return environ["REQUEST_METHOD"] == "PATCH" and environ.get("CONTENT_TYPE") == CHUNK_TYPE


def _input(end: BodyEnd, body: SpooledBody) -> io.RawIOBase | BinaryIO:
    if end is BodyEnd.COMPLETE:
        return body.open()
    return RefusedBody() if end is BodyEnd.TOO_LARGE else BrokenBody(body.open())


def _log_failure(running: asyncio.Future[None]) -> None:
    if not running.cancelled() and (error := running.exception()):
        log.error("A request failed outside of Django", exc_info=error)


async def _send_problem(send: Send, status: int, title: str, detail: str) -> None:
    """An answer of the front's own, as RFC 9457 has it."""
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    headers = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": orjson.dumps(problem)})
