"""A service that is down, fails or talks nonsense is told, and kept in the history."""

from collections.abc import Callable
from pathlib import Path

from django.test import Client
from pytest_django import Settings

from identification.models import Identification
from projects.models import Project
from tests.identification.sample_form import HTMX, URL, form_fields
from tests.isolation import free_port


def test_service_that_is_down_is_told_and_kept_in_the_history(
    project: Project,
    signed_in: Client,
    part: Callable[..., Path],
    settings: Settings,
) -> None:
    settings.ACRCLOUD_IDENTIFY_URL = f"http://127.0.0.1:{free_port()}"
    answer = signed_in.post(URL, form_fields(project, part("night-bus")), headers=HTMX)

    assert answer.status_code == 502
    assert "could not be reached" in answer.content.decode()
    row = Identification.objects.get()
    assert row.status_code is None
    assert "could not be reached" in signed_in.get(f"/identify/history/{row.pk}/").content.decode()


def test_service_that_talks_nonsense_is_told(
    project: Project, signed_in: Client, part: Callable[..., Path], fault: Callable[..., None]
) -> None:
    fault("html", path="/v1/identify")
    answer = signed_in.post(URL, form_fields(project, part("night-bus")), headers=HTMX)
    assert answer.status_code == 502
    assert "not one of the Identification API" in answer.content.decode()


def test_service_that_fails_is_told(
    project: Project, signed_in: Client, part: Callable[..., Path], fault: Callable[..., None]
) -> None:
    fault("status", path="/v1/identify", status=500)
    answer = signed_in.post(URL, form_fields(project, part("night-bus")), headers=HTMX)
    assert answer.status_code == 502
    assert "failed with status 500" in answer.content.decode()
