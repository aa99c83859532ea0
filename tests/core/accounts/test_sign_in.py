"""Signing in: guessing is limited, and errors disclose nothing."""

import pytest
from django.test import Client
from pytest_django import Settings

from core.accounts import login_limits
from core.accounts.models import AuditEntry, User
from core.accounts.roles import Role
from tests.core.accounts.actors import PASSWORD, person, signed_in

pytestmark = pytest.mark.django_db
DEAD_CACHE = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "unix:///nowhere/at-all.sock",
        "OPTIONS": {"socket_connect_timeout": 1},
    }
}


@pytest.fixture(autouse=True)
def _local_counts_are_empty() -> None:
    login_limits._local_counts.clear()


def sign_in(username: str, password: str, path: str = "/login/", address: str = "192.0.2.1") -> int:
    data = {"username": username, "password": password}
    return Client().post(path, data, REMOTE_ADDR=address).status_code


def page_after(username: str, password: str) -> str:
    response = Client().post("/login/", {"username": username, "password": password})
    return response.content.decode()


def test_the_right_password_signs_in_and_is_audited() -> None:
    someone = person()
    assert sign_in(someone.username, PASSWORD) == 302
    assert AuditEntry.objects.filter(act="sign in", user=someone).count() == 1


def test_every_wrong_sign_in_gets_the_same_error() -> None:
    someone, gone = person(), person()
    User.objects.filter(pk=gone.pk).update(is_active=False)
    pages = [
        page_after(someone.username, "wrong"),
        page_after("nobody-of-this-name", "wrong"),
        page_after(gone.username, PASSWORD),
    ]
    assert all("The name or the password is wrong." in page for page in pages)
    assert not any("inactive" in page for page in pages)


def test_a_refusal_is_audited_for_an_existing_name_only() -> None:
    someone = person()
    sign_in(someone.username, "wrong")
    sign_in("my-password-in-the-wrong-field", "wrong")
    assert [e.target for e in AuditEntry.objects.filter(act="refuse sign-in")] == [someone.username]


@pytest.mark.parametrize("username", ["a%00", "%00", "", "+", "x" * 300, "%ED%A0%80"])
def test_an_impossible_name_is_a_wrong_one(username: str) -> None:
    form = f"username={username}&password=wrong"
    kind = "application/x-www-form-urlencoded"
    assert Client().post("/login/", form, kind).status_code == 422


def test_attempts_over_the_limit_are_audited_once() -> None:
    someone = person()
    tries = login_limits.MAX_ATTEMPTS
    for _ in range(tries + 5):
        sign_in(someone.username, "wrong")
    assert AuditEntry.objects.filter(act="refuse sign-in").count() == tries + 1


@pytest.mark.parametrize("dead", [False, True])
def test_guessing_one_person_is_stopped_even_with_the_right_password(
    settings: Settings, dead: bool
) -> None:
    if dead:
        settings.CACHES = DEAD_CACHE
    someone = person()
    tries = login_limits.MAX_ATTEMPTS
    assert {sign_in(someone.username, "wrong") for _ in range(tries)} == {422}
    assert sign_in(someone.username, PASSWORD) == 429


def test_a_stranger_can_not_lock_a_person_out() -> None:
    someone = person()
    for _ in range(login_limits.MAX_ATTEMPTS + 1):
        sign_in(someone.username, "wrong", address="198.51.100.66")
    assert sign_in(someone.username, PASSWORD, address="192.0.2.1") == 302


def test_one_address_trying_many_names_is_stopped() -> None:
    someone = person()
    for number in range(login_limits.MAX_FAILURES + 1):
        sign_in(f"name{number}", "wrong")
    assert sign_in(someone.username, PASSWORD) == 429
    assert sign_in(someone.username, PASSWORD, address="192.0.2.2") == 302


def test_nobody_is_locked_out_of_a_device_they_know() -> None:
    someone = person()
    credentials = {"username": someone.username, "password": PASSWORD}
    device = Client(REMOTE_ADDR="192.0.2.1")
    device.post("/login/", credentials)
    device.post("/logout/")
    for number in range(login_limits.MAX_FAILURES + 1):
        sign_in(f"name{number}", "wrong")
    for _ in range(login_limits.MAX_ATTEMPTS + 1):
        sign_in(someone.username, "wrong")
    assert sign_in(someone.username, PASSWORD) == 429

    assert device.post("/login/", credentials).status_code == 302


def test_a_known_device_guesses_no_more_than_any_other() -> None:
    someone, other = person(), person()
    device = Client()
    device.post("/login/", {"username": other.username, "password": PASSWORD})
    device.post("/logout/")
    for name in (someone.username, other.username):
        wrong = {"username": name, "password": "wrong"}
        tries = [device.post("/login/", wrong) for _ in range(login_limits.MAX_ATTEMPTS + 1)]
        assert [response.status_code for response in tries][-2:] == [422, 429]


def test_a_forged_device_is_unknown(settings: Settings) -> None:
    someone = person()
    for _ in range(login_limits.MAX_ATTEMPTS + 1):
        sign_in(someone.username, "wrong")
    forger = Client(REMOTE_ADDR="192.0.2.1")
    forger.cookies[settings.DEVICE_COOKIE_NAME] = f"device:{someone.username}"
    credentials = {"username": someone.username, "password": PASSWORD}
    assert forger.post("/login/", credentials).status_code == 429


def test_guessing_the_old_password_is_limited() -> None:
    client = signed_in(person())
    new = {"new_password1": "another good long one", "new_password2": "another good long one"}
    wrong = [
        client.post("/profile/password/", {"old_password": "wrong", **new})
        for _ in range(login_limits.MAX_ATTEMPTS)
    ]
    assert {response.status_code for response in wrong} == {422}

    right = client.post("/profile/password/", {"old_password": PASSWORD, **new})

    assert right.status_code == 422
    assert "Too many attempts" in right.content.decode()


def test_success_clears_the_count() -> None:
    someone = person()
    for _ in range(3):
        for _ in range(login_limits.MAX_ATTEMPTS - 1):
            sign_in(someone.username, "wrong")
        assert sign_in(someone.username, PASSWORD) == 302


def test_signing_in_works_without_the_cache(settings: Settings) -> None:
    settings.CACHES = DEAD_CACHE
    assert sign_in(person().username, PASSWORD) == 302


def test_a_redirect_to_another_host_is_ignored() -> None:
    someone = person()
    data = {"username": someone.username, "password": PASSWORD, "next": "https://evil.example/"}
    response = Client().post("/login/", data)
    assert response.status_code == 302
    assert "evil" not in response["Location"]


def test_the_form_needs_its_csrf_token() -> None:
    someone = person()
    client = Client(enforce_csrf_checks=True)
    data = {"username": someone.username, "password": PASSWORD}
    assert client.post("/login/", data).status_code == 403


def test_the_admin_site_has_no_sign_in_page_of_its_own() -> None:
    person(Role.ADMIN, "boss")
    response = Client().post("/admin/login/", {"username": "boss", "password": PASSWORD})
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")


def test_signing_out_takes_a_post() -> None:
    client = signed_in(person())
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").status_code == 302
    assert client.get("/profile/").status_code == 302
