"""A client of a running portal: uploads by HTTP, and looks at the remote behind it."""

import base64
import re
from typing import Any

import requests

from tests.stack import Portal
from tests.waiting import eventually

TUS = {"Tus-Resumable": "1.0.0"}


class PortalClient:
    """Signed in at a running portal; also speaks to the remote behind it."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.session = requests.Session()
        form = {
            "username": "admin",
            "password": portal.admin_password,
            "csrfmiddlewaretoken": self._text("/login/", r'csrfmiddlewaretoken" value="(\w+)"'),
        }
        self.session.post(f"{portal.url}/login/", data=form, timeout=10).raise_for_status()
        self.session.headers["X-CSRFToken"] = self._text("/jobs/", r'data-csrf="(\w+)"')
        self.token = portal.engine_token

    def remote(self, method: str, path: str, **options: Any) -> Any:
        answer = requests.request(
            method,
            f"{self.portal.engine_url}/{path}",
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=20,
            **options,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def new_bucket(self) -> int:
        """A bucket that the mirror has."""
        created = self.remote("POST", "api/buckets", json={"name": "Mine", "region": "eu-west-1"})
        key: int = created["data"]["id"]
        self.portal.manage("sync", "buckets")
        eventually(lambda: self.session.get(f"{self.portal.url}/buckets/{key}/", timeout=10).ok)
        return key

    def upload(self, bucket: int, content: bytes) -> str:
        """Upload a whole file; returns the path of the upload's page."""
        metadata = {"filename": "piece.wav", "target": "bucket", "target_id": str(bucket)}
        pairs = (f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in metadata.items())
        begun = self.session.post(
            f"{self.portal.url}/uploads/tus/",
            headers={**TUS, "Upload-Length": str(len(content)), "Upload-Metadata": ",".join(pairs)},
            timeout=10,
        )
        assert begun.status_code == 201, begun.text
        where = begun.headers["Location"]
        step = 4 * 1024 * 1024
        for at in range(0, len(content), step):
            headers = {
                **TUS,
                "Upload-Offset": str(at),
                "Content-Type": "application/offset+octet-stream",
            }
            chunk = content[at : at + step]
            taken = self.session.patch(
                f"{self.portal.url}{where}", data=chunk, headers=headers, timeout=30
            )
            assert taken.status_code == 204, taken.text
        return where.replace("/tus/", "/")

    def state_of(self, upload: str) -> str:
        """The upload's state, as its page shows it."""
        return self._text(upload, r'"panel-head">\s*<span class="state.*?</svg>([^<]+)<')

    def _text(self, path: str, pattern: str) -> str:
        page = self.session.get(f"{self.portal.url}{path}", timeout=10)
        match = re.search(pattern, page.text, re.DOTALL)
        assert match, f"{page.status_code} {page.text[:2000]}"
        return match[1]

    def titles_at_remote(self, bucket: int) -> list[str]:
        files = self.remote("GET", f"api/buckets/{bucket}/files")["data"]
        return [file["title"] for file in files]
