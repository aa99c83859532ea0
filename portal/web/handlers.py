"""Two ways to the views: for people with a browser, and for services."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string

# What sends here brings a token or an address that is one, never a session or a form.
SERVICE_PATHS = ("/api/", "/hooks/")
# Pages of people among them.
_PAGES = ("/api/docs", "/api/schema")
SERVICE_MIDDLEWARE: tuple[str, ...] = (
    "core.ui.middleware.utf8_requests",
    "django.middleware.security.SecurityMiddleware",
    "core.ui.middleware.unstored_responses",
    "django.middleware.common.CommonMiddleware",
)

Environ = dict[str, Any]
WSGIApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class ServiceHandler(WSGIHandler):
    """Django without sessions, cookies, messages and what protects browsers: SERVICE_MIDDLEWARE.

    The views check the token themselves; tests/portal/web/test_handlers.py holds them to it.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """Called by Django."""
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        handler = convert_exception_to_response(
            self._get_response  # type: ignore[attr-defined]
        )
        for name in reversed(SERVICE_MIDDLEWARE):
            handler = convert_exception_to_response(import_string(name)(handler))
        self._middleware_chain = handler


def is_of_a_service(path: str) -> bool:
    return path.startswith(SERVICE_PATHS) and not path.startswith(_PAGES)


def by_sender(*, people: WSGIApplication, services: WSGIApplication) -> WSGIApplication:
    """The application that gives each request to one of two others."""

    def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        chosen = services if is_of_a_service(environ["PATH_INFO"]) else people
        return chosen(environ, start_response)

    return application
