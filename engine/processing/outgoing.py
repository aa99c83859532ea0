"""What all outgoing requests of the engine share: headers, and the guard against private hosts."""

from django.conf import settings

from core.net.ssrf_guard import SsrfGuard

HEADERS = {"User-Agent": "acr-portal-engine"}


def ssrf_guard() -> SsrfGuard:
    return SsrfGuard((settings.PUBLIC_URL, *settings.ENGINE_REACH), setting="ENGINE_REACH")
