"""Roles are ordered, and what follows from them changes in one place."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import ValidationError

from core.accounts.models import AuditEntry, User
from core.accounts.roles import Role, has_role, role_of
from core.accounts.services import create_person, deactivate_person, reactivate_person, set_role
from tests.core.accounts.actors import PASSWORD, TESTS, person

pytestmark = pytest.mark.django_db


def test_the_three_groups_are_there_after_migrating() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {"viewer", "operator", "admin"}


def test_each_role_includes_the_ones_below_it() -> None:
    operator = person(Role.OPERATOR)
    assert has_role(operator, Role.VIEWER)
    assert has_role(operator, Role.OPERATOR)
    assert not has_role(operator, Role.ADMIN)


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_nobody_has_no_role(nobody: AnonymousUser | None) -> None:
    assert role_of(nobody) is None


def test_a_person_without_a_group_has_no_role() -> None:
    assert role_of(person(None)) is None


def test_a_deactivated_admin_has_no_role() -> None:
    admin = person(Role.ADMIN)
    admin.is_active = False
    assert role_of(admin) is None


def test_a_superuser_counts_as_admin() -> None:
    made = User.objects.create_superuser("root", password=PASSWORD)
    assert role_of(made) is Role.ADMIN


def test_the_highest_of_several_groups_counts() -> None:
    viewer = person(Role.VIEWER)
    viewer.groups.add(Group.objects.get(name="operator"))
    assert role_of(User.objects.get(pk=viewer.pk)) is Role.OPERATOR


def test_staff_and_superuser_follow_the_admin_role_both_ways() -> None:
    person(Role.ADMIN)
    other = person(Role.VIEWER)
    set_role(actor=TESTS, person=other, role=Role.ADMIN)
    other.refresh_from_db()
    assert (other.is_staff, other.is_superuser, role_of(other)) == (True, True, Role.ADMIN)
    set_role(actor=TESTS, person=other, role=Role.OPERATOR)
    other.refresh_from_db()
    assert (other.is_staff, other.is_superuser, role_of(other)) == (False, False, Role.OPERATOR)


def test_the_last_admin_can_be_neither_demoted_nor_deactivated() -> None:
    admin = person(Role.ADMIN)
    inactive = person(Role.ADMIN)
    deactivate_person(actor=TESTS, person=inactive)
    with pytest.raises(ValidationError, match="at least one active admin"):
        set_role(actor=TESTS, person=admin, role=Role.VIEWER)
    with pytest.raises(ValidationError, match="at least one active admin"):
        deactivate_person(actor=TESTS, person=admin)
    admin.refresh_from_db()
    assert role_of(admin) is Role.ADMIN


def test_a_reactivated_person_has_their_role_again() -> None:
    operator = person(Role.OPERATOR)
    deactivate_person(actor=TESTS, person=operator)
    reactivate_person(actor=TESTS, person=operator)
    assert role_of(User.objects.get(pk=operator.pk)) is Role.OPERATOR


@pytest.mark.parametrize("name", ["", "with space", "x" * 151])
def test_a_malformed_name_is_refused_and_nobody_is_created(name: str) -> None:
    with pytest.raises(ValidationError):
        create_person(actor=TESTS, username=name, role=Role.VIEWER, password=PASSWORD)
    assert not User.objects.exists()


def test_changing_a_role_is_in_the_audit_trail() -> None:
    someone = person(Role.VIEWER)
    set_role(actor=TESTS, person=someone, role=Role.OPERATOR)
    entry = AuditEntry.objects.get(act="change role")
    assert (entry.target, entry.detail) == (someone.username, {"role": "operator", "was": "viewer"})
