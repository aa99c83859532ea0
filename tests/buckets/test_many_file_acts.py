"""Acts on more files than a person waits for, and on more than go at once."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from buckets.acts import files as acts
from jobs import tasks
from jobs.models import Job, State
from tests.accounts.calling import person, signed_in
from tests.accounts.mirrored import audio_file
from tests.accounts.mirrored import bucket as mirrored_bucket
from tests.buckets.acting import filed, post
from tests.buckets.uploading import files_at, new_bucket
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
        filed(engine, bucket, title)
    monkeypatch.setattr(acts, "AT_ONCE", 2)
    given = {"all": "1", "agreed": "3", "target": target.pk}
    page = post(operator, f"/buckets/{bucket.pk}/files/{act}/", given)
    assert "see Jobs" in page.content.decode()
    assert len(files_at(engine, bucket)) == 3
    job = Job.objects.get(kind__startswith="buckets.")
    tasks.run(job.pk)
    job.refresh_from_db()
    assert job.state == State.DONE
    assert not files_at(engine, bucket)
    assert len(files_at(engine, target)) == (3 if act == "move" else 0)


@pytest.mark.parametrize("act", ["delete", "move"])
@pytest.mark.parametrize("agreed", ["", "2", "3"])
def test_more_than_go_at_once_are_not_read_and_not_asked_about(
    operator: Client, monkeypatch: pytest.MonkeyPatch, act: str, agreed: str
) -> None:
    mirrored_bucket(7)
    for key in range(5):
        audio_file(key + 1, 7)
    monkeypatch.setattr(acts, "MOST_IDS", 2)
    with CaptureQueriesContext(connection) as queries:
        page = post(operator, f"/buckets/7/files/{act}/", {"all": "1", "agreed": agreed})
    html = page.content.decode()
    assert "over 2 files" in html
    assert "At most 2 go at once" in html
    assert 'name="agreed"' not in html
    read = [one["sql"] for one in queries if 'FROM "acr_audio_file"' in one["sql"]]
    assert read
    assert all("LIMIT 3" in sql for sql in read)
