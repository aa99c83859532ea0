"""The pages where admins manage people, and people their own profile."""

import re

import pytest
from django.test import Client

from core.accounts.models import AuditEntry, User
from core.accounts.roles import Role, role_of
from tests.core.accounts.actors import PASSWORD, person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    return signed_in(person(Role.ADMIN, "boss"))


def shown_password(page: str) -> str:
    found = re.search(r'data-copy="([A-Za-z2-9]{20})"', page)
    assert found, "the page shows no password"
    return found[1]


def test_a_new_person_can_sign_in_with_the_password_shown_once(admin: Client) -> None:
    response = admin.post("/people/new/", {"username": "mei", "role": "operator"})
    password = shown_password(response.content.decode())
    assert "no-store" in response["Cache-Control"]
    assert Client().login(username="mei", password=password)
    assert role_of(User.objects.get(username="mei")) is Role.OPERATOR
    assert password not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    "wrong",
    [{"username": "boss"}, {"username": "two words"}, {"username": ""}, {"role": "king"},
     {"email": "not an address"}],
)  # fmt: skip
def test_an_invalid_form_creates_nobody(admin: Client, wrong: dict[str, str]) -> None:
    form = {"username": "mei", "role": "viewer"} | wrong
    response = admin.post("/people/new/", form)
    assert response.status_code == 422
    assert "field-error" in response.content.decode()
    assert User.objects.count() == 1


def test_a_role_is_assigned_and_removed(admin: Client) -> None:
    someone = person(Role.VIEWER)
    admin.post(f"/people/{someone.pk}/", {"role": "admin"})
    assert role_of(User.objects.get(pk=someone.pk)) is Role.ADMIN
    admin.post(f"/people/{someone.pk}/", {"role": "viewer"})
    assert role_of(User.objects.get(pk=someone.pk)) is Role.VIEWER


def test_the_last_admin_is_kept_and_the_page_says_why(admin: Client) -> None:
    boss = User.objects.get(username="boss")
    response = admin.post(f"/people/{boss.pk}/", {"role": "viewer"})
    assert response.status_code == 422
    assert "at least one active admin" in response.content.decode()
    page = admin.post(f"/people/{boss.pk}/deactivate/", follow=True).content.decode()
    assert "at least one active admin" in page
    assert role_of(User.objects.get(pk=boss.pk)) is Role.ADMIN


def test_a_new_password_ends_the_old_one_and_its_sessions(admin: Client) -> None:
    someone = person(Role.VIEWER)
    session = signed_in(someone)
    page = admin.post(f"/people/{someone.pk}/password/").content.decode()
    assert session.get("/profile/").status_code == 302
    assert not Client().login(username=someone.username, password=PASSWORD)
    assert Client().login(username=someone.username, password=shown_password(page))


def test_deactivating_and_reactivating(admin: Client) -> None:
    someone = person(Role.VIEWER)
    admin.post(f"/people/{someone.pk}/deactivate/")
    assert not Client().login(username=someone.username, password=PASSWORD)
    admin.post(f"/people/{someone.pk}/reactivate/")
    assert Client().login(username=someone.username, password=PASSWORD)


def test_the_list_is_searched_and_filtered_by_role(admin: Client) -> None:
    person(Role.OPERATOR, "wanted"), person(Role.VIEWER, "other")
    assert "other" not in admin.get("/people/?q=wanted").content.decode()
    filtered = admin.get("/people/?role=operator").content.decode()
    assert "wanted" in filtered
    assert ">other<" not in filtered


def test_a_person_changes_their_own_password_and_stays_signed_in() -> None:
    someone = person(Role.VIEWER)
    client = signed_in(someone)
    form = {
        "old_password": PASSWORD,
        "new_password1": "quite another phrase",
        "new_password2": "quite another phrase",
    }
    assert client.post("/profile/password/", form).status_code == 302
    assert client.get("/profile/").status_code == 200
    assert Client().login(username=someone.username, password="quite another phrase")


@pytest.mark.parametrize("wrong", [{"old_password": "no"}, {"new_password2": "different"}])
def test_a_wrong_password_form_changes_nothing(wrong: dict[str, str]) -> None:
    someone = person(Role.VIEWER)
    form = {
        "old_password": PASSWORD,
        "new_password1": "quite another phrase",
        "new_password2": "quite another phrase",
    }
    assert signed_in(someone).post("/profile/password/", form | wrong).status_code == 422
    assert Client().login(username=someone.username, password=PASSWORD)


def test_the_profile_form_can_not_assign_a_role() -> None:
    someone = person(Role.VIEWER)
    form = {"first_name": "Mei", "is_superuser": "1", "is_staff": "1", "username": "boss"}
    assert signed_in(someone).post("/profile/", form).status_code == 302
    someone.refresh_from_db()
    assert (someone.first_name, someone.is_superuser, someone.is_staff) == ("Mei", False, False)
    assert someone.username != "boss"
