"""The page of the audit trail."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.accounts.audit import record, system_actor
from core.accounts.models import AuditEntry
from core.accounts.roles import Role
from tests.core.accounts.actors import person, signed_in

pytestmark = pytest.mark.django_db


def test_entries_are_searched_and_filtered() -> None:
    client = signed_in(person(Role.ADMIN))
    record(actor=system_actor("clock"), act="start pass", target="first-thing")
    record(actor=system_actor("someone"), act="create bucket", target="second-thing")
    everything = client.get("/audit/").content.decode()
    assert "first-thing" in everything
    assert "second-thing" in everything
    for question in ("q=second", "act=create bucket", "by=someone"):
        shown = client.get(f"/audit/?{question}").content.decode()
        assert "second-thing" in shown
        assert "first-thing" not in shown


@pytest.mark.parametrize("question", ["", "?by=clock&by=someone&act=create bucket"])
def test_the_choices_of_its_filters_are_read_once_and_by_index(question: str) -> None:
    client = signed_in(person(Role.ADMIN))
    AuditEntry.objects.all().delete()
    for name in ("clock", "someone", "", "Émile", "春风"):
        for act in ("start pass", "create bucket", "start pass"):
            record(actor=system_actor(name), act=act, target="x")
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/audit/{question}").content.decode()
    asked = [one["sql"] for one in queries if "MIN(" in one["sql"]]
    assert len(asked) == (4 + 1) + (2 + 1)  # each value, and that there is no more
    for name in ("clock", "someone", "Émile", "春风"):
        assert f'id="list-audit-by-{name}"' in page
    assert "list-audit-act-start pass" in page
    with connection.cursor() as cursor:
        explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        for sql in asked:
            cursor.execute(f"{explain} {sql}")
            assert "index" in str(cursor.fetchall()).lower()


def test_stored_values_are_escaped() -> None:
    record(actor=system_actor("<b>clock</b>"), act="x", target="<script>alert(1)</script>", a="<i>")
    shown = signed_in(person(Role.ADMIN)).get("/audit/").content.decode()
    assert "<script>alert" not in shown
    assert "<b>clock" not in shown
    assert "&lt;script&gt;alert" in shown


def test_an_entry_has_a_page_with_all_of_its_detail() -> None:
    long = "x" * 300
    entry = record(
        actor=system_actor("clock"), act="start pass", target="buckets", note=long, n=[1]
    )
    address = f"/audit/{entry.pk}/"
    page = signed_in(person(Role.ADMIN)).get(address).content.decode()
    assert long in page
    assert "[1]" in page
    refused = signed_in(person(Role.OPERATOR)).get(address)
    assert refused.status_code == 403
    assert long not in refused.content.decode()
