import re
from typing import Any

import pytest

from tests.engine.operations import behaves, refused
from tests.engine.running import Running
from tests.engine.sounds import Sounds

FILES = "GET /api/buckets/:id/files"
ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z"


@pytest.fixture(scope="module")
def path(engine: Running, sounds: Sounds) -> str:
    """A bucket of seven files: six ready, one failed."""
    path = f"/api/buckets/{engine.bucket()['id']}/files"
    for number in range(6):
        engine.upload(
            path, sounds.short, title=f"Song {number}" if number % 2 else f"月夜 {number}"
        )
    broken = engine.post(
        path, data={"data_type": "fingerprint", "title": "Zz 100%_x"}, files={"file": ("a", b"b")}
    )
    for file in (*ids(engine, path), broken.json()["data"]["id"]):
        engine.wait_until_processed(path, file)
    return path


def listed(engine: Running, path: str, query: str = "") -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = engine.get(f"{path}?{query}").json()["data"]
    return files


def ids(engine: Running, path: str, query: str = "") -> list[int]:
    return [file["id"] for file in listed(engine, path, query)]


def test_a_file_is_shown_in_the_documented_form(engine: Running, path: str) -> None:
    file = listed(engine, path)[0]
    for name in ("created_at", "updated_at"):
        assert re.fullmatch(ISO, file.pop(name))
    assert re.fullmatch("[0-9a-f]{32}", file.pop("acr_id"))
    assert file == {
        "id": file["id"],
        "uid": 1,
        "bucket_id": int(path.split("/")[3]),
        "state": 1,
        "title": "月夜 0",
        "user_defined": {},
        "duration": 6,
        "audio_id": "",
        "data_type": "audio",
    }


@behaves(FILES, "sort=id", "sort=state", "order")
def test_files_sort_by_id_or_state_in_both_orders(engine: Running, path: str) -> None:
    up = ids(engine, path)
    assert up == sorted(up)
    assert ids(engine, path, "sort=id&order=desc") == up[::-1]
    failed = up[-1]
    assert ids(engine, path, "sort=state") == [failed, *up[:-1]]
    assert ids(engine, path, "sort=state&order=desc") == [*up[:-1][::-1], failed]
    assert ids(engine, path, "sort=created_at&order=desc") == up[::-1]


@behaves(FILES, "page", "per_page")
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_pages_of_every_size_hold_every_file_once(engine: Running, path: str, order: str) -> None:
    whole = ids(engine, path, f"order={order}")
    for size in range(1, 9):
        pages = [ids(engine, path, f"order={order}&per_page={size}&page={n}") for n in range(1, 9)]
        assert [file for page in pages for file in page] == whole


@behaves(FILES, "search", "keyword")
@pytest.mark.parametrize("name", ["search", "keyword"])
def test_the_search_finds_parts_of_titles_in_any_script(
    engine: Running, path: str, name: str
) -> None:
    assert len(ids(engine, path, f"{name}=月夜")) == 3
    assert len(ids(engine, path, f"{name}=song")) == 3
    assert len(ids(engine, path, f"{name}=%25_x")) == 1
    assert ids(engine, path, f"{name}=nowhere") == []


@behaves(FILES, "state")
def test_the_state_filters_and_is_counted(engine: Running, path: str) -> None:
    reply = engine.get(f"{path}?state=1").json()
    assert (len(reply["data"]), reply["meta"]["total"]) == (6, 6)
    (failed,) = listed(engine, path, "state=-1")
    assert (failed["title"], failed["duration"]) == ("Zz 100%_x", 0)
    assert ids(engine, path, "state=0") == []


@pytest.mark.parametrize("query", ["state=7", "state=x", "sort=mood", "order=up"])
def test_a_filter_that_is_none_is_refused(engine: Running, path: str, query: str) -> None:
    assert engine.get(f"{path}?{query}").status_code == 422


@behaves("GET /api/buckets/:id/files/:ids")
def test_files_are_had_by_id_and_acr_id_mixed_always_as_a_list(engine: Running, path: str) -> None:
    first, second, third = listed(engine, path)[:3]
    one = engine.get(f"{path}/{first['id']}").json()["data"]
    assert one == [first]
    address = f"{path}/{second['acr_id']},{first['id']},999999,{third['acr_id'].upper()}"
    assert engine.get(address).json()["data"] == [second, first, third]
    assert engine.get(f"{path}/999999").status_code == 404
    assert engine.get(f"{path}/{first['id']},").json()["data"] == [first]


def test_a_file_of_another_bucket_is_not_there(engine: Running, path: str) -> None:
    other = engine.bucket()["id"]
    assert engine.get(f"/api/buckets/{other}/files/{ids(engine, path)[0]}").status_code == 404


@refused("GET /api/buckets/:id/files/dump")
def test_the_dump_is_refused_by_name(engine: Running, path: str) -> None:
    reply = engine.get(f"{path}/dump")
    assert reply.status_code == 501
    assert "files/dump is not supported" in reply.json()["message"]
