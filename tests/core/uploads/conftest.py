"""What tests of uploads from pages begin with."""

import pytest
from django.test import Client

from buckets.models import Bucket
from core.accounts.roles import Role
from tests.buckets.remote_buckets import new_bucket
from tests.core.accounts.actors import person
from tests.core.uploads.uploading import signed_in_with_csrf
from tests.engines import Engine


@pytest.fixture
def bucket(engine: Engine) -> Bucket:
    return new_bucket()


@pytest.fixture
def operator() -> Client:
    return signed_in_with_csrf(person(Role.OPERATOR))
