import pytest

from tests.engine.operations import behaves
from tests.engine.running import Running

PATH = "/api/fs-containers"


@pytest.fixture(scope="module")
def named(engine: Running) -> str:
    """Seven containers whose names share a word no other test uses."""
    for number in range(7):
        engine.container(23, name=f"paging {number}")
    return "paging"


@behaves("GET /api/fs-containers", "page", "per_page", "name")
def test_a_page_in_the_middle_links_both_ways(engine: Running, named: str) -> None:
    reply = engine.get(f"{PATH}?name={named}&page=2&per_page=3").json()
    assert [each["name"] for each in reply["data"]] == ["paging 3", "paging 2", "paging 1"]
    path = f"{engine.url}{PATH}"
    assert reply["links"] == {
        "first": f"{path}?page=1",
        "last": f"{path}?page=3",
        "prev": f"{path}?page=1",
        "next": f"{path}?page=3",
    }
    assert reply["meta"] == {
        "current_page": 2,
        "from": 4,
        "last_page": 3,
        "path": path,
        "per_page": "3",
        "to": 6,
        "total": 7,
    }


def test_the_last_page_has_no_next(engine: Running, named: str) -> None:
    reply = engine.get(f"{PATH}?name={named}&page=3&per_page=3").json()
    assert [each["name"] for each in reply["data"]] == ["paging 0"]
    assert reply["links"]["next"] is None
    assert (reply["meta"]["from"], reply["meta"]["to"]) == (7, 7)


def test_the_page_size_is_a_number_when_it_was_not_asked_for(engine: Running, named: str) -> None:
    meta = engine.get(f"{PATH}?name={named}").json()["meta"]
    assert (meta["per_page"], meta["total"], meta["last_page"]) == (20, 7, 1)


def test_an_empty_list_has_one_page(engine: Running) -> None:
    reply = engine.get(f"{PATH}?name=no-such-container").json()
    assert reply["data"] == []
    assert reply["links"]["last"].endswith("?page=1")
    meta = reply["meta"]
    assert (meta["from"], meta["to"], meta["last_page"], meta["total"]) == (None, None, 1, 0)


def test_a_page_beyond_the_last_is_empty(engine: Running, named: str) -> None:
    reply = engine.get(f"{PATH}?name={named}&page=99&per_page=3").json()
    assert reply["data"] == []
    assert (reply["meta"]["current_page"], reply["meta"]["total"]) == (99, 7)
    assert reply["links"]["next"] is None


@pytest.mark.parametrize("page", ["0", "-1", "x", ""])
def test_a_page_that_is_none_is_the_first(engine: Running, named: str, page: str) -> None:
    assert engine.get(f"{PATH}?name={named}&page={page}").json()["meta"]["current_page"] == 1


def test_a_huge_page_size_is_capped_silently(engine: Running, named: str) -> None:
    meta = engine.get(f"{PATH}?name={named}&per_page=10000000").json()["meta"]
    assert meta["per_page"] == "1000"


def test_every_row_comes_once_whatever_the_page_size(engine: Running, named: str) -> None:
    for size in range(1, 9):
        names: list[str] = []
        address: str | None = f"{engine.url}{PATH}?page=1"
        while address:
            reply = engine.get(f"{address}&name={named}&per_page={size}").json()
            names += [each["name"] for each in reply["data"]]
            address = reply["links"]["next"]
        assert names == [f"paging {number}" for number in range(6, -1, -1)]
