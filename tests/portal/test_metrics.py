"""`/metrics` gives numbers to a service that may see the portal, and to nobody else."""

import pytest
from django.test import Client

from core.accounts.roles import Role
from core.accounts.scopes import TokenScope
from core.jobs.models import Job, JobState
from tests.core.accounts.actors import issued, person, signed_in

pytestmark = pytest.mark.django_db
# What Prometheus sends.
ACCEPT = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"


def token(*scopes: TokenScope) -> str:
    return issued(*scopes).plain


def read(client: Client, bearer: str) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {bearer}", "Accept": ACCEPT}
    response = client.get("/metrics", headers=headers)
    return response.status_code, response.content.decode()


def test_jobs_are_counted_by_queue_and_state(client: Client) -> None:
    for number in range(3):
        Job.objects.create(kind="test", title="t", queue="fast", key=str(number))
    Job.objects.create(kind="test", title="t", queue="bulk", key="done", state=JobState.DONE)

    status, text = read(client, token(TokenScope.READ_PORTAL))

    assert status == 200
    assert 'acr_jobs{queue="fast",state="queued"} 3\n' in text
    assert 'acr_jobs{queue="bulk",state="done"} 1\n' in text
    assert 'acr_jobs_oldest_due_seconds{queue="fast"} ' in text
    assert 'acr_jobs_oldest_due_seconds{queue="bulk"} ' not in text
    assert 'acr_check_ok{check="broker"} 1\n' in text


def test_every_line_is_in_the_format_of_prometheus(client: Client) -> None:
    _, text = read(client, token(TokenScope.READ_PORTAL))

    names = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    samples = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(names) == 5
    assert samples
    for sample in samples:
        name, value = sample.rsplit(" ", 1)
        assert name.split("{")[0] in names
        float(value)


def test_other_tokens_are_refused(client: Client) -> None:
    assert client.get("/metrics").status_code in {401, 403}
    assert read(client, "0" * 64)[0] in {401, 403}
    assert read(client, token(TokenScope.READ_BUCKETS))[0] == 403


def test_a_signed_in_person_has_the_pages_instead() -> None:
    client = signed_in(person(Role.ADMIN))

    assert client.get("/metrics").status_code in {401, 403}
