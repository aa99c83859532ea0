"""A person who uploads to a running portal by HTTP, and looks at the remote behind it."""

import base64
import re
from typing import Any

import requests

from tests.stack import Portal
from tests.waiting import eventually

TUS = {"Tus-Resumable": "1.0.0"}


class Person:
    """Somebody signed in at a running portal, and the remote behind it."""

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
        self.token = secret(portal, "ENGINE_TOKEN")

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

    def bucket(self) -> int:
        """A bucket that the mirror knows."""
        made = self.remote("POST", "api/buckets", json={"name": "Mine", "region": "eu-west-1"})
        key: int = made["data"]["id"]
        self.portal.manage("sync", "buckets")
        eventually(lambda: self.session.get(f"{self.portal.url}/buckets/{key}/", timeout=10).ok)
        return key

    def upload(self, bucket: int, content: bytes) -> str:
        """The page of an upload that has come in whole."""
        told = {"filename": "piece.wav", "target": "bucket", "target_id": str(bucket)}
        pairs = (f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in told.items())
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

    def word(self, upload: str) -> str:
        """The state of an upload, as its page says it."""
        return self._text(upload, r'"panel-head">\s*<span class="state.*?</svg>([^<]+)<')

    def _text(self, path: str, pattern: str) -> str:
        page = self.session.get(f"{self.portal.url}{path}", timeout=10)
        found = re.search(pattern, page.text, re.DOTALL)
        assert found, f"{page.status_code} {page.text[:2000]}"
        return found[1]

    def titles(self, bucket: int) -> list[str]:
        files = self.remote("GET", f"api/buckets/{bucket}/files")["data"]
        return [file["title"] for file in files]


def secret(portal: Portal, name: str) -> str:
    text = (portal.data_dir / "secrets.env").read_text()
    found = re.search(rf"^{name}=(.*)$", text, re.M)
    assert found
    return found[1].strip("'\"")
