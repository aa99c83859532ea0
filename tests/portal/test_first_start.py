"""A first start serves before the demo account is complete, and says what isn't there yet."""

import pytest

from tests.core.uploads.portal_client import PortalClient
from tests.stack import running_portal
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.any_database, pytest.mark.timeout(300)]

PIECES = 4
BUCKET = "House productions"
READY_SECONDS = 120.0


def test_the_demo_is_listed_whole_and_becomes_ready_by_itself() -> None:
    with running_portal(demo=None) as portal:
        client = PortalClient(portal)
        token = portal.manage("token", "create", "first", "--user", "admin").split()[-1]
        client.session.headers["Authorization"] = f"Bearer {token}"

        def rows(path: str) -> list[dict[str, object]]:
            answer = client.session.get(f"{portal.url}/api/{path}", timeout=30)
            found: list[dict[str, object]] = answer.json()["data"] if answer.ok else []
            return found

        buckets = eventually(lambda: {row["name"]: row["id"] for row in rows("buckets")})
        path = f"buckets/{buckets[BUCKET]}/files"
        files = eventually(lambda: rows(path))
        assert len(files) == PIECES
        # Which of them are being made still is a matter of luck.
        assert {file["state"] for file in files} <= {0, 1}
        eventually(lambda: {row["state"] for row in rows(path)} == {1}, within=READY_SECONDS)
        mark = portal.data_dir / "engine" / "demo" / "unfinished"
        eventually(lambda: not mark.exists(), within=READY_SECONDS)
