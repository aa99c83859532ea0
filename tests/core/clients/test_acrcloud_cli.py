"""The official command-line client works against the portal by changing its base URL.

Source: https://pypi.org/project/acrcloud-cli/1.0.3/
"""

import fcntl
import json
import os
import subprocess
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pytest_django.live_server_helper import LiveServer

from buckets.models import Bucket
from core.accounts.scopes import TokenScope
from core.clients.errors import RemoteNotFoundError
from core.mirror import remote
from projects.models import Project
from tests.core.accounts.actors import issued
from tests.core.gateway.mirror_rows import (
    CALLBACK,
    SECRET,
    audio_file,
    bucket,
    container,
    project,
    scanned_file,
)
from tests.engines import Engine
from tests.scanning.recordings import piece_wav
from tests.stack import Portal
from tests.waiting import eventually

pytestmark = pytest.mark.client

VERSION = "1.0.3"
HOME = Path(__file__).resolve().parents[3] / ".venv-clients" / "acrcloud-cli"
# All of the client that has to change for its calls about files to reach the portal.
PATCHED = """
from acrcloud_cli import api, main
api.ACRCloudAPI._get_fs_base_url = lambda client, region: client.base_url
main.main()
"""
Cli = Callable[..., str]


@pytest.fixture(scope="session")
def program() -> Path:
    """The client in an environment of its own, made once for each checkout."""
    HOME.parent.mkdir(exist_ok=True)
    # Of several test processes one makes it, and the others wait.
    with (HOME.parent / "acrcloud-cli.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = HOME / f"made-{VERSION}"
        if not made.exists():
            venv.create(HOME, with_pip=True, clear=True)
            install = ["-m", "pip", "install", "--quiet", f"acrcloud-cli=={VERSION}"]
            done = subprocess.run(
                [HOME / "bin" / "python", *install], capture_output=True, text=True, timeout=100
            )
            if done.returncode and "CI" not in os.environ:
                pytest.skip(f"acrcloud-cli can't be installed here: {done.stderr[-300:]}")
            assert not done.returncode, done.stderr
            made.touch()
    return HOME / "bin" / "acrcloud"


@pytest.fixture
def run(program: Path, tmp_path: Path) -> Cli:
    """Run the client with a home of this test alone; returns what it printed."""
    return client([program], tmp_path)


@pytest.fixture
def run_patched(program: Path, tmp_path: Path) -> Cli:
    """The same, with the host of each region patched: it is that of its base URL."""
    return client([program.with_name("python"), "-c", PATCHED], tmp_path)


def client(command: Sequence[Path | str], home: Path) -> Cli:
    def call(*arguments: str, status: int = 0) -> str:
        ended = subprocess.run(
            [*command, *arguments],
            env={"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert ended.returncode == status, ended.stderr
        return ended.stdout + ended.stderr

    return call


@pytest.fixture
def cli(run: Cli, live_server: LiveServer) -> Cli:
    """The client, told of the portal by `config set` as its manual says."""
    token = issued(TokenScope.READ_BUCKETS, TokenScope.READ_PROJECTS, TokenScope.READ_SCANNING)
    run("config", "set", "base_url", f"{live_server.url}/api")
    run("config", "set", "access_token", token.plain)
    bucket(8, name="华语曲库", num=2)
    audio_file(1, 8, title="晚风")
    project(15, name="Airplay")
    container(5, name="Radio recordings")
    scanned_file(UUID(int=7), 5, name="morning show")
    return run


def listed(cli: Cli, *arguments: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(cli(*arguments, "--output", "json"))["data"]
    return rows


def test_it_lists_buckets_projects_and_containers_of_the_portal(cli: Cli) -> None:
    assert [row["name"] for row in listed(cli, "buckets", "list")] == ["华语曲库"]
    assert [row["name"] for row in listed(cli, "base-projects", "list")] == ["Airplay"]
    containers = listed(cli, "filescan", "list-containers")
    assert [row["name"] for row in containers] == ["Radio recordings"]


def test_its_tables_can_be_printed(cli: Cli) -> None:
    assert "华语曲库" in cli("buckets", "list")
    assert "Airplay" in cli("base-projects", "list")
    assert "Radio recordings" in cli("filescan", "list-containers")


def test_it_shows_single_ones_without_their_secrets(cli: Cli) -> None:
    shown = [
        cli("buckets", "get", "8", "--output", "json"),
        cli("base-projects", "get", "15", "--output", "json"),
        cli("filescan", "get-container", "5", "--output", "json"),
    ]
    assert "华语曲库" in shown[0]
    assert "*" * len(SECRET) in shown[1]
    assert "*" * len(CALLBACK) in shown[2]


def test_it_says_what_is_wrong_in_the_portals_words(cli: Cli) -> None:
    cli("config", "set", "access_token", "acrp_nothing")
    assert "Authentication Exception" in cli("buckets", "list", status=1)


def test_it_makes_changes_and_deletes_through_the_portal(
    run: Cli, live_server: LiveServer, engine: Engine
) -> None:
    run("config", "set", "base_url", f"{live_server.url}/api")
    run("config", "set", "access_token", issued().plain)
    place = ("--region", "eu-west-1")

    run("buckets", "create", "--name", "by the client", "--type", "File", *place)
    bucket_id = str(Bucket.objects.get().pk)
    run("buckets", "update", bucket_id, "--name", "renamed by the client")
    assert remote.console().get(f"buckets/{bucket_id}").rows[0]["name"] == "renamed by the client"

    options = ("--type", "AVR", "--buckets", bucket_id, "--external-ids", "spotify,isrc")
    run("base-projects", "create", "--name", "its project", *options, *place)
    project_id = Project.objects.get().pk
    there = remote.console().get(f"base-projects/{project_id}").rows[0]
    assert there["external_ids"] == ["spotify", "isrc"]

    run("base-projects", "delete", str(project_id), "--yes")
    run("buckets", "delete", bucket_id, "--yes")
    with pytest.raises(RemoteNotFoundError):
        remote.console().get(f"buckets/{bucket_id}")


@pytest.mark.timeout(300)
def test_it_uploads_and_scans_through_the_portal(
    run_patched: Cli, portal: Portal, tmp_path: Path
) -> None:
    token = portal.manage("token", "create", "the client", "--user", "admin").split()[-1]
    run_patched("config", "set", "base_url", f"{portal.url}/api")
    run_patched("config", "set", "access_token", token)
    whole, part = tmp_path / "Tidewater.wav", tmp_path / "part of it.wav"
    whole.write_bytes(piece_wav())
    part.write_bytes(piece_wav(12.0))

    run_patched("buckets", "create", "--name", "its music", "--region", "eu-west-1")
    (bucket,) = [
        row for row in listed(run_patched, "buckets", "list") if row["name"] == "its music"
    ]
    place = ("--bucket-id", str(bucket["id"]))
    run_patched("buckets", "files", "upload", *place, "--file", str(whole), "--title", "Tidewater")

    def is_ready() -> bool:
        (file,) = listed(run_patched, "buckets", "files", "list", *place)
        return bool(file["state"] == 1)

    eventually(is_ready)
    search = ("--buckets", str(bucket["id"]), "--poll-interval", "1", "--output", "json")
    scanned = run_patched("filescan", "scan", str(part), *search)
    assert "Created new container" in scanned
    found = json.loads(scanned[scanned.index("{") :])["data"][0]
    assert found["uri"] == "audio:part of it.wav"
    assert found["results"]["custom_files"][0]["result"]["title"] == "Tidewater"

    container = ("--container-id", str(found["cid"]))
    # Larger than what the web server takes of a stranger.
    again = tmp_path / "again.wav"
    again.write_bytes(part.read_bytes() + bytes(4 * 1024 * 1024))
    run_patched("filescan", "upload", *container, "--file", str(again))
    addresses = [row["uri"] for row in listed(run_patched, "filescan", "list-files", *container)]
    assert set(addresses) == {"audio:part of it.wav", "audio:again.wav"}
    assert not list((portal.data_dir / "spool").iterdir())
