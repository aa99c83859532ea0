import json
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.engine.operations import behaves
from tests.engine.running import AUDIOTAG_KEY, Running
from tests.engine.sounds import Sounds
from tests.waiting import eventually

API = "POST /api"
NO_TOKEN = "invalid token or no recognition results found for the token"


def ask(
    engine: Running, action: str, *, key: str = AUDIOTAG_KEY, file: Path | None = None, **more: Any
) -> dict[str, Any]:
    """The reply, whose HTTP status is 200 whatever it says."""
    fields = {"apikey": key, "action": action, **more}
    files = {"file": (file.name, file.read_bytes())} if file else None
    reply = requests.post(f"{engine.url}/api", data=fields, files=files, timeout=60)
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "application/json")
    found: dict[str, Any] = reply.json()
    return found


def result(engine: Running, token: str) -> dict[str, Any]:
    def done() -> dict[str, Any] | None:
        reply = ask(engine, "get_result", token=token)
        return reply if reply.get("result") != "wait" else None

    found = eventually(done)
    assert found is not None
    return found


def new_key(engine: Running, key: str, **fields: Any) -> str:
    reply = engine.put("/engine/audiotag-keys", json={"key": key, **fields})
    assert reply.ok, reply.text
    return key


@behaves(API, "action=info", "apikey")
def test_info_says_which_api_this_is(engine: Running) -> None:
    assert json.dumps(ask(engine, "info", token="null")) == json.dumps(
        {"success": True, "status": "normal", "api_ver": "2.5", "action": "info"}
    )


@behaves(API, "action=identify", "file")
@behaves(API, "action=get_result", "token")
def test_a_recording_is_recognized_after_a_wait(
    engine: Running, kiln: dict[str, Any], sounds: Sounds
) -> None:
    job = ask(engine, "identify", file=sounds.part("kiln", 20, 15))
    assert (job["success"], job["error"], job["job_status"]) == (True, None, "wait")
    assert (len(job["token"]), job["start_time"]) == (32, 0)
    assert job["time_len"] == pytest.approx(15, abs=0.2)
    found = result(engine, job["token"])
    assert (found["success"], found["error"], found["result"]) == (True, None, "found")
    (candidate,) = found["data"]
    assert candidate["tracks"] == [["Kiln", "Ashworth Four", "", 0]]
    assert isinstance(candidate["confidence"], int)
    begin, end = candidate["time"].split(" - ")
    assert int(begin) == pytest.approx(0, abs=1)
    assert int(end) == pytest.approx(15, abs=1)


@behaves(API, "start_time", "time_len")
def test_only_the_asked_stretch_is_analysed(
    engine: Running, kiln: dict[str, Any], sounds: Sounds
) -> None:
    job = ask(engine, "identify", file=sounds.piece_file("kiln"), start_time=20, time_len=12.5)
    assert (job["start_time"], job["time_len"]) == (20, 12.5)
    (candidate,) = result(engine, job["token"])["data"]
    begin, end = candidate["time"].split(" - ")
    assert int(begin) <= 1
    assert int(end) == pytest.approx(12, abs=1)


def test_what_nobody_knows_is_not_found(engine: Running, sounds: Sounds) -> None:
    found = result(engine, ask(engine, "identify", file=sounds.noise)["token"])
    assert found == {"success": True, "error": None, "result": "not found"}


def test_an_unknown_token_gets_the_documents_own_reply(engine: Running) -> None:
    for token in ("", "null", "0" * 32):
        reply = ask(engine, "get_result", token=token)
        assert reply == {"success": True, "error": None, "result": NO_TOKEN}


def test_a_token_lives_five_minutes_and_belongs_to_its_key(engine: Running, sounds: Sounds) -> None:
    token = ask(engine, "identify", file=sounds.noise)["token"]
    result(engine, token)
    other = new_key(engine, "other")
    assert ask(engine, "get_result", key=other, token=token)["result"] == NO_TOKEN
    assert engine.put("/engine/audiotag-jobs", json={"token": token, "age": 290}).ok
    assert ask(engine, "get_result", token=token)["result"] == "not found"
    assert engine.put("/engine/audiotag-jobs", json={"token": token, "age": 301}).ok
    assert ask(engine, "get_result", token=token)["result"] == NO_TOKEN


