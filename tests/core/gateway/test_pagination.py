"""Pages of the gateway's lists, as clients of the Console API read them."""

import json
from typing import Any

import pytest
from django.test import RequestFactory

from core.gateway import responses
from core.gateway.pagination import MAX_PER_PAGE, parse_page


def listed(query: str, rows: int) -> dict[str, Any]:
    """The reply to a request for a list of so many rows, whose texts are their numbers."""
    request = RequestFactory().get(f"/api/things?{query}")
    page = parse_page(request.GET)
    shown = [str(number) for number in range(rows)][page.rows]
    reply: dict[str, Any] = json.loads(responses.page_response(request, page, shown, rows).content)
    return reply


def test_a_page_has_links_and_counts_in_the_documented_form() -> None:
    assert listed("page=2&per_page=20&type=AVR", 45) == {
        "data": list(range(20, 40)),
        "links": {
            "first": "http://testserver/api/things?page=1",
            "last": "http://testserver/api/things?page=3",
            "prev": "http://testserver/api/things?page=1",
            "next": "http://testserver/api/things?page=3",
        },
        "meta": {
            "current_page": 2,
            "from": 21,
            "last_page": 3,
            "path": "http://testserver/api/things",
            "per_page": "20",
            "to": 40,
            "total": 45,
        },
    }


def test_keys_come_in_the_documented_order() -> None:
    reply = listed("", 1)
    assert list(reply) == ["data", "links", "meta"]
    assert list(reply["meta"]) == [
        "current_page", "from", "last_page", "path", "per_page", "to", "total",
    ]  # fmt: skip


def test_an_empty_list_has_one_page_and_no_first_row() -> None:
    reply = listed("", 0)
    assert reply["data"] == []
    assert reply["meta"]["from"] is reply["meta"]["to"] is None
    assert (reply["meta"]["last_page"], reply["meta"]["total"]) == (1, 0)
    assert reply["links"]["prev"] is reply["links"]["next"] is None


def test_per_page_is_a_string_only_when_the_caller_sent_it() -> None:
    assert listed("", 3)["meta"]["per_page"] == 20
    assert listed("per_page=2", 3)["meta"]["per_page"] == "2"


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1.5", "²"])
def test_an_invalid_page_is_the_first(page: str) -> None:
    assert listed(f"page={page}", 3)["meta"]["current_page"] == 1


@pytest.mark.parametrize("size", ["10000000", "9" * 40])
def test_a_size_over_the_limit_is_cut(size: str) -> None:
    reply = listed(f"per_page={size}", MAX_PER_PAGE + 1)
    assert reply["meta"]["per_page"] == str(MAX_PER_PAGE)
    assert len(reply["data"]) == MAX_PER_PAGE


def test_a_page_after_the_last_is_empty_and_links_back() -> None:
    reply = listed("page=9&per_page=2", 3)
    assert reply["data"] == []
    assert reply["links"]["prev"] == "http://testserver/api/things?page=8"
    assert reply["links"]["next"] is None
    assert reply["meta"]["total"] == 3


def test_a_slash_at_the_end_of_the_address_is_not_in_the_links() -> None:
    request = RequestFactory().get("/api/things/")
    reply = json.loads(responses.page_response(request, parse_page(request.GET), [], 0).content)
    assert reply["links"]["first"] == "http://testserver/api/things?page=1"


def test_following_next_returns_every_row_once() -> None:
    met: list[object] = []
    number: object = 1
    while number:
        reply = listed(f"page={number}&per_page=7", 50)
        met += reply["data"]
        following = reply["links"]["next"]
        number = str(following).partition("?page=")[2] if following else None
    assert met == list(range(50))


def test_stored_json_is_returned_byte_for_byte() -> None:
    text = '{"b":1,  "a":"\\u4e2d\\/", "n":1.10}'
    request = RequestFactory().get("/api/things")
    page = responses.page_response(request, parse_page(request.GET), [text, text], 2).content
    assert page.startswith(f'{{"data":[{text},{text}],"links":'.encode())
    assert responses.object_response(text).content == f'{{"data":{text}}}'.encode()
    assert responses.array_response([text]).content == f'{{"data":[{text}]}}'.encode()
