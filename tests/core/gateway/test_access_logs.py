"""Neither tokens nor secrets get into a log line, whatever goes wrong."""

import logging

import pytest
from pytest_django import Settings

from core.accounts.scopes import TokenScope
from tests.core.accounts.actors import issued, service
from tests.core.gateway.mirror_rows import CALLBACK, SECRET, bucket, container, project, unplug

pytestmark = pytest.mark.django_db


def test_no_token_and_no_secret_in_any_log_line(
    caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    bucket(1), project(1), container(1)
    unplug(settings)
    tokens = [issued(), issued(TokenScope.READ_PROJECTS, TokenScope.READ_SCANNING)]
    with caplog.at_level(logging.DEBUG):
        for token in tokens:
            client = service(token)
            for address in (
                "/api/base-projects",
                "/api/base-projects/1",
                "/api/base-projects/2",
                "/api/base-projects/1/day-stat",
                "/api/fs-containers/1",
                "/api/fs-containers/2",
                "/api/buckets/1/nonsense",
            ):
                client.get(address)
                client.put(address, {"callback_url": CALLBACK}, content_type="application/json")
                client.post(address, "{broken", content_type="application/json")
    assert caplog.records
    for secret in (SECRET, CALLBACK, settings.ACRCLOUD_TOKEN, *(one.plain for one in tokens)):
        assert secret not in caplog.text
