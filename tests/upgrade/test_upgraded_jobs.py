"""Jobs that 0.1.0 left behind are run by the code of today."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from pytest_django import Settings

from core.jobs import tasks
from core.jobs.models import Job, JobState
from core.uploads.models import Upload, UploadState
from scanning.models import Delivery, DeliveryState
from tests.engines import Engine, running_engine
from tests.scanning.callbacks import apply_callbacks

KINDS = ("buckets.send", "scanning.apply_delivery")

pytestmark = [pytest.mark.usefixtures("rows_before_upgrade"), pytest.mark.process]


@pytest.fixture
def fresh_engine(settings: Settings, tmp_path: Path) -> Iterator[Engine]:
    """An account of its own as the remote: its first bucket has the id of the mirrored one."""
    with running_engine(tmp_path / "engine") as engine:
        settings.ACRCLOUD_BASE_URL = settings.ACRCLOUD_REGION_URL = engine.api
        settings.ACRCLOUD_TOKEN = engine.token
        yield engine


def test_jobs_of_before_are_claimed_and_run_to_their_end(
    fresh_engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    settings.SPOOL_URL = f"file://{spool}"
    bucket = _console(fresh_engine, "POST", "buckets", name="Station music", type="File")
    unsent = Upload.objects.filter(title__in=["On its way", "Waiting"])
    assert {upload.target_id for upload in unsent} == {str(bucket["id"])}
    for upload in unsent:
        (spool / upload.spool_name).write_bytes(bytes(upload.size or 0))
    jobs = Job.objects.filter(pk__in=Job.objects.claimable().filter(kind__in=KINDS).values("pk"))
    keys = {f"buckets.send:{upload.pk}" for upload in Upload.objects.filter(title="Worker died")}
    keys |= {f"buckets.send:{upload.pk}" for upload in unsent}
    assert keys < set(jobs.values_list("key", flat=True))

    for pk in list(jobs.values_list("pk", flat=True)):
        tasks.run(pk)
    # A job of 0.1 applied the callbacks of one file, one of today's those of a container.
    apply_callbacks()

    assert set(Job.objects.filter(key__in=keys).values_list("state", "error")) == {
        (JobState.DONE, "")
    }
    assert set(unsent.values_list("state", flat=True)) == {UploadState.SENT}
    files = _console(fresh_engine, "GET", f"buckets/{bucket['id']}/files")
    assert {file["title"] for file in files} == {"On its way", "Waiting"}
    assert not Delivery.objects.pending().exists()
    assert Delivery.objects.filter(state=DeliveryState.UNMATCHED).count() == 1


def _console(engine: Engine, method: str, path: str, **fields: str) -> Any:
    """What the remote answers, without the portal."""
    response = requests.request(
        method,
        f"{engine.api}/{path}",
        json=fields and {"region": "eu-west-1", **fields},
        headers={"Authorization": f"Bearer {engine.token}"},
        timeout=10,
    )
    response.raise_for_status()
    return response.json()["data"]
