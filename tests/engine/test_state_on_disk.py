import os
import signal
import sqlite3
import subprocess
import sys

import pytest

from tests.engine.running import ROOT, Running
from tests.engine.signing import identify
from tests.engine.sounds import Sounds


def test_preparing_twice_changes_nothing(own: Running) -> None:
    own.prepare()
    database = own.folder / "engine/engine.sqlite3"
    before = sqlite3.connect(database).execute("SELECT * FROM engine_account").fetchall()
    own.prepare()
    assert sqlite3.connect(database).execute("SELECT * FROM engine_account").fetchall() == before


@pytest.mark.parametrize("command", ["prepare", "serve", "work"])
@pytest.mark.parametrize("found", ["2", "", None])
def test_state_of_another_version_is_refused_and_left_alone(
    own: Running, command: str, found: str | None
) -> None:
    own.prepare()
    mark, database = own.folder / "engine/version", own.folder / "engine/engine.sqlite3"
    mark.unlink() if found is None else mark.write_text(found)
    before = database.read_bytes()
    done = own.run(command)
    assert done.returncode == 1
    assert "this engine reads version 1" in done.stderr
    assert "Traceback" not in done.stderr
    assert database.read_bytes() == before


def test_a_database_of_a_newer_engine_is_refused(own: Running) -> None:
    own.prepare()
    with sqlite3.connect(own.folder / "engine/engine.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('engine', '9999_later', '2030-01-01')"
        )
    done = own.run("prepare")
    assert (done.returncode, "newer engine (it knows 9999_later)" in done.stderr) == (1, True)


def test_a_file_that_is_no_database_is_refused(own: Running) -> None:
    own.prepare()
    (own.folder / "engine/engine.sqlite3").write_bytes(b"something else entirely" * 500)
    done = own.run("prepare")
    assert (done.returncode, "is not a database" in done.stderr) == (1, True)


@pytest.mark.parametrize("command", ["serve", "work"])
def test_what_is_not_prepared_is_said_in_one_line(own: Running, command: str) -> None:
    done = own.run(command)
    assert (done.returncode, "is not prepared yet" in done.stderr) == (1, True)
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_that_can_not_be_made_is_said_in_one_line(own: Running) -> None:
    (own.folder / "engine").write_text("a file where the folder should be")
    done = own.run("prepare", "--empty")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_a_first_start_that_is_killed_goes_on_at_the_next(own: Running) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "engine", "prepare", "--demo"],
        cwd=ROOT,
        env=own.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "月夜行" in line:
            break
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    own.prepare("--demo")
    own.start("serve")
    buckets = own.get("/api/buckets").json()["data"]
    counts = [len(own.get(f"/api/buckets/{b['id']}/files").json()["data"]) for b in buckets]
    assert [bucket["num"] for bucket in buckets] == counts
    assert sum(counts) == 16
    assert own.get("/api/fs-containers").json()["data"][0]["num"] == 1


def test_the_index_is_made_anew_from_the_fingerprints(own: Running, sounds: Sounds) -> None:
    own.prepare()
    own.start()
    bucket = own.bucket()["id"]
    files = f"/api/buckets/{bucket}/files"
    own.wait_until_processed(files, own.upload(files, sounds.piece_file("kiln"))["id"])
    project = own.project(bucket)
    for path in own.folder.glob("engine/files/*/*"):
        path.unlink()
    done = own.run("rebuild")
    assert (done.returncode, done.stdout) == (0, "engine: 1 segments made of 1 files\n")
    assert len(list(own.folder.glob("engine/index/*.segment"))) == 1
    assert identify(own, project, sounds.part("kiln", 20, 10).read_bytes())["status"]["code"] == 0


def test_secrets_that_nobody_set_are_made_once_and_kept(own: Running) -> None:
    own.environment |= {"ENGINE_TOKEN": "", "AUDIOTAG_API_KEY": ""}
    done = own.run("prepare", "--empty")
    kept = own.folder / "secrets.env"
    first = kept.read_text()
    assert first.startswith("ENGINE_TOKEN=")
    assert kept.stat().st_mode & 0o077 == 0
    token = first.splitlines()[0].partition("=")[2]
    assert token not in done.stdout + done.stderr
    own.prepare()
    assert kept.read_text() == first
    own.start("serve")
    assert own.get("/api/buckets", token=token).ok
