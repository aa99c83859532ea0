"""The Python examples of the API documents, call for call, with another host, key and file."""

import base64
import hashlib
import hmac
import json
import os
import time
from pathlib import Path
from typing import Any

import requests

from tests.engine.running import AUDIOTAG_KEY, TOKEN, Running
from tests.engine.sounds import Sounds

HEADERS = {"Accept": "application/json", "Authorization": f"Bearer {TOKEN}"}
JSON = {**HEADERS, "Content-Type": "application/json"}


def test_identification_api(
    engine: Running, kiln_project: dict[str, Any], kiln: dict[str, Any], sounds: Sounds
) -> None:
    path = sounds.part("kiln", 20, 10)
    timestamp = time.time()
    to_sign = "\n".join(
        ["POST", "/v1/identify", kiln_project["access_key"], "audio", "1", str(timestamp)]
    )
    secret = kiln_project["access_secret"].encode("ascii")
    digest = hmac.new(secret, to_sign.encode("ascii"), digestmod=hashlib.sha1).digest()
    data = {
        "access_key": kiln_project["access_key"],
        "sample_bytes": os.path.getsize(path),
        "timestamp": str(timestamp),
        "signature": base64.b64encode(digest).decode("ascii"),
        "data_type": "audio",
        "signature_version": "1",
    }
    with path.open("rb") as sample:
        files = [("sample", ("test.mp3", sample, "audio/mpeg"))]
        reply = requests.post(f"{engine.url}/v1/identify", files=files, data=data)
    reply.encoding = "utf-8"
    assert json.loads(reply.text)["metadata"]["custom_files"][0]["acrid"] == kiln["acr_id"]


def test_file_scanning(engine: Running, kiln: dict[str, Any], sounds: Sounds) -> None:
    payload: dict[str, Any] = {
        "name": "test",
        "region": "eu-west-1",
        "buckets": [kiln["bucket_id"], "ACRCloud Music"],
        "audio_type": "linein",
        "engine": 1,
        "policy": {"type": "traverse", "interval": 0, "rec_length": 10},
    }
    made = requests.post(f"{engine.url}/api/fs-containers", headers=JSON, json=payload)
    url = f"{engine.url}/api/fs-containers/{made.json()['data']['id']}/files"
    with sounds.part("kiln", 20, 12).open("rb") as sound:
        files = [("file", ("886443683402_US4D80623007.mp3", sound, "application/octet-stream"))]
        sent = requests.request(
            "POST", url, headers=HEADERS, data={"data_type": "audio"}, files=files
        )
    number = sent.json()["data"]["id"]
    platform = {"data_type": "platforms", "url": "https://www.youtube.com/watch?v=d_xYl5hpiRs"}
    assert requests.request("POST", url, headers=JSON, json=platform).ok
    engine.wait_until_processed(url.removeprefix(engine.url), number)
    listed = requests.request("GET", f"{url}?page=1&per_page=20", headers=HEADERS, data={})
    assert listed.json()["meta"]["total"] == 2
    shown = requests.request("GET", f"{url}/{number}", headers=HEADERS, data={})
    assert shown.json()["data"][0]["results"]["custom_files"]
    assert requests.request("PUT", f"{url}/{number}/rescan", headers=HEADERS).ok


def test_bucket_files(engine: Running, sounds: Sounds) -> None:
    url = f"{engine.url}/api/buckets/{engine.bucket()['id']}/files"
    payload = {
        "title": "adsfad",
        "data_type": "audio",
        "user_defined": json.dumps({"key1": "value1", "key2": "value2"}),
    }
    with sounds.short.open("rb") as sound:
        files = [("file", ("test.mp3", sound, "audio/mpeg"))]
        reply = requests.request("POST", url, headers=HEADERS, data=payload, files=files)
    file = reply.json()["data"]
    assert (file["state"], file["user_defined"]["key2"]) == (0, "value2")


def test_audiotag(engine: Running, kiln: dict[str, Any], sounds: Sounds) -> None:
    url, key = f"{engine.url}/api", AUDIOTAG_KEY
    reply = requests.post(url, data={"action": "info", "apikey": key})
    assert json.loads(reply.text)["api_ver"] == "2.5"
    assert json.loads(requests.post(url, data={"action": "stat", "apikey": key}).text)["success"]
    payload: dict[str, Any] = {
        "action": "identify",
        "apikey": key,
        "start_time": 20,
        "time_len": 20,
    }
    path: Path = sounds.piece_file("kiln")
    with path.open("rb") as sound:
        result = requests.post(url, data=payload, files={"file": sound})
    found = json.loads(result.text)
    assert found["success"] is True
    status, tries = found["job_status"], 1
    while tries < 100 and status == "wait":
        time.sleep(0.5)
        tries += 1
        payload = {"action": "get_result", "token": found["token"], "apikey": key}
        found = {**found, **json.loads(requests.post(url, data=payload).text)}
        status = found["result"]
    assert (status, found["data"][0]["tracks"][0][0]) == ("found", "Kiln")
