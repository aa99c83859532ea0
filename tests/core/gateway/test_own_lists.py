"""Lists of the portal's own REST: in the gateway's envelope, but strict about their pages."""

import pytest

from core.accounts.scopes import TokenScope
from core.jobs import ledger
from tests.core.accounts.actors import service_with

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("query", "per_page"), [("", 20), ("per_page=2", 2), ("per_page=0", 20)])
def test_the_size_of_a_page_is_a_number(query: str, per_page: int) -> None:
    for number in range(3):
        ledger.enqueue(kind="projects.statistics", title="t", args={}, key=str(number))
    reply = service_with(TokenScope.READ_PORTAL).get(f"/api/portal/jobs?{query}").json()
    assert reply["meta"]["per_page"] == per_page
    assert len(reply["data"]) == min(per_page, 3)


@pytest.mark.parametrize("query", ["page=null", "per_page=-1", "page=1.5", "per_page=9999999999"])
def test_what_is_no_page_is_refused_by_name(query: str) -> None:
    response = service_with(TokenScope.READ_PORTAL).get(f"/api/portal/jobs?{query}")
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    assert list(response.json()["errors"]) == [query.partition("=")[0]]
