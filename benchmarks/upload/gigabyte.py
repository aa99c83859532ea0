"""One gigabyte from a client through the portal to the engine: how fast, and in how much memory.

python -m benchmarks.upload.gigabyte [MEGABYTES]
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from tests.core.uploads.portal_client import PortalClient
from tests.recordings import recording
from tests.stack import Portal, running_portal

MEGABYTE = 1024 * 1024
# The portal's processes that take part; the engine's memory is not measured.
WATCHED = ("web", "bulk")


@contextmanager
def peaks_of(portal: Portal) -> Iterator[dict[str, int]]:
    """For each process, how far the memory of it and its children grew at most, in bytes."""
    families = {name: family(portal.process(name)) for name in WATCHED}
    before = {name: resident(family) for name, family in families.items()}
    grown = dict.fromkeys(WATCHED, 0)
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            for name, members in families.items():
                grown[name] = max(grown[name], resident(members) - before[name])

    thread = threading.Thread(target=watch)
    thread.start()
    yield grown
    over.set()
    thread.join()


def family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def resident(members: list[psutil.Process]) -> int:
    return sum(member.memory_info().rss for member in members)


def main(megabytes: int) -> None:
    head = recording(5)
    content = head + bytes(megabytes * MEGABYTE - len(head))
    with running_portal(demo=False) as portal:
        client = PortalClient(portal)
        bucket = client.new_bucket()
        client.upload(bucket, head)  # imports modules and opens connections
        with peaks_of(portal) as grown:
            began = time.monotonic()
            page = client.upload(bucket, content)
            received = time.monotonic()
            while client.state_of(page) in {"Queued", "Sending", "Will retry"}:
                time.sleep(0.2)
            sent = time.monotonic()
        word = client.state_of(page)
    print(f"{megabytes} MB: {word}")
    print(f"to the portal  {received - began:6.1f} s")
    print(f"to the remote  {sent - received:6.1f} s, with its digest")
    for name, more in grown.items():
        print(f"{name:8} grew by {more / MEGABYTE:5.1f} MB at most")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1024)
