"""The OpenAPI document is committed, current and complete, and shown only to users of the API."""

import re
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from core.accounts.roles import Role
from core.accounts.scopes import TokenScope
from tests.core.accounts.actors import issued, person, service, signed_in
from tests.core.gateway.mirror_rows import SECRET, project
from tests.core.gateway.tagged_answers import LISTS, OBJECTS
from tests.core.gateway.test_refusals import ENDPOINTS, FILE

COMMITTED = Path(__file__).resolve().parents[3] / "docs" / "openapi.yaml"
# What the official client sends for acts that the documents spell in another way.
SPELLINGS_OF_THE_CLIENT = {
    ("get", "/api/base-projects/1/bucket-status"),
    ("get", "/api/base-projects/1/statistics"),
    ("delete", "/api/buckets/1/files"),
    ("post", "/api/buckets/1/files/move"),
}
GENERATOR = "core.gateway.openapi.generator.PortalSchemaGenerator"


def generated() -> str:
    out = StringIO()
    call_command(
        "spectacular", "--validate", "--fail-on-warn", generator_class=GENERATOR, stdout=out
    )
    return out.getvalue()


def test_the_committed_document_is_current() -> None:
    """Write it anew with: manage.py spectacular --generator-class … --file docs/openapi.yaml"""
    assert COMMITTED.read_text() == generated()


def test_every_endpoint_is_described_once_and_asks_for_a_token() -> None:
    paths = yaml.safe_load(generated())["paths"]
    described = {
        (re.sub(r"{[^}]+}", "1", path), method): act["security"]
        for path, acts in paths.items()
        for method, act in acts.items()
    }
    wanted = {
        (address.replace(str(FILE), "1"), method)
        for address, method, _ in ENDPOINTS
        if (method, address.replace(str(FILE), "1")) not in SPELLINGS_OF_THE_CLIENT
    }
    assert set(described) == wanted
    assert all(security == [{"serviceToken": []}] for security in described.values())


def test_a_page_is_one_object_and_no_array_of_pages() -> None:
    acts = [act for acts in yaml.safe_load(generated())["paths"].values() for act in acts.values()]
    replies = [
        reply["content"]["application/json"]["schema"]
        for act in acts
        for status, reply in act["responses"].items()
        if status.startswith("2") and "content" in reply
    ]
    pages = [schema for schema in replies if schema.get("$ref", "").endswith("Page")]
    assert len(pages) >= 7
    assert not [one for one in replies if one.get("items", {}).get("$ref", "").endswith("Page")]


def test_it_tells_of_every_tag() -> None:
    """Of what is known to have one, no more and no less: one operation for each kind of address."""
    with_304 = {
        path
        for path, operations in yaml.safe_load(generated())["paths"].items()
        if "304" in operations.get("get", {"responses": {}})["responses"]
    }
    patterns = {path: re.compile(re.sub(r"{[^}]+}", "[^/]+", path)) for path in with_304}
    asked = {path.partition("?")[0].rstrip("/") for path in LISTS + OBJECTS}
    described = {path for path in asked if any(one.fullmatch(path) for one in patterns.values())}
    assert described == asked
    assert all(any(one.fullmatch(path) for path in asked) for one in patterns.values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "nobody_gets"),
    [("/api/schema/", 401), ("/api/schema", 401), ("/api/docs/", 302), ("/api/docs", 302)],
)
def test_the_documents_require_a_role(address: str, nobody_gets: int) -> None:
    assert Client().get(address).status_code == nobody_gets
    assert signed_in(person(None)).get(address).status_code == 403
    assert signed_in(person(Role.VIEWER)).get(address).status_code == 200


@pytest.mark.django_db
def test_a_service_may_read_the_schema() -> None:
    assert service(issued(TokenScope.READ_BUCKETS)).get("/api/schema/").status_code == 200


@pytest.mark.django_db
def test_the_schema_contains_nothing_of_the_account() -> None:
    project(1, name="LEAK")
    body = service(issued()).get("/api/schema/").content.decode()
    assert "LEAK" not in body
    assert SECRET not in body


@pytest.mark.django_db
def test_the_page_has_no_inline_script_or_style() -> None:
    page = signed_in(person()).get("/api/docs/").content.decode()
    assert "<style" not in page
    assert "<script>" not in page
    assert "style=" not in page
    assert "https://" not in page
