import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
import requests

from tests.engine.running import ROOT, Running
from tests.engine.sounds import Sounds
from tests.engine.web import Web
from tests.processes import still_running
from tests.waiting import eventually


def family(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    parent = psutil.Process(process.pid)
    return [parent, *parent.children(recursive=True)]


def gone(processes: list[psutil.Process]) -> bool:
    return not still_running(processes)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("command", ["serve", "work"])
def test_a_process_ends_cleanly_and_at_once(own: Running, command: str, number: int) -> None:
    own.prepare()
    own.start(command)
    processes = family(own.processes[command])
    assert own.end_process(command, number) == 0
    assert gone(processes)
    assert "Traceback" not in own.log(command)


def test_a_killed_server_leaves_nobody_answering(own: Running) -> None:
    own.prepare()
    own.start("serve")
    processes = family(own.processes["serve"])
    own.end_process("serve", signal.SIGKILL)
    eventually(lambda: gone(processes), within=10)
    own.start("serve")
    assert own.get("/api/buckets").ok


def test_run_starts_both_and_ends_both(own: Running) -> None:
    process = subprocess.Popen(
        [ROOT / "script/engine", "--empty"],
        env=own.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    eventually(own.is_answering, within=60)
    processes = family(process)
    assert len(processes) >= 4
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) == 0
    assert gone(processes)


def test_only_one_worker_works_in_a_folder(own: Running) -> None:
    own.prepare()
    own.start("work")
    done = own.run("work")
    assert (done.returncode, "another worker" in done.stderr) == (1, True)


def test_work_survives_the_workers_that_are_killed_over_it(
    own: Running, sounds: Sounds, web: Web
) -> None:
    own.prepare()
    own.start("serve")
    path = f"/api/buckets/{own.bucket()['id']}/files"
    container = own.container(23, callback_url=f"{web.url}/hook")["id"]
    scans = f"/api/fs-containers/{container}/files"
    files = [own.upload(path, sounds.short)["id"] for _ in range(4)]
    recordings = [own.upload(scans, sounds.short)["id"] for _ in range(4)]
    for _ in range(2):
        own.start("work")
        time.sleep(0.4)
        own.end_process("work", signal.SIGKILL)
    own.start("work")
    assert [own.wait_until_processed(path, file)["state"] for file in files] == [1] * 4
    assert [own.wait_until_processed(scans, file)["state"] for file in recordings] == [-1] * 4
    eventually(lambda: {r.json["file_id"] for r in web.received} == set(recordings))


def test_a_file_that_takes_its_worker_down_three_times_is_given_up(
    own: Running, sounds: Sounds
) -> None:
    own.prepare()
    own.start("serve")
    path = f"/api/buckets/{own.bucket()['id']}/files"
    file = own.upload(path, sounds.short)["id"]
    with sqlite3.connect(own.folder / "engine/engine.sqlite3", timeout=20) as database:
        database.execute("UPDATE engine_audiofile SET attempts = 3")
    own.start("work")
    assert own.wait_until_processed(path, file)["error"] == "The file could not be processed."


def test_a_lane_goes_on_when_not_even_its_failure_can_be_written(
    own: Running, sounds: Sounds
) -> None:
    own.prepare()
    own.start()
    database = own.folder / "engine/engine.sqlite3"

    def execute(statement: str) -> None:
        with sqlite3.connect(database, timeout=20) as link:
            link.execute(statement)

    # A claim counts an attempt; every other change of the row fails, as on a disk that is full.
    execute(
        "CREATE TRIGGER full BEFORE UPDATE ON engine_scannedfile WHEN NEW.attempts = OLD.attempts"
        " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    )
    scans = f"/api/fs-containers/{own.container(23)['id']}/files"
    stuck = own.upload(scans, sounds.short)["id"]
    eventually(lambda: "could not be recorded" in own.log("work"))
    execute("DROP TRIGGER full")
    assert own.wait_until_processed(scans, own.upload(scans, sounds.short)["id"])["state"] == -1
    execute("UPDATE engine_scannedfile SET due_at = datetime('now') WHERE due_at IS NOT NULL")
    assert own.wait_until_processed(scans, stuck)["state"] == -1


def test_slow_uploads_and_downloads_hold_up_nobody(own: Running, sounds: Sounds) -> None:
    own.prepare()
    own.start()
    path = f"/api/buckets/{own.bucket()['id']}/files"
    stop = threading.Event()

    def trickle() -> None:
        def body() -> Iterator[bytes]:
            yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
            while not stop.is_set():
                yield b"x" * 50
                time.sleep(0.1)
            yield b"\r\n--b--\r\n"

        own.post(path, data=body(), headers={"Content-Type": "multipart/form-data; boundary=b"})

    with ThreadPoolExecutor(20) as pool:
        slow = [pool.submit(trickle) for _ in range(16)]
        time.sleep(1)
        assert own.get("/api/buckets").ok
        file = own.upload(path, sounds.short)
        assert own.wait_until_processed(path, file["id"])["state"] == 1
        assert not any(each.done() for each in slow), "they still send"
        stop.set()
        for each in slow:
            each.result(timeout=30)


def test_a_large_upload_goes_to_disk_in_flat_memory(own: Running) -> None:
    own.prepare()
    own.start("serve")
    bucket = own.bucket()["id"]
    worker = max(family(own.processes["serve"]), key=lambda p: p.memory_info().rss)
    own.get("/api/buckets")
    before, size = worker.memory_info().rss, 200 * 1024 * 1024
    head = (
        b'--b\r\nContent-Disposition: form-data; name="data_type"\r\n\r\naudio\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="big.wav"\r\n\r\n'
    )

    def body() -> Iterator[bytes]:
        yield head
        for _ in range(size // 2**20):
            yield bytes(2**20)
        yield b"\r\n--b--\r\n"

    peak = [before]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            peak.append(worker.memory_info().rss)

    threading.Thread(target=watch).start()
    reply = requests.post(
        f"{own.url}/api/buckets/{bucket}/files",
        data=body(),
        headers={
            "Authorization": "Bearer test-token",
            "Content-Type": "multipart/form-data; boundary=b",
        },
        timeout=120,
    )
    done.set()
    assert reply.status_code == 200, reply.text
    kept = [file for file in Path(own.folder).glob("engine/files/*/*") if file.is_file()]
    assert [file.stat().st_size for file in kept] == [size]
    assert max(peak) - before < 40 * 1024 * 1024


@pytest.mark.parametrize("framing", ["Content-Length: 1000000", "Transfer-Encoding: chunked"])
def test_an_upload_that_breaks_off_leaves_nothing(own: Running, framing: str) -> None:
    own.prepare()
    own.start("serve")
    bucket = own.bucket()["id"]
    body = (
        '--b\r\nContent-Disposition: form-data; name="data_type"\r\n\r\naudio\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf'
    )
    if "chunked" in framing:
        body = f"{len(body):x}\r\n{body}\r\n"
    with socket.create_connection(("127.0.0.1", own.port)) as line:
        line.sendall(
            f"POST /api/buckets/{bucket}/files HTTP/1.1\r\nHost: x\r\n{framing}\r\n"
            "Authorization: Bearer test-token\r\n"
            f"Content-Type: multipart/form-data; boundary=b\r\n\r\n{body}".encode()
        )
        time.sleep(1)
    time.sleep(1)
    spool, files = own.folder / "engine/spool", own.folder / "engine/files"
    eventually(lambda: not list(spool.iterdir()))
    assert not list(files.glob("*/*"))
    assert own.get(f"/api/buckets/{bucket}/files").json()["meta"]["total"] == 0