@behaves(API, "action=stat")
def test_what_a_key_does_is_counted(engine: Running, sounds: Sounds) -> None:
    key = new_key(engine, "counted", free_seconds=10, credit_balance=3)
    file = sounds.part("kiln", 20, 15)
    ask(engine, "info", key=key)
    token = ask(engine, "identify", key=key, file=file)["token"]
    ask(engine, "get_result", key=key, token=token)
    stat = ask(engine, "stat", key=key)
    assert stat.pop("expiration_date")[4] == "-"
    assert stat == {
        "current_credit_balance": 2,
        "identification_free_sec_remainder": 0,
        "queries_count": 4,
        "uploaded_duration_sec": 15,
        "uploaded_size_bytes": file.stat().st_size,
        "credits_spent": 1,
        "success": True,
    }


@behaves(API, "error strings of table 2")
@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"apikey": ""}, "api key invalid or empty"),
        ({"apikey": "nobody's"}, "api key unrecognized"),
        ({"action": "dance"}, "invalid command or parameter"),
        ({"action": ""}, "invalid command or parameter"),
        (
            {"action": "identify"},
            "audio file: no audio found, format invalid or unsupported",
        ),
    ],
)
def test_errors_are_the_documented_strings(
    engine: Running, fields: dict[str, str], error: str
) -> None:
    body = {"apikey": AUDIOTAG_KEY, "action": "info", **fields}
    reply = requests.post(f"{engine.url}/api", data=body, timeout=10)
    assert (reply.status_code, reply.json()) == (200, {"success": False, "error": error})


@pytest.mark.parametrize(
    ("fields", "error"),
    [({"active": False}, "api key inactive"), ({"expires_in": -1}, "api key expired")],
)
def test_a_key_can_be_inactive_or_expired(
    engine: Running, fields: dict[str, Any], error: str
) -> None:
    key = new_key(engine, error, **fields)
    for action in ("info", "stat", "identify", "get_result"):
        assert ask(engine, action, key=key) == {"success": False, "error": error}


def test_an_account_without_credit_is_told_so(engine: Running, sounds: Sounds) -> None:
    empty = new_key(engine, "empty", free_seconds=0, credit_balance=0)
    reply = ask(engine, "identify", key=empty, file=sounds.noise)
    assert reply == {"success": False, "error": "credit balance exhausted"}
    poor = new_key(engine, "poor", free_seconds=2, credit_balance=0)
    reply = ask(engine, "identify", key=poor, file=sounds.noise)
    assert reply == {"success": False, "error": "credit balance insufficient or exhausted"}
    assert ask(engine, "stat", key=poor)["identification_free_sec_remainder"] == 2


@pytest.mark.parametrize(
    "more", [{}, {"start_time": 60}, {"time_len": 4}, {"start_time": 20, "time_len": 4.9}]
)
def test_less_than_five_seconds_is_too_short(
    engine: Running, sounds: Sounds, more: dict[str, Any]
) -> None:
    file = sounds.piece_file("kiln") if more else sounds.part("kiln", 0, 4)
    reply = ask(engine, "identify", file=file, **more)
    assert reply == {"success": False, "error": "audio duration is too short"}


def test_what_is_not_audio_is_refused(engine: Running, tmp_path: Path) -> None:
    text = tmp_path / "letter.mp3"
    text.write_text("Dear sir, " * 1000)
    reply = ask(engine, "identify", file=text)
    assert reply["error"] == "audio file: no audio found, format invalid or unsupported"


@pytest.mark.parametrize("more", [{"start_time": "soon"}, {"time_len": "-3"}])
def test_a_time_that_is_none_is_refused(
    engine: Running, sounds: Sounds, more: dict[str, str]
) -> None:
    reply = ask(engine, "identify", file=sounds.noise, **more)
    assert reply == {"success": False, "error": "invalid command or parameter"}


def test_only_posts_are_answered_and_never_redirected(engine: Running) -> None:
    assert requests.get(f"{engine.url}/api", timeout=10).status_code == 405
