"""A running portal and its remote: changes made at the remote, and passes that a service starts."""

import random
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psutil
import requests

from tests.engines import ROOT
from tests.stack import Portal

LEASE_SECONDS = 3
# Many short pages, so that there is something to interrupt; no passes but those that a test starts.
SETTINGS = {
    "SYNC_PAGE_SIZE": "2",
    "SYNC_HEAD_EVERY_SECONDS": "86400",
    "JOBS_LEASE_SECONDS": str(LEASE_SECONDS),
}
BUCKETS = 24
FILES = 40
# An upper bound: a busy machine takes minutes to start a worker again.
TIMEOUT_SECONDS = 240.0
UNFINISHED = ("queued", "running")


class PortalAndRemote:
    """The remote as its owner changes it, and the portal as a service uses it."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self._remote = requests.Session()
        self._remote.headers["Authorization"] = f"Bearer {portal.engine_token}"
        self.service = requests.Session()
        name = f"test {random.random()}"
        token = portal.manage("token", "create", name, "--user", "admin").split()[-1]
        self.service.headers["Authorization"] = f"Bearer {token}"
        self.bucket = self._bucket_of_files() or self._furnish()

    def change(self) -> None:
        """Add some buckets, rename one, delete some: not so many that the fuse holds the pass."""
        own = [key for key in self._buckets() if key != self.bucket]
        for key in random.sample(own, min(3, len(own))):
            own.remove(key)
            self.at_remote("DELETE", f"/api/buckets/{key}")
        if own:
            self.at_remote("PUT", f"/api/buckets/{own[0]}", json={"name": f"b{random.random()}"})
        for _ in range(BUCKETS - len(own)):
            fields = {"name": f"b{random.random()}", "type": "File", "region": "eu-west-1"}
            self.at_remote("POST", "/api/buckets", json=fields)

    def change_files(self) -> None:
        """Delete two audio files and rename one, in the bucket that has many."""
        keys = random.sample(self._files(), 3)
        self.rename_file(keys[0])
        self.at_remote("DELETE", f"/api/buckets/{self.bucket}/files/{keys[1]},{keys[2]}")

    def enlarge_all_files(self) -> None:
        """Give each audio file fields that no compression makes small."""
        for key in self._files():
            self.rename_file(key, user_defined={"noise": secrets.token_hex(32 * 1024)})

    def rename_file(self, key: int, **more: Any) -> None:
        address = f"/api/buckets/{self.bucket}/files/{key}"
        self.at_remote("PUT", address, json={"title": f"t{random.random()}"} | more)

    def fault(self, act: str, **options: Any) -> None:
        self.at_remote("POST", "/engine/faults", json={"act": act, **options})

    def slow_down(self, seconds: float = 0.2) -> None:
        self.fault("delay", path="/api/buckets*", method="GET", seconds=seconds)

    def hold_lists(self) -> None:
        """Until the remote is mended."""
        self.fault("hold", path="/api/buckets*", method="GET")

    def mend(self) -> None:
        self._remote.delete(f"{self.portal.engine_url}/engine/faults", timeout=60)

    def start_pass(self, resource: str = "buckets", scope: object = "", mode: str = "full") -> int:
        """Ask for a pass; returns the job's number."""
        fields = {"resource": resource, "scope": str(scope), "mode": mode}
        address = f"{self.portal.url}/api/portal/sync"
        answer = self.service.post(address, json=fields, timeout=10)
        assert answer.ok, answer.text
        job: int = answer.json()["id"]
        return job

    def job(self, number: int) -> dict[str, Any]:
        answer = self.service.get(f"{self.portal.url}/api/portal/jobs/{number}", timeout=10)
        job: dict[str, Any] = answer.json()
        return job

    def await_progress(self, number: int) -> None:
        """Return while the pass is under way, somewhere."""
        self.wait_for(lambda: self.job(number)["state"] == "running", "the pass to begin")
        time.sleep(random.uniform(0.1, 1.5))

    def await_end(self, number: int, state: str = "done") -> None:
        self.wait_for(lambda: self.job(number)["state"] not in UNFINISHED, "the pass to end")
        job = self.job(number)
        assert job["state"] == state, job

    def assert_equal(self, *, buckets_first: bool = False) -> None:
        """Mirror and remote say the same, object by object, and no job is left unfinished.

        A change of files is one of their bucket too, which is another pass's to read.
        """
        self.mend()
        if buckets_first:
            self.await_end(self.start_pass())
        unfinished = self._unfinished()
        self.wait_for(lambda: not unfinished & self._unfinished(), "every job to end")
        assert "The mirror equals the remote." in self.portal.manage("mirror", "verify")

    def at_remote(self, method: str, path: str, **body: Any) -> Any:
        address = f"{self.portal.engine_url}{path}"
        answer = self._remote.request(method, address, timeout=60, **body)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def wait_for(
        self, happened: Callable[[], bool], what: str, seconds: float = TIMEOUT_SECONDS
    ) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if happened():
                return
            time.sleep(0.1)
        raise AssertionError(f"waited in vain for {what}:\n{self.portal.output()[-4000:]}")

    def _unfinished(self) -> set[int]:
        address = f"{self.portal.url}/api/portal/jobs"
        return {
            job["id"]
            for state in UNFINISHED
            for job in self.service.get(address, params={"state": state}, timeout=10).json()["data"]
        }

    def _files(self) -> list[int]:
        address = f"/api/buckets/{self.bucket}/files?per_page=100"
        return [row["id"] for row in self.at_remote("GET", address)["data"]]

    def _buckets(self) -> list[int]:
        listed = self.at_remote("GET", "/api/buckets?per_page=100")["data"]
        return [row["id"] for row in listed if row["type"] == "File"]

    def _bucket_of_files(self) -> int:
        rows = self.at_remote("GET", "/api/buckets?per_page=100")["data"]
        return next((row["id"] for row in rows if row["type"] == "File" and row["num"]), 0)

    def _furnish(self) -> int:
        """Make the bucket with audio files, for the first of these worlds, and mirror it."""
        generate = [sys.executable, "-m", "engine", "generate", "--seed", "7"]
        size = ["--buckets", "1", "--files", str(FILES)]
        subprocess.run([*generate, *size], cwd=ROOT, env=self.portal.environment, check=True)
        for resource in ("buckets", "files"):
            self.await_end(self.start_pass(resource))
        return self._bucket_of_files()


def kill(process: psutil.Process) -> None:
    """Kill a process and its children at once."""
    for member in [process, *process.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            member.send_signal(signal.SIGKILL)
