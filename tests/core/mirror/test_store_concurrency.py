"""Many answers about one object at once: the newest one stands, whole."""

import random
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from core.mirror.resources import WHOLE_ACCOUNT, get_resource
from core.mirror.store import store_rows
from projects.models import Project, ProjectBucket
from tests.core.mirror.test_store import project

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 50


def test_fifty_threads_upserting_one_object() -> None:
    began = datetime.now(UTC)
    answers = [
        (began + timedelta(milliseconds=at), project(name=f"version {at}", buckets=[{"id": at}]))
        for at in range(THREADS)
    ]
    random.Random(7).shuffle(answers)
    start, failures = threading.Barrier(THREADS), []

    def put(asked_at: datetime, row: dict[str, object]) -> None:
        start.wait()
        try:
            store_rows(get_resource("projects"), WHOLE_ACCOUNT, [row], requested_at=asked_at)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=put, args=answer) for answer in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    row = Project.objects.get()
    newest = THREADS - 1
    assert (row.name, row.document["name"]) == (f"version {newest}", f"version {newest}")
    assert list(ProjectBucket.objects.values_list("bucket_id", flat=True)) == [newest]
