"""A whole portal, as one command starts it, before a remote that only reads and answers."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.isolation import free_port
from tests.processes import running
from tests.stack import Portal, running_portal
from tests.waiting import eventually


@dataclass(frozen=True)
class Setting:
    """The portal, the remote's address, and a token with all scopes."""

    portal: Portal
    remote: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def set_identify_seconds(self, seconds: float) -> None:
        """How long the remote takes from now on to identify something."""
        requests.put(f"{self.remote}/identify-seconds/{seconds}", timeout=10).raise_for_status()


@contextlib.contextmanager
def portal_before_remote() -> Iterator[Setting]:
    """Start both; the remote's bucket and project are mirrored. On TEST_DATABASE_URL when set."""
    port = free_port()
    remote = f"http://127.0.0.1:{port}"
    command = (sys.executable, "-m", "benchmarks.load.remote", str(port))
    with (
        tempfile.TemporaryDirectory() as folder,
        running(*command, environment=dict(os.environ), output=Path(folder) / "remote.log"),
        running_portal(
            demo=False,
            ACRCLOUD_BASE_URL=f"{remote}/api",
            ACRCLOUD_REGION_URL=f"{remote}/api",
            ACRCLOUD_IDENTIFY_URL=remote,
            ACRCLOUD_TOKEN="token-of-the-benchmark",
            ACRCLOUD_RATE_LIMIT="0",
            AUDIOTAG_API_KEY="",
        ) as portal,
    ):
        token = portal.manage("token", "create", "benchmark", "--user", "admin").split()[-1]
        setting = Setting(portal, remote, token)
        for resource, path in (("buckets", "buckets"), ("projects", "base-projects")):
            portal.manage("sync", resource)
            address = f"{portal.url}/api/{path}/1"
            eventually(
                lambda address=address: (
                    requests.get(  # type: ignore[misc]
                        address, headers=setting.headers, timeout=10
                    ).ok
                )
            )
        yield setting
