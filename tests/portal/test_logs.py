"""What is never written to a log."""

import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from portal.logs import SecretFilter

TOKEN = "s3cr3t-" + "x" * 36


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the handler of the settings would write."""
    configured: Any = settings.LOGGING
    assert configured["handlers"]["stderr"]["filters"] == ["discreet"]
    assert configured["filters"]["discreet"] == {"()": "portal.logs.SecretFilter"}
    text = StringIO()
    handler = logging.StreamHandler(text)
    handler.addFilter(SecretFilter())
    logging.getLogger().addHandler(handler)
    yield text
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_the_signature_of_a_presigned_address_is_masked(client: Client, log: StringIO) -> None:
    client.put(f"/api/presigned/{TOKEN}")

    assert "/api/presigned/***" in log.getvalue()
    assert TOKEN not in log.getvalue()


@pytest.mark.django_db
def test_the_secret_of_a_callback_url_is_masked_in_failed_requests(
    client: Client, log: StringIO
) -> None:
    client.get(f"/hooks/fs/{TOKEN}/and/more")

    assert "/hooks/fs/***" in log.getvalue()
    assert TOKEN not in log.getvalue()


def test_it_is_masked_in_any_other_line_too(log: StringIO) -> None:
    logging.getLogger("anything").warning("posted to %s?x=1", f"https://a.example/hooks/fs/{TOKEN}")

    assert log.getvalue() == "posted to https://a.example/hooks/fs/***?x=1\n"


def test_a_portal_that_is_not_ready_does_not_fill_its_log(log: StringIO) -> None:
    failing = logging.getLogger("django.request")
    failing.error("%s: %s", "Service Unavailable", "/readyz")
    failing.error("%s: %s", "Internal Server Error", "/buckets/")

    assert log.getvalue() == "Internal Server Error: /buckets/\n"
