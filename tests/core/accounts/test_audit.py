"""The audit trail says who did what, and keeps no secret."""

from ipaddress import ip_network

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from core.accounts.audit import Actor, actor_of, record, system_actor
from core.accounts.models import AuditEntry
from tests.core.accounts.actors import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "access_secret",
        "token",
        "callback_url",
        "Authorization",
        "access_key",
        "api_key",
    ],
)
def test_a_value_whose_name_says_secret_is_not_stored(name: str) -> None:
    record(actor=system_actor(), act="test", target="x", **{name: "hush-hush"})
    record(actor=system_actor(), act="test", target="x", given={"deep": [{name: "hush-hush"}]})
    kept = [str(entry.detail) for entry in AuditEntry.objects.all()]
    assert len(kept) == 2
    assert not any("hush-hush" in text for text in kept)
    assert all(name in text for text in kept)


def test_other_values_are_stored_unchanged() -> None:
    entry = record(actor=system_actor(), act="test", target="x", name="中文", ids=[1, 2], gone=None)
    entry.refresh_from_db()
    assert entry.detail == {"name": "中文", "ids": [1, 2], "gone": None}


def test_the_actor_of_a_request_has_a_name_and_an_address(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.1")]
    request = RequestFactory(headers={"X-Forwarded-For": "198.51.100.7"}).get(
        "/", REMOTE_ADDR="10.0.0.1"
    )
    request.user = person()
    entry = record(actor=actor_of(request), act="test", target="x")
    assert (entry.user, entry.actor_name) == (request.user, request.user.username)
    assert entry.address == "198.51.100.7"


def test_an_entry_outlives_the_person_it_is_about() -> None:
    someone = person()
    record(actor=Actor(someone.username, someone), act="test", target="x")
    someone.delete()
    entry = AuditEntry.objects.get(act="test")
    assert entry.user is None
    assert entry.actor_name.startswith("viewer")
