"""The command line makes the first person, and tokens."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from core.accounts.models import ServiceToken, User
from core.accounts.roles import Role, role_of
from core.accounts.scopes import TokenScope, scopes_for
from tests.core.accounts.actors import person, service

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().splitlines()


def test_the_first_person_is_an_admin_whose_password_is_the_last_line() -> None:
    lines = run("ensure_admin")
    admin = User.objects.get(username="admin")
    assert role_of(admin) is Role.ADMIN
    assert admin.check_password(lines[-1])


def test_a_password_from_the_settings_is_not_printed(settings: Settings) -> None:
    settings.PORTAL_ADMIN_PASSWORD = "given by the settings"
    assert run("ensure_admin") == []
    assert User.objects.get(username="admin").check_password("given by the settings")


def test_nothing_happens_once_there_is_a_user() -> None:
    person(Role.VIEWER)
    assert run("ensure_admin") == []
    assert User.objects.count() == 1


def test_a_token_is_alone_on_the_last_line_and_works() -> None:
    person(Role.ADMIN, "boss")
    plain = run("token", "create", "ci", "--user", "boss")[-1]
    assert plain == plain.strip()
    assert service(plain).get("/api/portal/me").status_code == 200
    assert set(ServiceToken.objects.get().scopes) == set(TokenScope)


def test_without_scopes_it_gets_all_that_the_role_allows() -> None:
    person(Role.VIEWER, "viewer")
    run("token", "create", "ci", "--user", "viewer")
    assert set(ServiceToken.objects.get().scopes) == scopes_for(Role.VIEWER)


def test_scopes_can_be_named_in_either_way() -> None:
    person(Role.ADMIN, "boss")
    run("token", "create", "a", "--user", "boss", "--scope", "read-buckets", "identify")
    run("token", "create", "b", "--user", "boss", "--scope", "read-buckets", "--scope", "identify")
    assert [token.scopes for token in ServiceToken.objects.all()] == [
        ["identify", "read-buckets"]
    ] * 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "ci", "--user", "nobody"),
        ("create", "ci", "--user", "viewer", "--scope", "secrets"),
        ("create", "ci", "--user", "viewer", "--scope", "no-such-scope"),
        ("create", "ci", "--user", "viewer", "--days", "0"),
        ("create", "ci", "--user", "viewer", "--days", "99999999999"),
        ("revoke", "ci", "--user", "viewer"),
    ],
)
def test_an_invalid_command_prints_one_line_and_creates_nothing(arguments: tuple[str, ...]) -> None:
    person(Role.VIEWER, "viewer")
    with pytest.raises(CommandError):
        run("token", *arguments)
    assert not ServiceToken.objects.exists()


def test_a_token_is_listed_and_revoked_by_its_name() -> None:
    person(Role.ADMIN, "boss")
    plain = run("token", "create", "ci", "--user", "boss")[-1]
    assert any("ci" in line and "live" in line for line in run("token", "list", "--user", "boss"))
    run("token", "revoke", "ci", "--user", "boss")
    assert service(plain).get("/api/portal/me").status_code == 401
    assert not any(plain in line for line in run("token", "list"))
