"""The official command line, acrcloud-cli 1.0.3 from PyPI, as it is."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engine.clients.environments import environment
from tests.engine.clients.tls import Authority, Front
from tests.engine.running import TOKEN, Running
from tests.engine.sounds import Sounds

pytestmark = pytest.mark.client

Run = Callable[..., str]


@pytest.fixture(scope="module")
def acrcloud(
    engine: Running, proxy: Front, authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> Run:
    """Runs `acrcloud …` with a home of its own; the cloud's hosts are reached by the proxy."""
    program = environment("acrcloud-cli==1.0.3") / "acrcloud"
    surroundings = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path_factory.mktemp("home")),
        "HTTPS_PROXY": f"http://127.0.0.1:{proxy.port}",
        "NO_PROXY": "127.0.0.1,localhost",
        "REQUESTS_CA_BUNDLE": str(authority.file),
    }

    def run(*arguments: object) -> str:
        done = subprocess.run(
            [program, *map(str, arguments)],
            env=surroundings,
            capture_output=True,
            text=True,
            timeout=100,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("config", "set", "base_url", f"{engine.url}/api")
    run("config", "set", "access_token", TOKEN)
    return run


def parsed(text: str) -> Any:
    return json.loads(text[text.index("{") :])


def test_buckets_are_made_listed_edited_and_deleted(acrcloud: Run, engine: Running) -> None:
    made = acrcloud("buckets", "create", "--name", "by cli", "--region", "eu-west-1",
                    "--labels", "Music,Ads")  # fmt: skip
    assert "by cli" in made
    (bucket,) = engine.get("/api/buckets?search=by cli").json()["data"]
    assert bucket["labels"] == ["Music", "Ads"]
    assert "by cli" in acrcloud("buckets", "list", "-n", 100)
    assert parsed(acrcloud("buckets", "get", bucket["id"], "-o", "json"))["data"] == bucket
    acrcloud("buckets", "update", bucket["id"], "--name", "renamed")
    acrcloud("buckets", "delete", bucket["id"], "--yes")
    assert engine.get(f"/api/buckets/{bucket['id']}").status_code == 404


def test_projects_are_made_listed_measured_and_deleted(acrcloud: Run, engine: Running) -> None:
    acrcloud("base-projects", "create", "--name", "cli project", "--type", "AVR", "--region",
             "eu-west-1", "--external-ids", "spotify,isrc")  # fmt: skip
    project = engine.get("/api/base-projects").json()["data"][0]
    assert (project["name"], project["external_ids"]) == ("cli project", ["spotify", "isrc"])
    assert "cli project" in acrcloud("base-projects", "list", "-n", 100)
    assert project["access_key"] in acrcloud("base-projects", "get", project["id"])
    assert "ACRCloud Music" in acrcloud("base-projects", "bucket-status", project["id"])
    dates = ("--start-date", "2026-01-01", "--end-date", "2026-01-02")
    assert "2026-01-02" in acrcloud("base-projects", "statistics", project["id"], *dates)
    acrcloud("base-projects", "update", project["id"], "--name", "renamed")
    acrcloud("base-projects", "delete", project["id"], "--yes")
    assert engine.get(f"/api/base-projects/{project['id']}").status_code == 404


def test_channels_are_made_read_and_deleted(acrcloud: Run, engine: Running) -> None:
    bucket = engine.bucket(type="Live")["id"]
    acrcloud("buckets", "channels", "create", "-b", bucket, "-n", "Radio", "-u", "rtmp://example.com/a",
             "--timeshift", 24)  # fmt: skip
    (channel,) = engine.get(f"/api/buckets/{bucket}/channels").json()["data"]
    assert channel["timeshift"] == 24
    assert "Radio" in acrcloud("buckets", "channels", "list", "-b", bucket)
    assert "Radio" in acrcloud("buckets", "channels", "get", channel["id"], "-b", bucket)
    acrcloud("buckets", "channels", "update", channel["id"], "-b", bucket, "-n", "renamed")
    acrcloud("buckets", "channels", "delete", channel["id"], "-b", bucket, "--yes")
    assert engine.get(f"/api/buckets/{bucket}/channels").json()["data"] == []


def test_files_go_through_the_region_host(
    acrcloud: Run, engine: Running, proxy: Front, sounds: Sounds
) -> None:
    bucket, other = engine.bucket(region="us-west-2")["id"], engine.bucket()["id"]
    acrcloud("buckets", "files", "upload", "-b", bucket, "-f", sounds.short, "--title", "by cli",
             "--user-defined", '{"artist": "me"}')  # fmt: skip
    assert "api-us-west-2.acrcloud.com:443" in proxy.hosts
    path = f"/api/buckets/{bucket}/files"
    (file,) = engine.get(path).json()["data"]
    assert file["user_defined"] == {"artist": "me"}
    assert engine.wait_until_processed(path, file["id"])["state"] == 1
    assert "by cli" in acrcloud("buckets", "files", "list", "-b", bucket, "-k", "by")
    shown = parsed(acrcloud("buckets", "files", "get", file["id"], "-b", bucket, "-o", "json"))
    assert shown["data"][0]["id"] == file["id"]
    acrcloud("buckets", "files", "update", file["id"], "-b", bucket, "--title", "renamed")
    acrcloud("buckets", "files", "move", "-b", bucket, "-t", other, "-i", file["id"])
    path = f"/api/buckets/{other}/files"
    assert [each["title"] for each in engine.get(path).json()["data"]] == ["renamed"]
    acrcloud("buckets", "files", "delete-batch", "-b", other, "-i", file["id"], "--yes")
    assert engine.get(path).json()["data"] == []


def test_a_scan_reuses_its_container_and_prints_what_plays(
    acrcloud: Run, engine: Running, kiln: dict[str, Any], sounds: Sounds
) -> None:
    def scan(file: Path) -> str:
        return acrcloud("filescan", "scan", file, "--buckets", kiln["bucket_id"],
                        "--poll-interval", 1, "--output", "json")  # fmt: skip

    first = scan(sounds.part("kiln", 20, 12))
    assert "Created new container" in first
    assert kiln["acr_id"] in first
    second = scan(sounds.part("kiln", 40, 12, "wav"))
    assert "Found existing container" in second
    assert kiln["acr_id"] in second


def test_containers_and_their_files_are_managed(
    acrcloud: Run, engine: Running, sounds: Sounds
) -> None:
    acrcloud("filescan", "create-container", "--name", "cli container", "--region", "eu-west-1",
             "--engine", 1, "--policy-type", "points", "--points", 2)  # fmt: skip
    (container,) = engine.get("/api/fs-containers?name=cli container").json()["data"]
    number = container["id"]
    assert container["policy"] == {"type": "points", "points": 2}
    assert "cli container" in acrcloud("filescan", "list-containers", "-n", 100)
    assert "cli container" in acrcloud("filescan", "get-container", number)
    acrcloud("filescan", "update-container", number, "--callback-url", "https://example.com/x")
    acrcloud("filescan", "upload", "-c", number, "-f", sounds.noise)
    path = f"/api/fs-containers/{number}/files"
    (file,) = engine.get(path).json()["data"]
    assert engine.wait_until_processed(path, file["id"])["state"] == -1
    assert "noise.wav" in acrcloud("filescan", "list-files", "-c", number)
    assert file["id"] in acrcloud("filescan", "get-file", file["id"], "-c", number)
    acrcloud("filescan", "rescan", "-c", number, "-i", file["id"])
    assert engine.wait_until_processed(path, file["id"])["state"] == -1
    acrcloud("filescan", "delete-files", "-c", number, "-i", file["id"], "--yes")
    acrcloud("filescan", "delete-container", number, "--yes")
    assert engine.get(f"/api/fs-containers/{number}").status_code == 404
