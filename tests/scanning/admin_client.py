"""A person at a running portal, and the remote behind it, both over HTTP."""

import base64
import html
import re
from typing import Any
from uuid import UUID

import requests

from tests.engines import Engine
from tests.recordings import recording
from tests.stack import Portal
from tests.waiting import eventually

CATALOGUE = 23


class AdminClient:
    """Signed in with a session of their own."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.session = requests.Session()
        self.post("/login/", username="admin", password=portal.admin_password)

    def get(self, path: str, **headers: str) -> requests.Response:
        return self.session.get(self.portal.url + path, headers=headers, timeout=30)

    def post(self, path: str, **fields: Any) -> requests.Response:
        """As a form of a page sends it."""
        page = self.get("/login/").text  # leads on to the first page once signed in
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        data = {"csrfmiddlewaretoken": token.group(1), **fields}
        answer = self.session.post(self.portal.url + path, data=data, timeout=30)
        assert answer.ok, answer.text
        return answer

    def new_container(self, name: str, bucket_id: int = CATALOGUE) -> int:
        """Made through the page's form; it searches the provider's catalogue, or another bucket."""
        choice = f'name="buckets" value="{bucket_id}"'
        eventually(lambda: choice in self.get("/scanning/new/").text, within=60)
        made = self.post(
            "/scanning/new/", name=name, region="eu-west-1", engine="1", audio_type="linein",
            buckets=bucket_id, policy_type="traverse", interval="0", rec_length="10", points="3",
        )  # fmt: skip
        return int(made.url.rstrip("/").rpartition("/")[2])

    def upload(self, container_id: int, content: bytes, name: str) -> UUID:
        """As the page's drop zone sends a file; returns its id once the mirror knows it."""
        told = {"filename": name, "target": "container", "target_id": str(container_id)}
        pairs = [f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in told.items()]
        cookie = next(one for one in self.session.cookies if one.name.startswith("acr_csrf"))
        headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": str(cookie.value)}
        begun = self.session.post(
            f"{self.portal.url}/uploads/tus/",
            headers={
                **headers,
                "Upload-Length": str(len(content)),
                "Upload-Metadata": ",".join(pairs),
            },
            timeout=30,
        )
        assert begun.status_code == 201, begun.text
        sent = self.session.patch(
            self.portal.url + begun.headers["Location"],
            data=content,
            headers={
                **headers,
                "Upload-Offset": "0",
                "Content-Type": "application/offset+octet-stream",
            },
            timeout=30,
        )
        assert sent.status_code == 204, sent.text
        page = f"/scanning/{container_id}/?q={name.partition('.')[0]}"
        link = re.compile(rf"/scanning/{container_id}/files/([0-9a-f-]{{36}})/")
        eventually(lambda: bool(link.search(self.get(page).text)), within=30)
        found = link.search(self.get(page).text)
        assert found is not None
        return UUID(found.group(1))

    def callback_path(self, container_id: int) -> str:
        """The secret path that the container calls, as an admin is shown it."""
        page = self.post(f"/scanning/{container_id}/callback/reveal/").text
        found = re.search(r'data-copy="([^"]+)"', page)
        assert found is not None
        return html.unescape(found.group(1)).removeprefix(self.portal.url)

    def results(self, container_id: int, file_id: UUID) -> str:
        """The part of the file's page that asks for itself; "" while the mirror has no file."""
        answer = self.get(f"/scanning/{container_id}/files/{file_id}/results/")
        return answer.text if answer.ok else ""

    def callbacks(self, file_id: UUID, state: str = "") -> int:
        """How many callbacks about a file the inbox lists in one state, or in all."""
        view = f"&state={state}" if state else ""
        return self.get(f"/callbacks/?q={file_id}{view}").text.count("data-row")


def engine_of(portal: Portal) -> Engine:
    """The portal's own engine, whose token the test has chosen."""
    return Engine(portal.engine_url, portal.environment["ENGINE_TOKEN"], "", portal.data_dir)


def scan_recording(engine: Engine, container_id: int, content: bytes = b"") -> UUID:
    """A recording sent to the remote behind the portal's back."""
    answer = requests.post(
        f"{engine.api}/fs-containers/{container_id}/files",
        files={"file": ("show.wav", content or recording())},
        data={"data_type": "audio"},
        headers={"Authorization": f"Bearer {engine.token}"},
        timeout=30,
    )
    return UUID(answer.json()["data"]["id"])


def deliveries_of(engine: Engine, file_id: UUID) -> list[dict[str, Any]]:
    """The remote's own record of the callbacks about a file."""
    answer = requests.get(
        f"{engine.origin}/engine/deliveries",
        headers={"Authorization": f"Bearer {engine.token}"},
        timeout=10,
    )
    return [row for row in answer.json()["data"] if row["file_id"] == str(file_id)]
