"""Buckets created at the remote, and what it lists in them."""

import itertools
from typing import Any

import requests

from buckets.models import Bucket
from buckets.services.buckets import create_bucket
from core.accounts.audit import Actor
from tests.engines import Engine

_numbers = itertools.count(1)


def new_bucket(name: str = "", type: str = "File") -> Bucket:
    """A bucket at the remote that the mirror has too."""
    name = name or f"Bucket {next(_numbers)}"
    return create_bucket(name=name, type=type, region="eu-west-1", by=Actor("the test"))


def files_at_remote(engine: Engine, bucket: Bucket) -> list[dict[str, Any]]:
    """What the remote lists, asked without the portal."""
    answer = requests.get(
        f"{engine.api}/buckets/{bucket.pk}/files?per_page=100",
        headers={"Authorization": f"Bearer {engine.token}"},
        timeout=10,
    )
    rows: list[dict[str, Any]] = answer.json()["data"]
    return rows
