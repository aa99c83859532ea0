"""The pages on which people make and revoke tokens."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core.accounts.models import ServiceToken
from core.accounts.roles import Role
from tests.core.accounts.actors import issued, person, service, signed_in

pytestmark = pytest.mark.django_db
FORM = {"name": "playlist-sync", "scopes": ["read-buckets"]}


def made(page: str) -> str:
    found = re.findall(r"acrp_[0-9a-f]{64}", page)
    assert found, "the page shows no token"
    return str(found[0])


def test_a_new_token_is_shown_once_and_works() -> None:
    client = signed_in(person(Role.VIEWER))
    response = client.post("/tokens/new/", FORM)
    plain = made(response.content.decode())
    assert service(plain).get("/api/portal/me").json()["scopes"] == ["read-buckets"]
    assert "no-store" in response["Cache-Control"]
    token = ServiceToken.objects.get()
    for page in ("/tokens/", f"/tokens/{token.public_id}/", "/tokens/?format=csv"):
        shown = b"".join(client.get(page)).decode()
        assert token.name in shown
        assert plain not in shown


@pytest.mark.parametrize("sort", ["name", "-created", "owner"])
def test_a_long_list_of_tokens_is_paged_in_every_order(sort: str) -> None:
    someone = person(Role.ADMIN)
    for number in range(26):
        ServiceToken.objects.create(user=someone, name=f"service {number:02}")
    client = signed_in(someone)
    page = client.get(f"/tokens/?size=25&sort={sort}").content.decode()
    following = re.search(r'href="(/tokens/[^"]*[?;]at=[^"]*)"', page)
    assert following is not None
    second = client.get(following[1].replace("&amp;", "&"))
    assert second.status_code == 200
    shown = re.findall(r">(service \d\d)</a>", page + second.content.decode())
    assert len(set(shown)) == 26


def test_only_scopes_of_the_owners_role_are_offered_and_accepted() -> None:
    client = signed_in(person(Role.VIEWER))
    assert "write-buckets" not in client.get("/tokens/new/").content.decode()
    response = client.post("/tokens/new/", FORM | {"scopes": ["write-buckets"]})
    assert response.status_code == 422
    assert not ServiceToken.objects.exists()


def test_a_token_works_through_its_last_day() -> None:
    last_day = timezone.localdate() + timedelta(days=3)
    signed_in(person()).post("/tokens/new/", FORM | {"expires": last_day.isoformat()})
    expiry = ServiceToken.objects.get().expiry
    assert timezone.localtime(expiry).date() == last_day
    assert timezone.localtime(expiry).hour == 23


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"scopes": []},
        {"expires": "2020-01-01"},
        {"expires": "not a day"},
        {"expires": "9999-12-31"},
    ],
)
def test_an_invalid_form_shows_the_error_at_the_field_and_keeps_the_input(
    wrong: dict[str, str],
) -> None:
    response = signed_in(person()).post("/tokens/new/", FORM | wrong)
    assert response.status_code == 422
    assert "field-error" in response.content.decode()
    assert not ServiceToken.objects.exists()


def test_a_duplicate_name_is_an_error_of_the_name() -> None:
    client = signed_in(person())
    client.post("/tokens/new/", FORM)
    response = client.post("/tokens/new/", FORM)
    assert response.status_code == 422
    assert "already has a token of this name" in response.content.decode()


def test_revoking_is_confirmed_and_shown() -> None:
    owner = person(Role.OPERATOR)
    token = issued(owner=owner).token
    page = signed_in(owner).post(f"/tokens/{token.public_id}/revoke/", follow=True)
    assert "is revoked" in page.content.decode()
    assert "Revoked" in page.content.decode()
