"""Many small files from many clients at once, each answered once the remote has its file."""

import http.client
import itertools
import os
import threading
import time
from urllib.parse import urlsplit

from benchmarks.load.before_remote import Setting
from benchmarks.load.remote import BUCKET
from benchmarks.upload.senders import MULTIPART, PATIENCE_SECONDS, form_around

CLIENTS = 16
FILE_BYTES = 20_000


def send_small_files(setting: Setting, count: int, title: str) -> float:
    """Files a second, each of other bytes. Raises RuntimeError when one isn't taken."""
    numbers, refused = iter(range(count)), list[str]()
    lock = threading.Lock()

    def send() -> None:
        parts = urlsplit(setting.portal.url)
        connection = http.client.HTTPConnection(
            str(parts.hostname), parts.port, timeout=PATIENCE_SECONDS
        )
        while not refused:
            with lock:
                mine = list(itertools.islice(numbers, 1))
            if not mine:
                break
            before, after = form_around(f"{title} {mine[0]}")
            body = before + os.urandom(FILE_BYTES) + after
            headers = {**setting.headers, "Content-Type": MULTIPART}
            connection.request("POST", f"/api/buckets/{BUCKET}/files", body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status != http.client.OK:
                refused.append(f"{answer.status} {text[:500]}")
        connection.close()

    clients = [threading.Thread(target=send) for _ in range(CLIENTS)]
    began = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    if refused:
        raise RuntimeError(f"a small file was answered with {refused[0]}")
    return count / (time.perf_counter() - began)
