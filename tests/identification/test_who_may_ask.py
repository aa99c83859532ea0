"""Who gets the form, and what stands in it at first."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from core.accounts.models import User
from core.accounts.roles import Role
from identification.models import Identification
from projects.models import Project
from tests.identification.sample_form import URL, form_fields


def test_form_offers_the_project_that_was_used_last(
    project: Project, signed_in: Client, operator: User
) -> None:
    columns = {field.attname: getattr(project, field.attname) for field in project._meta.fields}
    first = Project.objects.create(**columns | {"id": project.pk + 1, "name": "AAA"})
    page = signed_in.get(URL).content.decode()
    assert re.search(rf'value="{first.pk}" selected', page)

    Identification.objects.create(
        by=operator, project_id=project.pk, begin=0, length=12, duration=12
    )
    page = signed_in.get(URL).content.decode()
    assert re.search(rf'value="{project.pk}" selected', page)


def test_without_a_project_the_page_says_what_is_missing(db: None, signed_in: Client) -> None:
    assert "No project yet" in signed_in.get(URL).content.decode()


def test_viewer_sees_the_history_but_may_not_ask(
    project: Project,
    person: Callable[[Role], User],
    part: Callable[..., Path],
) -> None:
    viewer = Client()
    viewer.force_login(person(Role.VIEWER))
    page = viewer.get(URL).content.decode()
    assert 'id="ask"' not in page
    assert "needs the operator role" in page
    assert viewer.get("/identify/history/").status_code == 200
    assert viewer.post(URL, form_fields(project, part("night-bus"))).status_code == 403
    assert not Identification.objects.exists()


@pytest.mark.parametrize("path", [URL, "/identify/history/", "/identify/history/1/"])
def test_nobody_is_sent_to_sign_in(db: None, path: str) -> None:
    assert Client().get(path).url == f"/login/?next={path}"  # type: ignore[attr-defined]


def test_form_of_another_site_is_refused(
    project: Project, operator: User, part: Callable[..., Path]
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(operator)
    assert strict.post(URL, form_fields(project, part("night-bus"))).status_code == 403

    page = strict.get(URL).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    sent = form_fields(project, part("night-bus"), csrfmiddlewaretoken=token[1])
    assert strict.post(URL, sent).status_code == 302
