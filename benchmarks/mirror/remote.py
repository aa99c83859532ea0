"""An account of any size, as stored pages that are cheap to serve."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import requests

from tests.isolation import clean_environment, free_port
from tests.processes import running

TOKEN = "of-the-benchmark"
PAGE_SIZE = 100
ENGINE = (sys.executable, "-m", "engine")


@dataclass(frozen=True)
class Account:
    """The stored pages of one bucket's files, and changed copies of them."""

    folder: Path
    bucket: int
    port: int
    base: Path

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @contextlib.contextmanager
    def served(self, pages: Path, *, delay: float = 0.0) -> Iterator[None]:
        """Serve pages at the account's address, each after `delay` seconds."""
        arguments = ("--port", str(self.port), "--delay", str(delay), "--threads", "16")
        command = (*ENGINE, "pages", "--kept", str(pages), *arguments)
        environment = engine_environment(self.folder)
        with running(*command, environment=environment, output=self.folder / "pages.log"):
            wait_for(f"{self.api}/buckets/{self.bucket}/files?page=1&per_page={PAGE_SIZE}")
            yield

    def first_pages(self, count: int) -> Path:
        """Stored pages of the same bucket when it had only `count` of them."""
        rows = rows_of(self.base)[: count * PAGE_SIZE]
        return write_pages(rows, self.bucket, self.folder / f"first-{count}.json")

    def ten_times(self) -> "Account":
        """The same files ten times, each copy with new ids: the quick way to a million files."""
        rows = rows_of(self.base)
        span = rows[-1]["id"] + 1
        tenfold = [
            {**row, "id": row["id"] + copy_number * span}
            for copy_number in range(10)
            for row in rows
        ]
        return replace(self, base=write_pages(tenfold, self.bucket, self.folder / "tenfold.json"))

    def changed(self) -> tuple[Path, Path]:
        """Stored pages with one file more, and the same with the first file deleted."""
        rows = rows_of(self.base)
        rows.append({**rows[-1], "id": rows[-1]["id"] + 1, "title": "One more"})
        return (
            write_pages(rows, self.bucket, self.folder / "added.json"),
            write_pages(rows[1:], self.bucket, self.folder / "shorter.json"),
        )


def account(folder: Path, *, files: int) -> Account:
    """Generate an account with one bucket, and store the pages of its files."""
    folder.mkdir(parents=True)
    environment = engine_environment(folder)
    generate = ["generate", "--buckets", "1", "--files", str(files), "--seed", "7"]
    for arguments in (["prepare", "--empty"], generate):
        subprocess.run([*ENGINE, *arguments], env=environment, check=True, capture_output=True)
    port = free_port()
    log = folder / "engine.log"
    api = f"http://127.0.0.1:{port}/api"
    with running(*ENGINE, "serve", "--port", str(port), environment=environment, output=log):
        buckets = wait_for(f"{api}/buckets?per_page=100")["data"]
        bucket = next(row["id"] for row in buckets if row["type"] == "File")
    path = f"/api/buckets/{bucket}/files"
    collect = ("pages", path, "--port", str(port), "--per-page", str(PAGE_SIZE))
    with running(*ENGINE, *collect, environment=environment, output=log):
        wait_for(f"{api}/buckets/{bucket}/files?page=1&per_page={PAGE_SIZE}")
    return Account(folder, bucket, port, folder / "engine" / "pages.json")


def engine_environment(folder: Path) -> dict[str, str]:
    return clean_environment(DATA_DIR=str(folder), ENGINE_TOKEN=TOKEN, AUDIOTAG_API_KEY=TOKEN)


def rows_of(pages_file: Path) -> list[dict[str, Any]]:
    """The objects on stored pages, ordered by id."""
    pages: dict[str, str] = json.loads(pages_file.read_bytes())
    rows = [row for body in pages.values() for row in orjson.loads(body)["data"]]
    return sorted(rows, key=lambda row: int(row["id"]))


def write_pages(rows: Sequence[dict[str, Any]], bucket: int, file: Path) -> Path:
    """Write pages of these objects in the format of the page server."""
    last = -(-len(rows) // PAGE_SIZE)
    pages = {}
    for number in range(1, last + 1):
        data = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        links = {"first": "?page=1", "last": f"?page={last}", "prev": None, "next": None}
        meta = {
            "current_page": number,
            "from": (number - 1) * PAGE_SIZE + 1,
            "last_page": last,
            "path": f"/api/buckets/{bucket}/files",
            "per_page": PAGE_SIZE,
            "to": (number - 1) * PAGE_SIZE + len(data),
            "total": len(rows),
        }
        name = f"/api/buckets/{bucket}/files?page={number}&per_page={PAGE_SIZE}"
        pages[name] = orjson.dumps({"data": data, "links": links, "meta": meta}).decode()
    file.write_bytes(orjson.dumps(pages))
    return file


def wait_for(address: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        with contextlib.suppress(requests.RequestException):
            answer = requests.get(address, headers=headers, timeout=10)
            if answer.ok:
                body: dict[str, Any] = answer.json()
                return body
        time.sleep(0.1)
    raise RuntimeError(f"{address} did not answer (process {os.getpid()})")
