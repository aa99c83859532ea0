"""What comes without the middleware of browsers is for services alone, and checks its token."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from core.accounts.authentication import ServiceTokenAuthentication
from core.gateway.views import UnknownPathView
from core.uploads.api.presigned import PresignedAuthentication
from portal.web.handlers import ServiceHandler, by_sender, is_of_a_service
from scanning.callbacks.receive import receive_callback

BY_TOKEN = ([ServiceTokenAuthentication], [PresignedAuthentication])


def routes(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLPattern):
            yield path, pattern.callback
        else:
            yield from routes(pattern, path)


def views_of_services() -> list[tuple[str, Any]]:
    return [(path, view) for path, view in routes(get_resolver()) if is_of_a_service(path)]


def test_each_view_of_services_checks_the_token_itself() -> None:
    found = views_of_services()
    assert len(found) > 50
    for path, view in found:
        if view is receive_callback:
            continue
        view_class = getattr(view, "cls", None)
        if view_class is UnknownPathView:
            continue
        assert view_class is not None, path
        assert list(view_class.authentication_classes) in BY_TOKEN, path


@pytest.mark.parametrize("path", ["/", "/buckets/", "/api/docs/", "/api/schema/", "/apis/", "/api"])
def test_pages_are_no_services(path: str) -> None:
    assert not is_of_a_service(path)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/buckets", "/api/nowhere", "/hooks/fs/nobody"])
def test_a_service_is_answered_as_before_but_without_cookies(path: str) -> None:
    plain = answer(WSGIHandler(), path)
    short = answer(by_sender(people=refuse, services=ServiceHandler()), path)
    assert (short[0], short[2]) == (plain[0], plain[2])
    for name in ("Cache-Control", "Content-Type", "Content-Length", "X-Content-Type-Options"):
        assert short[1].get(name) == plain[1].get(name), name
    assert "Set-Cookie" not in short[1]


def test_an_unknown_host_is_refused() -> None:
    status, _, _ = answer(ServiceHandler(), "/api/buckets", host="elsewhere.example")
    assert status.startswith("400")


def refuse(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    raise AssertionError(f"{environ['PATH_INFO']} went the way of people")


@pytest.fixture(autouse=True)
def kept_connection() -> Iterator[None]:
    """As Django's test client does: a request must not close the test's own connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def answer(
    application: Any, path: str, *, host: str = "testserver"
) -> tuple[str, dict[str, str], bytes]:
    method = "POST" if path.startswith("/hooks/") else "GET"
    environ = RequestFactory().generic(method, path, HTTP_HOST=host).environ
    started: list[Any] = []
    response = application(environ, lambda status, headers: started.extend([status, headers]))
    body = b"".join(response)
    status, headers = started
    if body.startswith(b"{"):
        body = orjson.dumps(orjson.loads(body))
    return status, dict(headers), body
