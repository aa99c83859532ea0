"""A real engine for tests, with its own folder, port and processes. Tests reach it over HTTP."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests

from tests.isolation import free_port
from tests.waiting import eventually

ROOT = Path(__file__).resolve().parent.parent.parent
TOKEN = "test-token"
AUDIOTAG_KEY = "test-audiotag-key"


class Running:
    """One engine in a folder. `call` sends the token; `serve` and `work` are its processes."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE",)},
            "DATA_DIR": str(folder),
            "HOST": "127.0.0.1",
            "ENGINE_PORT": str(self.port),
            "ENGINE_TOKEN": TOKEN,
            "AUDIOTAG_API_KEY": AUDIOTAG_KEY,
            "ENGINE_REACH": "*",
            "ENV_FILE": os.devnull,
            **environment,
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the engine and wait until it ends."""
        return subprocess.run(
            [sys.executable, "-m", "engine", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=280,
        )

    def python(self, program: str) -> str:
        """The output of a Python program that runs with the engine's settings."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{program}"],
            cwd=ROOT,
            env={**self.environment, "DJANGO_SETTINGS_MODULE": "engine.settings"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def prepare(self, content: str = "--empty") -> None:
        done = self.run("prepare", content)
        assert done.returncode == 0, done.stderr

    def start(self, *commands: str) -> None:
        for command in commands or ("serve", "work"):
            self.start_process(command)
        if "serve" in self.processes:
            eventually(self.is_answering, within=120)
        if "work" in self.processes:
            eventually(lambda: "engine INFO working" in self.log("work"), within=120)

    def start_process(self, command: str, *arguments: str) -> None:
        with (self.folder / f"{command}.log").open("ab") as log:
            self.processes[command] = subprocess.Popen(
                [sys.executable, "-m", "engine", command, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def is_answering(self) -> bool:
        try:
            return requests.get(f"{self.url}/healthz", timeout=2).ok
        except requests.RequestException:
            return False

    def end_process(self, command: str, signal_number: int = signal.SIGTERM) -> int:
        process = self.processes.pop(command)
        process.send_signal(signal_number)
        return process.wait(timeout=30)

    def stop(self) -> None:
        for command in list(self.processes):
            self.end_process(command)

    def log(self, command: str = "serve") -> str:
        return (self.folder / f"{command}.log").read_text()

    def call(self, method: str, path: str, *, token: str = TOKEN, **more: Any) -> requests.Response:
        headers = {
            "Accept": "application/json",
            "Authorization": f"Bearer {token}",
            **more.pop("headers", {}),
        }
        address = path if path.startswith("http") else f"{self.url}{path}"
        return requests.request(method, address, headers=headers, timeout=60, **more)

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.call("GET", path, **more)

    def post(self, path: str, **more: Any) -> requests.Response:
        return self.call("POST", path, **more)

    def put(self, path: str, **more: Any) -> requests.Response:
        return self.call("PUT", path, **more)

    def delete(self, path: str, **more: Any) -> requests.Response:
        return self.call("DELETE", path, **more)

    def create(self, path: str, **fields: Any) -> dict[str, Any]:
        """POST JSON and return the new resource."""
        reply = self.post(path, json=fields)
        assert reply.ok, reply.text
        data: dict[str, Any] = reply.json()["data"]
        return data

    def bucket(self, **fields: Any) -> dict[str, Any]:
        return self.create("/api/buckets", **{"name": "tests", "region": "eu-west-1", **fields})

    def project(self, *buckets: Any, **fields: Any) -> dict[str, Any]:
        usual = {"name": "tests", "region": "eu-west-1", "type": "AVR", "buckets": list(buckets)}
        return self.create("/api/base-projects", **{**usual, **fields})

    def container(self, *buckets: Any, **fields: Any) -> dict[str, Any]:
        usual = {"name": "tests", "region": "eu-west-1", "engine": 1, "buckets": list(buckets)}
        return self.create("/api/fs-containers", **{**usual, **fields})

    def upload(
        self, path: str, file: Path, *, file_name: str | None = None, **fields: str
    ) -> dict[str, Any]:
        """Upload a file as multipart form data and return the new resource."""
        with file.open("rb") as content:
            reply = self.post(
                path,
                data={"data_type": "audio", **fields},
                files={"file": (file_name or file.name, content, "application/octet-stream")},
            )
        assert reply.ok, reply.text
        data: dict[str, Any] = reply.json()["data"]
        return data

    def wait_until_processed(
        self, path: str, key: object, *, within: float = 40.0
    ) -> dict[str, Any]:
        """The file `key` of the list at `path`, as soon as it is processed."""

        def processed_file() -> dict[str, Any] | None:
            (file,) = self.get(f"{path}/{key}").json()["data"]
            return file if file["state"] != 0 else None

        file = eventually(processed_file, within=within, why=f"{path}/{key} is still processing")
        assert file is not None
        return file
