"""Acts on more files than a person waits for, and on more than go at once."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from buckets.views import files as acts
from core.accounts.roles import Role
from core.jobs import tasks
from core.jobs.models import Job, JobState
from tests.buckets.mirrored_files import mirrored_file, post
from tests.buckets.remote_buckets import files_at_remote, new_bucket
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import audio_file
from tests.core.gateway.mirror_rows import bucket as mirrored_bucket
from tests.engines import Engine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operator() -> Client:
    return signed_in(person(Role.OPERATOR))


@pytest.mark.parametrize("act", ["delete", "move"])
def test_many_files_are_acted_on_in_the_background(
    engine: Engine,
    operator: Client,
    monkeypatch: pytest.MonkeyPatch,
    act: str,
) -> None:
    bucket, target = new_bucket(), new_bucket()
    for title in ("one", "two", "three"):
        mirrored_file(engine, bucket, title)
    monkeypatch.setattr(acts, "BATCH_SIZE", 2)
    given = {"all": "1", "agreed": "3", "target": target.pk}
    page = post(operator, f"/buckets/{bucket.pk}/files/{act}/", given)
    assert "see Jobs" in page.content.decode()
    assert len(files_at_remote(engine, bucket)) == 3
    job = Job.objects.get(kind__startswith="buckets.")
    tasks.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert not files_at_remote(engine, bucket)
    assert len(files_at_remote(engine, target)) == (3 if act == "move" else 0)


@pytest.mark.parametrize("act", ["delete", "move"])
@pytest.mark.parametrize("agreed", ["", "2", "3"])
def test_more_than_go_at_once_are_not_read_and_not_asked_about(
    operator: Client, monkeypatch: pytest.MonkeyPatch, act: str, agreed: str
) -> None:
    mirrored_bucket(7)
    for key in range(5):
        audio_file(key + 1, 7)
    monkeypatch.setattr(acts, "MAX_IDS", 2)
    with CaptureQueriesContext(connection) as queries:
        page = post(operator, f"/buckets/7/files/{act}/", {"all": "1", "agreed": agreed})
    html = page.content.decode()
    assert "over 2 files" in html
    assert "At most 2 files can be taken at once" in html
    assert 'name="agreed"' not in html
    read = [one["sql"] for one in queries if 'FROM "acr_audio_file"' in one["sql"]]
    assert read
    assert all("LIMIT 3" in sql for sql in read)
