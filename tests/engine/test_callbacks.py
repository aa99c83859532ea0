import sqlite3
import time
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.engine.operations import behaves
from tests.engine.running import Running
from tests.engine.sounds import Sounds
from tests.engine.web import Received, Web, dripping
from tests.waiting import eventually

CALLBACK = "callback to callback_url"


def send(engine: Running, url: str, file: Path, *buckets: int) -> tuple[dict[str, Any], int]:
    container = engine.container(*(buckets or [23]), callback_url=url)["id"]
    path = f"/api/fs-containers/{container}/files"
    return engine.wait_until_processed(path, engine.upload(path, file)["id"]), container


def deliveries(engine: Running, file: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = engine.get(f"/engine/deliveries?file={file['id']}").json()["data"]
    return found


@behaves(CALLBACK, "file_id", "state", "cid", "results")
def test_the_end_of_a_scan_is_posted_as_json(
    engine: Running, kiln: dict[str, Any], sounds: Sounds, web: Web
) -> None:
    part = sounds.part("kiln", 20, 12)
    file, container = send(engine, f"{web.url}/hook?k=1", part, kiln["bucket_id"])
    (received,) = eventually(lambda: web.received)
    assert (received.path, received.headers["Content-Type"]) == ("/hook?k=1", "application/json")
    body = received.json
    assert list(body) == ["file_id", "state", "cid", "name", "results"]
    assert (body["file_id"], body["state"], body["cid"]) == (file["id"], 1, container)
    assert body["results"] == file["results"]
    assert body["results"]["custom_files"][0]["result"]["title"] == "Kiln"


@pytest.mark.parametrize("state", [-1, -2, -3])
def test_every_other_end_is_posted_too(
    engine: Running, sounds: Sounds, web: Web, state: int, tmp_path: Path
) -> None:
    (tmp_path / "broken.mp3").write_bytes(b"no sound")
    if state == -3:
        container = engine.container(23, callback_url=f"{web.url}/hook")["id"]
        url = "https://www.youtube.com/watch?v=1"
        engine.create(f"/api/fs-containers/{container}/files", data_type="platforms", url=url)
    else:
        file = sounds.noise if state == -1 else tmp_path / "broken.mp3"
        send(engine, f"{web.url}/hook", file)
    (received,) = eventually(lambda: web.received)
    assert (received.json["state"], received.json["results"]) == (state, None)


def test_a_rescan_is_posted_again(engine: Running, sounds: Sounds, web: Web) -> None:
    file, container = send(engine, f"{web.url}/hook", sounds.noise)
    eventually(lambda: len(web.received) == 1)
    engine.put(f"/api/fs-containers/{container}/files/{file['id']}/rescan")
    eventually(lambda: len(web.received) == 2)
    assert [received.json["file_id"] for received in web.received] == [file["id"]] * 2


@behaves(CALLBACK, "retries")
def test_anything_but_2xx_is_tried_again_with_growing_pauses(
    engine: Running, sounds: Sounds, web: Web
) -> None:
    answers = iter([500, 302, 404, 204])
    web.answer = lambda received: next(answers)
    file, _ = send(engine, f"{web.url}/hook", sounds.noise)
    eventually(lambda: len(web.received) == 4, within=60)
    pauses = [
        b.received_at - a.received_at for a, b in zip(web.received, web.received[1:], strict=False)
    ]
    assert [pause > least for pause, least in zip(pauses, (0.5, 1.5, 4.0), strict=True)] == [
        True
    ] * 3
    assert len({received.body for received in web.received}) == 1
    (delivery,) = eventually(
        lambda: [d for d in deliveries(engine, file) if d["state"] == "delivered"]
    )
    assert [attempt["status"] for attempt in delivery["attempts"]] == [500, 302, 404, 204]
    time.sleep(1.5)
    assert len(web.received) == 4


@behaves(CALLBACK, "3 s timeout")
def test_a_receiver_that_is_slow_is_given_three_seconds(
    engine: Running, sounds: Sounds, web: Web
) -> None:
    def slow(received: Received) -> int:
        time.sleep(5 if len(web.received) == 1 else 0)
        return 200

    web.answer = slow
    file, _ = send(engine, f"{web.url}/hook", sounds.noise)
    eventually(lambda: len(web.received) == 2)
    first = deliveries(engine, file)[0]["attempts"][0]
    assert (first["status"], first["error"]) == (None, "no answer in time")
    assert first["milliseconds"] >= 2_900


@behaves(CALLBACK, "3 s timeout")
@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX-Long: "])
def test_a_receiver_that_drips_bytes_is_given_no_longer(
    engine: Running, sounds: Sounds, head: bytes
) -> None:
    with dripping(head) as url:
        file, _ = send(engine, f"{url}/hook", sounds.noise)
        (delivery,) = eventually(lambda: [d for d in deliveries(engine, file) if d["attempts"]])
    first = delivery["attempts"][0]
    assert (first["status"], first["error"]) == (None, "no answer in time")
    assert first["milliseconds"] >= 2_900


def test_a_host_in_other_letters_is_called_by_its_ascii_name(
    engine: Running, sounds: Sounds, web: Web
) -> None:
    send(engine, web.url.replace("//127", "//１２７") + "/hook", sounds.noise)
    (received,) = eventually(lambda: web.received)
    assert received.headers["Host"] == web.url.removeprefix("http://")


@pytest.mark.parametrize("host", ["中文.example", "a..b", "x" * 64])
def test_a_host_that_leads_nowhere_is_recorded_as_an_attempt(
    engine: Running, sounds: Sounds, host: str
) -> None:
    file, _ = send(engine, f"http://{host}/hook", sounds.noise)
    (delivery,) = eventually(lambda: [d for d in deliveries(engine, file) if d["attempts"]])
    assert delivery["state"] == "waiting"
    assert delivery["attempts"][0]["error"]


def test_a_callback_whose_attempts_left_no_record_is_given_up(
    engine: Running, sounds: Sounds, web: Web
) -> None:
    web.answer = lambda received: 500
    file, _ = send(engine, f"{web.url}/hook", sounds.noise)
    eventually(lambda: web.received)
    with sqlite3.connect(engine.folder / "engine/engine.sqlite3", timeout=20) as database:
        database.execute(
            "UPDATE engine_delivery SET attempts = 9, due_at = datetime('now')"
            " WHERE state = 'waiting' AND file_uuid = ?",
            (uuid.UUID(file["id"]).hex,),
        )
    eventually(lambda: deliveries(engine, file)[0]["state"] == "abandoned")
    assert len(web.received) == 1


def test_an_outcome_is_written_only_while_the_lease_is_its_own(
    engine: Running, sounds: Sounds, web: Web
) -> None:
    def answer(received: Received) -> int:
        if len(web.received) == 1:
            # As if the lease had run out in mid-call, and another thread had the callback now.
            with sqlite3.connect(engine.folder / "engine/engine.sqlite3", timeout=20) as database:
                database.execute(
                    "UPDATE engine_delivery SET due_at = datetime('now') WHERE file_uuid = ?",
                    (uuid.UUID(received.json["file_id"]).hex,),
                )
        return 200

    web.answer = answer
    file, _ = send(engine, f"{web.url}/hook", sounds.noise)
    eventually(lambda: len(web.received) == 2)
    (delivery,) = eventually(
        lambda: [d for d in deliveries(engine, file) if d["state"] == "delivered"]
    )
    assert [attempt["status"] for attempt in delivery["attempts"]] == [200, 200]


def test_a_receiver_that_is_gone_is_recorded(engine: Running, sounds: Sounds) -> None:
    file, _ = send(engine, "http://127.0.0.1:9/hook", sounds.noise)
    (delivery,) = eventually(lambda: [d for d in deliveries(engine, file) if d["attempts"]])
    assert delivery["state"] == "waiting"
    assert delivery["attempts"][0]["error"] == "connection refused"


def test_a_container_without_an_address_posts_nothing(engine: Running, sounds: Sounds) -> None:
    file, _ = send(engine, "", sounds.noise)
    assert deliveries(engine, file) == []


def test_deliveries_need_the_token(engine: Running) -> None:
    reply = engine.get(f"/engine/deliveries?file={uuid.uuid4()}", token="wrong")
    assert reply.status_code == 403
