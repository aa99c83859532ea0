"""Every endpoint under /api/ refuses requests without a live token of the right scope."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from core.accounts.models import AuditEntry, ServiceToken
from core.accounts.permissions import ANY_SCOPE
from core.accounts.roles import Role
from core.accounts.scopes import TokenScope
from core.accounts.services import deactivate_person, revoke_token
from tests.core.accounts.actors import TESTS, issued, person, service
from tests.core.accounts.test_pages_refuse import routes
from tests.core.gateway.mirror_rows import (
    CALLBACK,
    SECRET,
    STREAM,
    audio_file,
    bucket,
    channel,
    container,
    project,
    scanned_file,
)

pytestmark = pytest.mark.django_db

FILE = UUID("00000000-0000-4000-8000-000000000007")
# The last one's address is signed: tests/scanning/test_gateway_presigned.py.
WITHOUT_TOKEN = {"api/docs", "api/schema", "api/presigned/<str:key>"}


def endpoints() -> list[tuple[str, str, str]]:
    """Address, method and needed scope of each endpoint, in the spelling without a slash."""
    found = []
    for route in sorted(routes(get_resolver())):
        if not route.startswith("api/") or route.endswith("/") or route in WITHOUT_TOKEN:
            continue
        address = "/" + re.sub(r"<[^>]+>", "1", re.sub(r"<uuid:[^>]+>", str(FILE), route))
        address = address.replace("files/1", f"files/{FILE}")
        address = address.replace(f"buckets/1/files/{FILE}", "buckets/1/files/1")
        view: Any = get_resolver().resolve(address).func
        methods = getattr(view, "actions", None) or {"get": "get"}
        found += [(address, method, view.cls.scopes[method.upper()]) for method in methods]
    return found


ENDPOINTS = endpoints()


@pytest.fixture(autouse=True)
def account() -> None:
    """Something to leak behind every address."""
    bucket(1, name="LEAK bucket")
    audio_file(1, 1, title="LEAK title")
    channel(1, 1, title="LEAK channel")
    project(1, name="LEAK project")
    container(1, name="LEAK container")
    scanned_file(FILE, 1, name="LEAK recording")


def send(client: Client, method: str, address: str) -> tuple[int, str]:
    response = client.generic(method.upper(), address, b"{}", content_type="application/json")
    return response.status_code, response.content.decode()


def refuses(client: Client, method: str, address: str) -> bool:
    status, body = send(client, method, address)
    assert "LEAK" not in body
    assert SECRET not in body
    assert json.loads(body)
    return status == (401 if address.startswith("/api/portal/") else 403)


def test_all_apps_are_covered() -> None:
    addresses = {address for address, _, _ in ENDPOINTS}
    assert {"/api/buckets", "/api/base-projects/1", "/api/fs-containers/1/files"} <= addresses
    assert len(ENDPOINTS) >= 40


def test_the_spelling_with_a_slash_is_the_same_view() -> None:
    for address in {address for address, _, _ in ENDPOINTS}:
        plain, slashed = (get_resolver().resolve(one).func for one in (address, f"{address}/"))
        assert plain is slashed


@pytest.mark.parametrize(("address", "method", "scope"), ENDPOINTS)
def test_without_a_live_token_every_endpoint_refuses(address: str, method: str, scope: str) -> None:
    assert refuses(Client(), method, address)
    assert refuses(service("acrp_" + "0" * 64), method, address)

    revoked = issued()
    revoke_token(actor=TESTS, token=revoked.token)
    assert refuses(service(revoked), method, address)

    expired = issued()
    long_ago = timezone.now() - timedelta(days=1)
    ServiceToken.objects.filter(pk=expired.token.pk).update(expiry=long_ago)
    assert refuses(service(expired), method, address)

    owner = person(Role.ADMIN)
    orphaned = issued(owner=owner)
    deactivate_person(actor=TESTS, person=owner)
    assert refuses(service(orphaned), method, address)


@pytest.mark.parametrize(
    ("address", "method", "scope"), [one for one in ENDPOINTS if one[2] != ANY_SCOPE]
)
def test_all_other_scopes_together_are_refused(address: str, method: str, scope: str) -> None:
    status, body = send(service(issued(*(set(TokenScope) - {scope}))), method, address)
    assert status == 403
    assert "LEAK" not in body
    assert scope in body


@pytest.mark.parametrize(("address", "method", "scope"), ENDPOINTS)
def test_a_scope_that_the_owners_role_lost_is_refused(
    address: str, method: str, scope: str
) -> None:
    if scope == ANY_SCOPE or scope.startswith("read-"):
        return
    person(Role.ADMIN)
    owner = person(Role.ADMIN)
    client = service(issued(TokenScope(scope), owner=owner))
    owner.groups.clear()
    owner.groups.add(person(Role.VIEWER).groups.get())
    type(owner).objects.filter(pk=owner.pk).update(is_superuser=False)
    status, _ = send(client, method, address)
    assert status == 403


@pytest.mark.parametrize(
    "address", sorted({address for address, method, scope in ENDPOINTS if method == "get"})
)
def test_secrets_are_masked_without_their_scope(address: str) -> None:
    if "status" in address or "stat" in address:
        return
    client = service(issued(*(set(TokenScope) - {TokenScope.SECRETS})))
    status, body = send(client, "get", address)
    assert status in {200, 404, 422}
    assert SECRET not in body
    assert CALLBACK not in body
    assert STREAM not in body


@pytest.mark.parametrize(
    ("address", "secret"),
    [
        ("/api/buckets/1/channels", STREAM),
        ("/api/buckets/1/channels/1", STREAM),
        ("/api/base-projects", SECRET),
        ("/api/base-projects/1", SECRET),
        ("/api/fs-containers", CALLBACK),
        ("/api/fs-containers/1", CALLBACK),
    ],
)
def test_secrets_are_shown_with_their_scope(address: str, secret: str) -> None:
    token = issued()
    clear = send(service(token), "get", address)[1]
    entry = AuditEntry.objects.get(act="read secrets")
    assert (entry.token, entry.target.rpartition(" ")[2]) == (token.token, "1")
    assert secret not in f"{entry.target} {entry.detail}"
    stars = send(service(issued(*(set(TokenScope) - {TokenScope.SECRETS}))), "get", address)[1]
    assert secret in clear
    assert stars == clear.replace(secret, "*" * len(secret))
    assert AuditEntry.objects.filter(act="read secrets").count() == 1


@pytest.mark.parametrize(
    ("address", "content_type"),
    [
        ("/api/nonsense", "application/json"),
        ("/api/buckets/1/nonsense/2", "application/json"),
        ("/api/", "application/json"),
        ("/api/portal/nonsense", "application/problem+json"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_an_unknown_address_answers_in_json(address: str, content_type: str, method: str) -> None:
    response = Client().generic(method, address)
    assert (response.status_code, response["Content-Type"]) == (404, content_type)


@pytest.mark.parametrize("method", ["PATCH", "TRACE"])
@pytest.mark.parametrize("address", ["/api/buckets", "/api/buckets/", "/api/portal/jobs"])
def test_a_method_that_an_address_does_not_have_is_a_405(address: str, method: str) -> None:
    response = service(issued()).generic(method, address)
    assert response.status_code == 405
    assert "json" in response["Content-Type"]
