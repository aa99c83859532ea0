"""Every page requires signing in, and the role it declares."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from core.accounts.models import AuditEntry, ServiceToken, User
from core.accounts.roles import Role
from tests.core.accounts.actors import issued, person, signed_in

pytestmark = pytest.mark.django_db

# What answers without a session, each for its own reason; the REST API asks for tokens.
OPEN = {"login/", "admin/login/", "admin/jsi18n/", "healthz", "readyz", "metrics"}
OPEN_BELOW = ("api/", "hooks/")

ADMIN_PAGES = ["/audit/", "/people/", "/people/new/", "/people/{other}/"]
ADMIN_ACTS = [
    "/people/{other}/deactivate/",
    "/people/{other}/reactivate/",
    "/people/{other}/password/",
    "/people/{other}/",
    "/people/new/",
]
OWN_PAGES = ["/profile/", "/profile/password/"]


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


def filled(route: str) -> str:
    """A route with something in the place of each parameter."""
    uid = "00000000-0000-4000-8000-000000000000"
    route = re.sub(r"<uuid:[^>]+>", uid, route)
    route = re.sub(r"<int:[^>]+>", "1", route)
    route = re.sub(r"<[^>]+>", "1", route)
    return re.sub(r"\(\?P.*|[\^$]|\\Z", "", route)


def pages() -> list[str]:
    found = {filled(route) for route in routes(get_resolver())}
    return sorted(page for page in found - OPEN if not page.startswith(OPEN_BELOW))


@pytest.mark.parametrize("page", pages())
def test_every_page_requires_signing_in(page: str) -> None:
    for response in (Client().get(f"/{page}"), Client().post(f"/{page}")):
        assert response.status_code == 302
        # The staff pages' own door leads to the one sign-in page.
        assert response["Location"].startswith(("/login/", "/admin/login/"))


@pytest.mark.parametrize("page", [page for page in pages() if not page.startswith("admin/")])
def test_a_person_without_a_role_is_told_so(page: str) -> None:
    allowed = page in {"profile/", "profile/password/", "logout/"}
    response = signed_in(person(None)).get(f"/{page}")
    if not allowed:
        assert response.status_code == 403
        assert "You have no role yet" in response.content.decode()


@pytest.mark.parametrize("page", ["/profile/", "/profile/password/"])
def test_a_person_without_a_role_can_use_their_profile_pages(page: str) -> None:
    assert signed_in(person(None)).get(page).status_code == 200


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
@pytest.mark.parametrize("page", [*ADMIN_PAGES, "/admin/", "/admin/buckets/bucket/"])
def test_pages_of_admins_refuse_lower_roles(page: str, role: Role) -> None:
    other = person(Role.VIEWER, "somebody-else")
    response = signed_in(person(role)).get(page.format(other=other.pk))
    assert response.status_code == 403
    assert "somebody-else" not in response.content.decode()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
@pytest.mark.parametrize("act", ADMIN_ACTS)
def test_acts_of_admins_refuse_lower_roles_and_change_nothing(act: str, role: Role) -> None:
    other = person(Role.VIEWER)
    before = User.objects.values().get(pk=other.pk)
    me = signed_in(person(role))
    noted = AuditEntry.objects.count()
    data = {"role": "admin", "username": "made-by-nobody"}
    assert me.post(act.format(other=other.pk), data).status_code == 403
    assert User.objects.values().get(pk=other.pk) == before
    assert not User.objects.filter(username="made-by-nobody").exists()
    assert AuditEntry.objects.count() == noted


@pytest.mark.parametrize("page", [*ADMIN_PAGES, *OWN_PAGES, "/tokens/", "/tokens/new/"])
def test_an_admin_gets_in(page: str) -> None:
    other = person(Role.VIEWER)
    assert signed_in(person(Role.ADMIN)).get(page.format(other=other.pk)).status_code == 200


def test_tokens_of_others_are_only_seen_and_revoked_by_admins() -> None:
    token = issued(owner=person(Role.OPERATOR)).token
    page = f"/tokens/{token.public_id}/"
    outsider, admin = signed_in(person(Role.OPERATOR)), signed_in(person(Role.ADMIN))
    assert token.name not in outsider.get("/tokens/").content.decode()
    assert outsider.get(page).status_code == 404
    assert outsider.post(f"{page}revoke/").status_code == 404
    assert ServiceToken.objects.get().state == "live"
    assert token.name in admin.get("/tokens/").content.decode()
    assert admin.get(page).status_code == 200
    assert admin.post(f"{page}revoke/").status_code == 302
    assert ServiceToken.objects.get().state == "revoked"


def test_the_session_of_a_deactivated_person_ends() -> None:
    someone = person()
    client = signed_in(someone)
    assert client.get("/profile/").status_code == 200
    User.objects.filter(pk=someone.pk).update(is_active=False)
    assert client.get("/profile/").status_code == 302
