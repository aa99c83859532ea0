"""Pages of base projects: the secret stays hidden until an admin asks, and the trail knows."""

import pytest

from core.accounts.models import AuditEntry
from core.accounts.roles import Role
from projects.models import Project
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import SECRET, bucket, project

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(Role))
def test_no_page_and_no_export_holds_the_secret(role: Role) -> None:
    project(3)
    client = signed_in(person(role))
    pages = ["/projects/", "/projects/3/", "/projects/?format=csv", "/search/?q=project"]
    for page in pages:
        assert SECRET.encode() not in client.get(page).getvalue()
    assert "*" * len(SECRET) in client.get("/projects/3/").content.decode()


def test_an_admin_sees_the_secret_once_asked_for_and_the_trail_says_so() -> None:
    project(3)
    admin = signed_in(person(Role.ADMIN, "ada"))
    response = admin.post("/projects/3/secret/")
    assert SECRET in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    entry = AuditEntry.objects.latest("id")
    assert (entry.actor_name, entry.act) == ("ada", "reveal project's key")
    assert SECRET not in f"{entry.target}{entry.detail}"


def test_with_htmx_only_the_secret_s_own_place_changes() -> None:
    project(3)
    response = signed_in(person(Role.ADMIN)).post(
        "/projects/3/secret/", headers={"HX-Request": "true", "HX-Target": "secret"}
    )
    assert SECRET in response.content.decode()
    assert "<html" not in response.content.decode()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
def test_others_neither_see_it_nor_find_the_button(role: Role) -> None:
    project(3)
    client = signed_in(person(role))
    assert "Reveal" not in client.get("/projects/3/").content.decode()
    response = client.post("/projects/3/secret/")
    assert response.status_code == 403
    assert SECRET not in response.content.decode()
    assert not AuditEntry.objects.filter(act__contains="reveal").exists()


def test_a_link_alone_never_reveals() -> None:
    project(3)
    assert signed_in(person(Role.ADMIN)).get("/projects/3/secret/").status_code == 405


def test_a_secret_whose_key_is_lost_is_explained() -> None:
    project(3)
    Project.objects.update(secrets="gAAAAABnobody")
    html = signed_in(person(Role.ADMIN)).post("/projects/3/secret/").content.decode()
    assert "SECRETS_KEYS" in html


def test_a_project_links_to_the_buckets_it_looks_in() -> None:
    bucket(7, name="Radio")
    project(3, buckets=[{"id": 7, "name": "Radio"}])
    assert 'href="/buckets/7/"' in signed_in(person()).get("/projects/3/").content.decode()


def test_a_project_that_does_not_exist_is_not_found() -> None:
    assert signed_in(person()).get("/projects/3/").status_code == 404
